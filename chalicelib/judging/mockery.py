"""Praise that is not meant: "Great, another outage. Thanks a lot." is turned into what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .lexicon import Hit, Kind
from .opinions import Reading, Signal
from .tokens import NAME

_TROUBLE = -1.0
_NEAR = 2  # sentences between the praise and the trouble
_MOCKED = -0.8
_LEADS_IN = frozenset("oh well so wow yeah ah just , and … \n".split(" "))
_HANGS_ON = frozenset(
    (",", ".", "!", "…", "\n", "another", "when", "how", "that", "for", "to", "on", "you", NAME)
)


def unmasked(reading: Reading, signals: Sequence[Signal]) -> list[Signal]:
    """The signals, with praise turned round that only opens or closes a tale of trouble."""
    mocking = [hit for hit in reading.of_kind(Kind.MOCKERY) if _is_set_apart(reading, hit)]
    if not mocking:
        return list(signals)
    suspects = {at for hit in mocking for at in range(hit.first, hit.last)}
    meant = [signal for signal in signals if signal.weight > 0 and signal.first not in suspects]
    troubled = {signal.sentence for signal in signals if signal.weight <= _TROUBLE}
    return [
        replace(signal, weight=_MOCKED * signal.weight, kind=Kind.SCORN)
        if signal.weight > 0 and signal.first in suspects and _is_mocked(signal, troubled, meant)
        else signal
        for signal in signals
    ]


def _is_mocked(praise: Signal, troubled: set[int], meant: Sequence[Signal]) -> bool:
    """True when trouble is told beside the praise and nothing beside it is praised in earnest."""
    near = range(praise.sentence - _NEAR, praise.sentence + _NEAR + 1)
    return any(number in troubled for number in near) and not any(signal.sentence in near for signal in meant)


def _is_set_apart(reading: Reading, hit: Hit) -> bool:
    """True for praise that opens its sentence and stands alone or leads on: "Great, another …"."""
    found = reading.found
    opens = max((sentence.first for sentence in reading.told if sentence.first <= hit.first), default=0)
    leads = all(token.low in _LEADS_IN or token.low == NAME for token in found[opens : hit.first])
    after = found[hit.last].low if hit.last < len(found) else "."
    return leads and (after in _HANGS_ON or after.endswith("ing"))


def irony_marks(reading: Reading) -> Iterator[Hit]:
    """Where the author says that it is not meant as it stands."""
    return reading.of_kind(Kind.IRONY)
