"""The trained model: what each feature weighs for bad and for good, from the file that `make train` writes.

The file is compressed: a line of JSON; then for each feature, in the order of their numbers, the distance to
the one before (four bytes), what each weighs for bad, and what for good (a byte each). Calm weighs nothing.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from itertools import accumulate
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple

from .features import Shown, parts

_FILE = "model.bin"
NUMBERS = 0xFFFFFF  # 24 bits: 200,000 of 16 million; what was never seen hits one of them once in 80 times
WEIGHTS = [(step / 127) ** 2 for step in range(128)] + [-((step / 127) ** 2) for step in range(128, 0, -1)]
"""What a byte stands for, in shares of `scale`; small weights, which are most, lie closer together."""
_GRAM, _PART = 0, 1  # parts of words are numbered apart from grams


class Score(NamedTuple):
    """How much speaks for bad and for good against calm; 0 both where nothing is known."""

    bad: float
    good: float


class Weighed(NamedTuple):
    """A text's score; which grams are known and what each weighs for bad and good, by `per_gram`; what words
    do, by `per_part`."""

    score: Score
    grams: list[tuple[int, float, float]]
    per_gram: float
    words: list[tuple[float, float, int]]
    per_part: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What belongs to a model beside its weights. `bias` and `warmth` make probabilities of scores."""

    version: str
    scale: float
    bias: Score
    warmth: float
    measures: tuple[Score, ...]


def number(key: str, part: bool = False) -> int:
    """The number a gram or a part of a word is known by."""
    return zlib.crc32(key.encode(), _PART if part else _GRAM) & NUMBERS


class Model:
    """Scores what a text shows."""

    def __init__(
        self, settings: Settings, numbers: Sequence[int], bad: Sequence[int], good: Sequence[int]
    ) -> None:
        self.settings = settings
        self._places = dict(zip(numbers, range(len(numbers)), strict=True))
        self._bad, self._good = array("b", bad), array("b", good)
        self._bad.append(0)  # at -1 stands what is unknown
        self._good.append(0)
        self._spelled = lru_cache(maxsize=16384)(self._spell)

    def weigh(self, seen: Shown) -> Weighed:
        """What each thing that is shown weighs, and what all of it adds up to, with the bias."""
        settings = self.settings
        bad, good = settings.bias
        for measure, (for_bad, for_good) in zip(seen.measures, settings.measures, strict=True):
            bad += measure * for_bad
            good += measure * for_good
        place_of, for_bad_at, for_good_at = self._places.get, self._bad, self._good
        found = [place_of(number & NUMBERS) for number in map(zlib.crc32, map(str.encode, seen.grams))]
        grams = [
            (at, WEIGHTS[for_bad_at[place]], WEIGHTS[for_good_at[place]])
            for at, place in enumerate(found)
            if place is not None
        ]
        words = [self._spelled(word) for word in seen.words]
        per_gram = self._share(len(found))
        per_part = self._share(sum([count for _, _, count in words]))
        bad += per_gram * sum([gram[1] for gram in grams]) + per_part * sum([word[0] for word in words])
        good += per_gram * sum([gram[2] for gram in grams]) + per_part * sum([word[1] for word in words])
        return Weighed(Score(bad, good), grams, per_gram, words, per_part)

    def probabilities(self, score: Score) -> tuple[float, float, float]:
        """How probable bad, calm and good are, were each of them as frequent."""
        bad, good = (exp(max(-30.0, min(30.0, value / self.settings.warmth))) for value in score)
        total = 1 + bad + good
        return bad / total, 1 / total, good / total

    def _share(self, count: int) -> float:
        return self.settings.scale / sqrt(count) if count else 0.0

    def _spell(self, word: str) -> tuple[float, float, int]:
        pieces = parts(word)
        found = [self._places.get(number(piece, part=True), -1) for piece in pieces]
        return (
            sum(WEIGHTS[self._bad[place]] for place in found),
            sum(WEIGHTS[self._good[place]] for place in found),
            len(pieces),
        )


def packed(settings: Settings, numbers: Sequence[int], bad: Sequence[int], good: Sequence[int]) -> bytes:
    """The model as a file. `numbers` ascend."""
    steps = array("I", (b - a for a, b in zip((0, *numbers), numbers, strict=False)))
    head = json.dumps(asdict(settings)).encode() + b"\n"
    body = _bytes_of(steps) + array("b", bad).tobytes() + array("b", good).tobytes()
    return zlib.compress(head + body, 9)


def unpacked(data: bytes) -> Model:
    """The model that a file holds."""
    head, _, body = zlib.decompress(data).partition(b"\n")
    known = json.loads(head)
    settings = Settings(
        known["version"],
        known["scale"],
        Score(*known["bias"]),
        known["warmth"],
        tuple(Score(*pair) for pair in known["measures"]),
    )
    count = len(body) // 6
    steps = array("I")
    steps.frombytes(body[: 4 * count])
    if sys.byteorder == "big":
        steps.byteswap()
    bad, good = array("b", body[4 * count : 5 * count]), array("b", body[5 * count :])
    return Model(settings, list(accumulate(steps)), bad, good)


def _bytes_of(steps: array[int]) -> bytes:
    if sys.byteorder == "big":
        steps.byteswap()
    return steps.tobytes()


@cache
def model() -> Model:
    """The model that ships, read once."""
    return unpacked(Path(__file__).with_name(_FILE).read_bytes())
