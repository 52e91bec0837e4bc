"""Writes down how many texts of each kind are held as trolls, beside what rules alone would hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from chalicelib.domain.verdicts import Verdict
from chalicelib.judging.model import model
from chalicelib.judging.trained import judged
from chalicelib.judging.words import abuse_alone

from .figures import Figure
from .hearing import heard
from .sets import Example
from .tables import table

_SURE = 1.96  # of 95 in 100


def held(kinds: Mapping[str, Sequence[Example]]) -> str:
    """A section with a line for each kind of text."""
    rows = []
    for name, examples in kinds.items():
        told = [heard(each) for each in examples]
        ours = sum(judged(each, model()).verdict is Verdict.TROLL for each in told)
        rules = sum(bool(abuse_alone(each)) for each in told)
        shares = (_percent(wilson(count, len(told))) for count in (ours, rules))
        rows.append([name, f"{len(told):,}", *shares])
    lines = table(["texts", "rows", "held as trolls, %", "by rules alone, %"], rows)
    return "\n".join(["## Trolls", "", *lines, ""])


def wilson(count: int, size: int) -> Figure:
    """The share of so many, and between what it mostly lies for other samples of the size (Wilson 1927)."""
    if not size:
        return Figure(0.0, 0.0, 1.0)
    share, spread = count / size, _SURE**2 / size
    middle = (share + spread / 2) / (1 + spread)
    reach = sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return Figure(share, max(0.0, middle - reach), min(1.0, middle + reach))


def _percent(figure: Figure) -> str:
    return f"{100 * figure.value:.2f} ({100 * figure.low:.2f}–{100 * figure.high:.2f})"
