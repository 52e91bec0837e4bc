"""What stands around the name: each word by its side, how far away, and what parts it from the name; and what
lists, rules and the first model say of each of these places. The second model weighs it (`targets`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from .features import Shown, key_of, negated_at
from .lexicon import Kind
from .measures import listed
from .model import Weighed
from .opinions import Reading
from .tokens import NAME, STOPS
from .words import Heard

_REACH = 60  # tokens from the name
_PARTING = STOPS | frozenset(
    """but however yet except though although while whereas despite than unlike versus vs whose which who
    because since if when and or so with where as that after before until""".split()
)
_SMALL = frozenset(
    """the a an of to in on at for with from by about is are was were be been this that it its and or but so
    my our their his her i we they he she you have has had do did not no there which who as if when""".split()
)
_ELSEWHERE = 4  # stands for another sentence, where less than four partings are counted
_STEPS = (1, 2, 3, 5, 8, 14)
_TURNED = -0.74  # as VADER turns what is negated
POLAR = (Kind.OPINIONS, Kind.HARMS, Kind.REMEDIES, Kind.SCORN, Kind.ABILITIES)
_TELLING = 0.5
_LONGEST_PATH = 5
_MOST_NAMES = 3
_SIDES = ("L", "R")
_MOST = 2.0


class Place(NamedTuple):
    """Where a token stands, seen from the nearest name: on which side, behind how many partings, how far."""

    side: str
    partings: int
    away: int


def aimed(told: Heard, seen: Shown, weighed: Weighed) -> Shown:
    """What this model may weigh of a text that holds a name. `weighed` is what the first model makes of all
    that it has `seen`."""
    reading = told.reading
    names = [at for at, token in enumerate(reading.found) if token.low == NAME]
    places = _places(reading, names)
    negated = negated_at(reading.found, reading.lexicon.role("negations"))
    keys = [
        "T" if token.low == NAME else f"{key_of(token.low)}¬" if turned else key_of(token.low)
        for token, turned in zip(reading.found, negated, strict=True)
    ]
    said = _said(told, negated)
    opinions = [
        1.5 * ruled if abs(value) <= _TELLING else value for value, ruled, _ in zip(*said, strict=True)
    ]
    grams = [*_around(keys, places), *_paths(reading, keys, places, opinions)]
    for name in names[:_MOST_NAMES]:
        grams += _beside(keys, name)
    grams += _own(reading, names[0])
    figures = [_sums(values, places) for values in (*said, *_by_token(len(keys), seen, weighed))]
    figures.append([weighed.score.bad / 3, weighed.score.good / 3, len(names) / 3])
    return Shown(grams, [], [], [], [value for row in figures for value in row])


def _places(reading: Reading, names: Sequence[int]) -> list[Place | None]:
    """Where each token stands; None for the names themselves and for what is out of reach."""
    found = reading.found
    sentence = [number for number, each in enumerate(reading.told) for _ in range(each.first, each.last)]
    parted = list(accumulate(token.low in _PARTING for token in found))
    places: list[Place | None] = [None] * len(found)
    for at, name in _nearest(len(found), names):
        away = abs(at - name)
        if 0 < away <= _REACH:
            partings = min(_ELSEWHERE - 1, abs(parted[at] - parted[name]))
            same = sentence[at] == sentence[name]
            places[at] = Place(_SIDES[at > name], partings if same else _ELSEWHERE, away)
    return places


def _nearest(size: int, names: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each token with the nearest name; of two as near, with the first."""
    following = iter([*names[1:], 3 * size])
    name, after = names[0], next(following)
    for at in range(size):
        while abs(after - at) < abs(at - name):
            name, after = after, next(following, 3 * size)
        yield at, name


def _said(told: Heard, negated: Sequence[bool]) -> tuple[list[float], list[float], list[float]]:
    """What VADER's list, the lexicon and the rules say at each token."""
    reading, known = told.reading, listed()
    values = [
        known.get(token.low, 0.0) * (_TURNED if negated[at] else 1) for at, token in enumerate(reading.found)
    ]
    hits, signals = [0.0] * len(values), [0.0] * len(values)
    for hit in reading.hits:
        if hit.entry.kind in POLAR:
            hits[hit.first] += hit.entry.weight * (_TURNED if negated[hit.first] else 1)
    for signal in told.signals:
        signals[signal.first] += signal.weight
    return values, hits, signals


def _by_token(size: int, seen: Shown, weighed: Weighed) -> tuple[list[float], list[float]]:
    """What the first model makes of each token: how much speaks for bad, and for good."""
    bad, good = [0.0] * size, [0.0] * size
    for gram, for_bad, for_good in weighed.grams:
        first, last = seen.spans[gram]
        share = weighed.per_gram / (last - first or 1)
        for at in range(first, last):
            bad[at] += share * for_bad
            good[at] += share * for_good
    for at, (for_bad, for_good, _) in zip(seen.places, weighed.words, strict=True):
        bad[at] += weighed.per_part * for_bad
        good[at] += weighed.per_part * for_good
    return bad, good


def _sums(values: Sequence[float], places: Sequence[Place | None]) -> list[float]:
    """What stands on each side behind so many partings; then praise and blame of each side, by nearness."""
    sums = [0.0] * (2 * (_ELSEWHERE + 1) + 4)
    for value, place in zip(values, places, strict=True):
        if value and place:
            is_right = place.side == "R"
            sums[(_ELSEWHERE + 1) * is_right + place.partings] += value / 4
            sums[-1 - 2 * is_right - (value > 0)] += value / (place.away + 1)
    return [max(-_MOST, min(_MOST, value)) for value in sums]


def _around(keys: Sequence[str], places: Sequence[Place | None]) -> Iterator[str]:
    """Each word and pair of words as it is, by side and partings, and near the name by distance."""
    for at, place in enumerate(places):
        if place is None:
            continue
        side, partings, away = place
        key = keys[at]
        yield key
        yield f"{side}{partings} {key}"
        if not partings:
            yield f"0 {key}"
        if away <= _STEPS[-1]:
            yield f"{side}={_step(away)} {key}"
        if at + 1 < len(keys) and places[at + 1]:
            pair = f"{key} {keys[at + 1]}"
            yield pair
            if partings <= 1:
                yield f"{side}{partings} {pair}"


def _step(away: int) -> int:
    return next(number for number, most in enumerate(_STEPS) if away <= most)


def _beside(keys: Sequence[str], name: int) -> Iterator[str]:
    """What stands right beside the name: up to four words with it, and pairs of which one end is left out."""
    first, last = max(0, name - 4), min(len(keys), name + 5)
    for start in range(first, name + 1):
        for end in range(max(start + 2, name + 1), last + 1):
            if end - start <= _LONGEST_PATH:
                yield f"@{' '.join(keys[start:end])}"
            if end - start > 2:
                yield f"@{keys[start]}_{keys[end - 1]}"


def _paths(
    reading: Reading, keys: Sequence[str], places: Sequence[Place | None], opinions: Sequence[float]
) -> Iterator[str]:
    """For each opinion, what lies between it and the name; and the nearest opinion on each side."""
    nearest = dict.fromkeys(_SIDES, "")
    for at, (place, opinion) in enumerate(zip(places, opinions, strict=True)):
        if place is None or abs(opinion) <= _TELLING:
            continue
        side, partings, away = place
        sign = "+" if opinion > 0 else "-"
        start, end = (at - away + 1, at) if side == "R" else (at + 1, at + away)
        parting = [
            key
            for key, token in zip(keys[start:end], reading.found[start:end], strict=True)
            if token.low in _PARTING
        ]
        yield f"|{side}{sign}{' '.join(parting[:_LONGEST_PATH])}"
        small = [key for key in keys[start:end] if key in _SMALL or key in STOPS]
        if len(small) < _LONGEST_PATH:
            yield f"~{side}{sign}{' '.join(small)}"
        if side == "L" or not nearest[side]:
            nearest[side] = f"{sign}{partings}{_step(min(away, _STEPS[-1]))}"
    for side, found in nearest.items():
        yield f"near {side}{found}"
    yield f"both {nearest['L'][:2]} {nearest['R'][:2]}"


def _own(reading: Reading, name: int) -> Iterator[str]:
    """What the name is made of: of waiters people say more than of tables, and of "he" more than of "it"."""
    token = reading.found[name]
    words = reading.text[token.start : token.end].casefold().split()
    yield f"own {' '.join(words)}"
    yield from (f"own_{word}" for word in words)
