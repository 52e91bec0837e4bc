"""How soon a mention wants an answer: one rule, from its verdict, its signals, and how far it goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from .reach import Reach, is_far
from .signals import Signal
from .verdicts import Verdict

MANY_PLACES = 5

_GRAVE = frozenset({Signal.SAFETY, Signal.LEGAL})
_WAITING = frozenset({Signal.LEAVING, Signal.HELP})


class Urgency(StrEnum):
    """How soon."""

    URGENT = "urgent"
    SOON = "soon"
    NORMAL = "normal"

    @property
    def words(self) -> str:
        """As people are told."""
        return _WORDS[self]


_WORDS = {Urgency.URGENT: "Urgent", Urgency.SOON: "Answer it soon", Urgency.NORMAL: "No hurry"}


def urgency_of(
    verdict: Verdict, signals: Collection[Signal], places: int, reach: Reach | None = None
) -> Urgency:
    """The rule, as the README publishes it; the first line that fits counts.

    - `normal`: a troll, whatever is said. They are left be.
    - `urgent`: bad or unsure, with a matter of safety or of law; bad, with an intent to leave; or bad, and
      seen in `MANY_PLACES` places or more, or told to reach very many.
    - `soon`: anything else that is bad; and whatever the verdict, a matter of safety or of law, an intent to
      leave, or a request for help.
    - `normal`: everything else, a mere question with it.
    """
    if verdict is Verdict.TROLL:
        return Urgency.NORMAL
    heard = frozenset(signals)
    is_bad = verdict is Verdict.BAD
    if heard & _GRAVE and (is_bad or verdict is Verdict.UNSURE):
        return Urgency.URGENT
    if is_bad and (Signal.LEAVING in heard or places >= MANY_PLACES or is_far(reach)):
        return Urgency.URGENT
    if is_bad or heard & (_GRAVE | _WAITING):
        return Urgency.SOON
    return Urgency.NORMAL


def told(urgency: Urgency, signals: Iterable[Signal], reach: Reach | None = None) -> str:
    """How soon, what was heard, and how far it goes, in a line."""
    heard = ", ".join(signal.words for signal in signals)
    parts = (urgency.words, f"heard in it: {heard}" if heard else "", reach.words if reach else "")
    return "; ".join(filter(None, parts))
