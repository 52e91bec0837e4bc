"""Asks another judge where the embedded one is not sure, and says what both together make of it.

    embedded verdict ─┬─▶ very sure, or a troll ────────────────────────────▶ stands
                      └─▶ ask ─┬─▶ an opinion: the same, or another ─▶ weighed ─▶ judgement
                               └─▶ none: no answer, money, time or language ─▶ the embedded verdict stands

A text is asked about once per process while it is remembered: sources show the same entries again and again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from ..domain.verdicts import Judgement, Verdict
from ..errors import EarshotError, TemporaryError
from .passages import excerpt

log = logging.getLogger(__name__)
_VERY_SURE, _FAIRLY_SURE = 0.9, 0.75  # as `Judgement.sureness` words them
_TORN = 0.3
_REMEMBERED = 500
_PATIENCE_S, _SHARE, _REST_S = 20.0, 1 / 3, 60.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an adviser makes of a text: never a troll, since whom to hold back is not an outsider's to say."""

    verdict: Verdict
    confidence: float
    reason: str = ""

    def __post_init__(self) -> None:
        assert self.verdict is not Verdict.TROLL


class Adviser(Protocol):
    """Another judge, who costs time and money."""

    @property
    def name(self) -> str:
        """Who it is; stands in `Judgement.judged_by`."""

    def ask(self, text: str, about: tuple[str, ...]) -> Opinion:
        """Raises TemporaryError: ask nothing for a while; or PermanentError: there is none of this text."""


class Judge(Protocol):
    """The embedded judge."""

    def judge(self, text: str, about: Sequence[str]) -> Judgement: ...


class Patience:
    """How long answers may be waited for: a third of the time that passes, at most 20 seconds in a row.

    After a failure nothing is asked for a minute. Functions have their own time-outs, and a source may show
    a hundred mentions at once.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left = _PATIENCE_S
        self._seen = clock()

    def wait(self, ask: Callable[[], Opinion]) -> Opinion:
        """The answer. Raises TemporaryError when there is no time for one, and what `ask` raises."""
        began = self._clock()
        self._left = min(_PATIENCE_S, self._left + _SHARE * (began - self._seen))
        self._seen = began
        if self._left <= 0:
            raise TemporaryError("not asked: it was waited for too long, or failed, just now")
        try:
            return ask()
        except TemporaryError:
            self._left = -_SHARE * _REST_S
            raise
        finally:
            self._seen = self._clock()
            self._left -= self._seen - began


class SecondOpinions:
    """Fits the port `Judge`. Whatever becomes of the asking, there is a judgement."""

    def __init__(self, embedded: Judge, adviser: Adviser, patience: Patience | None = None) -> None:
        self._embedded = embedded
        self._adviser = adviser
        self._patience = patience or Patience()
        self._opinion = lru_cache(maxsize=_REMEMBERED)(self._asked)  # failures are not remembered

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        """The verdict on what `text` says about whoever `about` names; on all of it where no name stands."""
        own = self._embedded.judge(text, about)
        kept = excerpt(text, about).strip()
        if not kept or not _is_worth_asking(own):
            return own
        try:
            opinion = self._opinion(kept, tuple(about))
        except EarshotError as error:
            log.warning("no second opinion", extra={"judge": self._adviser.name, "why": str(error)})
            return own
        return weighed(own, opinion, self._adviser.name)

    def _asked(self, text: str, about: tuple[str, ...]) -> Opinion:
        return self._patience.wait(lambda: self._adviser.ask(text, about))


def _is_worth_asking(own: Judgement) -> bool:
    """Trolls are told by a threshold that was measured so as not to silence angry customers: it stays."""
    if own.verdict is Verdict.TROLL:
        return False
    return own.verdict is Verdict.UNSURE or own.confidence < _VERY_SURE


def weighed(own: Judgement, opinion: Opinion, adviser: str) -> Judgement:
    """What both make of it. A person decides where one says bad and the other must not be passed over.

    A text may talk its reader into anything. So what the embedded judge calls bad is at best unsure: no
    complaint that it heard can talk itself out of sight.
    """
    verdict, confidence = opinion.verdict, opinion.confidence
    agree = own.verdict is verdict
    if agree:
        confidence = max(own.confidence, confidence)
    elif own.verdict is Verdict.BAD or _contradicts(own, verdict):
        verdict, confidence = Verdict.UNSURE, _TORN
    return replace(
        own,
        verdict=verdict,
        confidence=round(confidence, 2),
        evidence=own.evidence if agree or verdict is Verdict.UNSURE else (),
        judged_by=f"{adviser}+{own.judged_by}",
        probabilities=own.probabilities if agree else None,
        reason=opinion.reason if verdict is opinion.verdict else "",
        target=own.target if agree else "",
    )


def _contradicts(own: Judgement, verdict: Verdict) -> bool:
    return own.verdict is Verdict.GOOD and verdict is Verdict.BAD and own.confidence >= _FAIRLY_SURE
