"""Whom it is said of: a second model, asked where somebody else or a comparison stands beside the name.

`ops/training/targets.py` teaches it on sentences of restaurants' guests and of newspapers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .features import Shown
from .measures import listed
from .model import Model, Score, Weighed, unpacked
from .neighbours import COMPARES, is_thing
from .opinions import Reading
from .surroundings import POLAR, aimed
from .words import Heard

_FILE = "targets.bin"
_FIRST_SAY = 0.6


@cache
def aiming() -> Model:
    """The model that ships, read at its first use."""
    return unpacked(Path(__file__).with_name(_FILE).read_bytes())


def blames(reading: Reading) -> bool:
    """True where some word may be blame, whoever it is for, or somebody is compared with somebody."""
    known = listed()
    return any(hit.entry.weight < 0 for hit in reading.hits if hit.entry.kind in POLAR) or any(
        known.get(token.low, 0) < 0 or token.low in COMPARES for token in reading.found
    )


def aimed_score(told: Heard, seen: Shown, weighed: Weighed, aim: Model, about: Sequence[str]) -> Score:
    """What speaks for bad and for good: this model, and of whoever is no thing with a smaller say the first
    one, which read more of what customers write."""
    found, first = aim.weigh(aimed(told, seen, weighed)).score, weighed.score
    say = 0.0 if is_thing(told.reading, about) else _FIRST_SAY
    return Score(found.bad + say * first.bad, found.good + say * first.good)
