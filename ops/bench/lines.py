"""Draws lines over a logarithmic axis as SVG. (Matplotlib lives in the environment for training only.)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10

_WIDTH, _HEIGHT, _LEFT, _TOP = 560, 300, 60, 40
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")


def drawn(title: str, across: str, at: Sequence[float], lines: Mapping[str, Sequence[float]]) -> str:
    """Each line's values, from nothing up, over `at`, which grows by powers of ten."""
    top = 1.15 * max(max(values) for values in lines.values())
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {_WIDTH + 2 * _LEFT} {_HEIGHT + 2 * _TOP + 20}" '
        'font-family="sans-serif" font-size="12">',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>',
        *_axes(across, at, top),
    ]
    for number, (name, values) in enumerate(lines.items()):
        colour = _COLOURS[number]
        points = [(_x(place, at), _y(value, top)) for place, value in zip(at, values, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(
            f'<text x="{_LEFT + 12 + 220 * number}" y="{_TOP + 4}" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _axes(across: str, at: Sequence[float], top: float) -> Iterator[str]:
    bottom = _TOP + _HEIGHT
    yield f'<path d="M{_LEFT} {_TOP}V{bottom}H{_LEFT + _WIDTH}" fill="none" stroke="#888"/>'
    for place in at:
        yield f'<text x="{_x(place, at):.1f}" y="{bottom + 18}" text-anchor="middle">{place:,}</text>'
    for step in range(5):
        value = top * step / 4
        yield f'<text x="{_LEFT - 8}" y="{_y(value, top) + 4:.1f}" text-anchor="end">{value:.2f}</text>'
    yield f'<text x="{_LEFT + _WIDTH / 2:.0f}" y="{bottom + 38}" text-anchor="middle">{escape(across)}</text>'


def _x(place: float, at: Sequence[float]) -> float:
    span = log10(at[-1] / at[0]) or 1.0
    return _LEFT + 20 + (_WIDTH - 40) * log10(place / at[0]) / span


def _y(value: float, top: float) -> float:
    return _TOP + _HEIGHT * (1 - value / top)
