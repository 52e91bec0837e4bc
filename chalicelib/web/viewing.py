"""Who else is looking at a mention, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.viewers import Viewer
from .firsts import named

_MOST_NAMES = 3


def said_of(viewers: Sequence[Viewer]) -> str:
    """As in "Ann and Ben are looking at this, too."; empty where nobody is. Plain text."""
    if not viewers:
        return ""
    shown = viewers if len(viewers) <= _MOST_NAMES else viewers[: _MOST_NAMES - 1]
    names = [_isolated(named(each.person_id).name) for each in shown]
    if rest := len(viewers) - len(shown):
        names.append(f"{rest} others")
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} {'are' if len(names) > 1 else 'is'} looking at this, too."


def _isolated(name: str) -> str:
    """The name, so that its direction of writing is its own: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates"""
    return f"\u2068{name}\u2069"
