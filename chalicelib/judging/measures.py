"""The figures that the trained judge sees beside words: what lists and rules say, how a text is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from .lexicon import Kind
from .mockery import irony_marks
from .opinions import Reading, Signal
from .tokens import Token

_TURNED = -0.74  # as VADER turns what is negated
_RULED = (Kind.OPINIONS, Kind.HARMS, Kind.REMEDIES, Kind.SCORN, Kind.ABILITIES)
_TELLING = (Kind.LUKEWARM, Kind.ABUSE, Kind.EXPERIENCE, Kind.MOCKERY)
_MOST = 4
_STEPS = ((-4.0, -3), (-1.5, -2), (-0.2, -1), (0.2, 0), (1.5, 1), (4.0, 2))

_SUMS = ("praise", "blame", "total", "praises", "blames", "last", "first", "late", "best", "worst")
_STYLE = (
    "shouts",
    "shouting",
    "!",
    "?",
    "!!",
    "…",
    "stretched",
    "links",
    "people",
    "tags",
    "numbers",
    "quotes",
    "long",
    "asks",
    "opens @",
    "emoji",
)
NAMES = (
    *(f"listed {name}" for name in _SUMS),
    *(f"ruled {name}" for name in _SUMS),
    *(f"ruled {kind}" for kind in _RULED),
    *(f"told {kind}" for kind in _TELLING),
    "irony",
    *_STYLE,
)
"""What each measure is called, in the order they come in."""


def measures(
    reading: Reading, found: Sequence[Token], negated: Sequence[bool], signals: Sequence[Signal]
) -> tuple[list[float], list[str]]:
    """The measures of `NAMES`, mostly between -1 and 1, and the steps that the totals reach, by name."""
    known = listed()
    values = [0.0] * len(found)
    for at, token in enumerate(found):
        value = known.get(token.low)
        if value is not None:
            values[at] = value * _TURNED if negated[at] else value
    said = _sums([(at, value) for at, value in enumerate(values) if value], len(found))
    ruled = _sums([(signal.first, signal.weight) for signal in signals], len(reading.found))
    kinds = [sum(signal.weight for signal in signals if signal.kind is kind) / 4 for kind in _RULED]
    told = [min(2.0, sum(hit.entry.weight for hit in reading.of_kind(kind)) / 2) for kind in _TELLING]
    irony = float(any(irony_marks(reading)))
    steps = [f"=listed{_step(8 * said[2])}", f"=ruled{_step(8 * ruled[2])}", f"=last{_step(4 * said[5])}"]
    steps.append(f"=both{_step(8 * said[2])}{_step(8 * ruled[2])}")
    return [*said, *ruled, *kinds, *told, irony, *_style(reading.text, found)], steps


@cache
def listed() -> dict[str, float]:
    """VADER's list of words, emoticons and emoji with their valence, from -4 to 4."""
    path = Path(__file__).with_name("vader.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit("\t", 1) for line in lines if "\t" in line)
    return {word: float(value) for word, value in pairs}


def _sums(values: Sequence[tuple[int, float]], size: int) -> list[float]:
    if not values:
        return [0.0] * len(_SUMS)
    weights = [value for _, value in values]
    praise = sum(value for value in weights if value > 0)
    blame = sum(value for value in weights if value < 0)
    late = sum(value for at, value in values if 2 * at >= size)
    praises = sum(value > 0 for value in weights)
    return [
        min(2.0, praise / 8),
        max(-2.0, blame / 8),
        (praise + blame) / 8,
        min(_MOST, praises) / _MOST,
        min(_MOST, len(weights) - praises) / _MOST,
        weights[-1] / 4,
        weights[0] / 4,
        late / 8,
        max(0.0, *weights) / 4 if len(weights) > 1 else max(0.0, weights[0]) / 4,
        min(0.0, *weights) / 4 if len(weights) > 1 else min(0.0, weights[0]) / 4,
    ]


def _step(total: float) -> int:
    for most, step in _STEPS:
        if total < most:
            return step
    return 3


def _style(text: str, found: Sequence[Token]) -> Iterator[float]:
    lows = [token.low for token in found]
    firsts = [low[0] for low in lows]
    written = [text[token.start : token.end] for token in found if token.low[0].isalpha()]
    shouts = sum(len(word) > 2 and word.isupper() for word in written)
    marks = text.count("!")
    asks = text.count("?")
    tail = text.rstrip()
    yield min(_MOST, shouts) / _MOST
    yield float(shouts > len(written) / 2 and shouts > 1)
    yield min(_MOST, marks) / _MOST
    yield min(_MOST, asks) / _MOST
    yield float("!!" in text) + float("?!" in text or "!?" in text)
    yield float("…" in text or ".." in text)
    yield min(_MOST, sum(map(_is_stretched, lows))) / _MOST
    yield float(any(low.startswith(("http", "www.")) for low in lows if low[0] in "hw"))
    yield min(_MOST, text.count("@")) / _MOST
    yield min(_MOST, text.count("#")) / _MOST
    yield min(_MOST, sum(map(str.isdigit, firsts))) / _MOST
    yield float('"' in text or "“" in text)
    yield min(100, len(lows)) / 50
    yield float(tail.endswith("?"))
    yield float(text.startswith("@"))
    yield float(max(firsts, default="") >= "\u2600")


@lru_cache(maxsize=16384)
def _is_stretched(low: str) -> bool:
    return any(low[at] == low[at + 1] == low[at + 2] for at in range(len(low) - 2)) and low[0].isalpha()
