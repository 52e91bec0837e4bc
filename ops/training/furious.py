"""Furious customers who swear, written for Earshot: complaints, and outbursts put into those of others.

They teach that swearing is no abuse. A second list of outbursts, of which none teaches, is measured with.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_NAMES = (
    "Acme",
    "@acme",
    "@AcmeHelp",
    "Globex",
    "@globex",
    "@flyacme",
    "Initech",
    "@InitechCares",
    "@AcmeAir",
)
_BEFORE_NOUN = re.compile(r"\b(?:my|the|your|this|their|an?|our|any|no) (?=[a-z]{3,})", re.IGNORECASE)
_BEFORE_ADJECTIVE = re.compile(
    r"\b(?:is|was|are|be|been|so|not|just|never|still) (?=[a-z]{3,})", re.IGNORECASE
)
_AFTER_SENTENCE = re.compile(r"(?<=[.!?]) +")
_HANDLE = re.compile(r"^(?:@\w+ )?")


class Outbursts(NamedTuple):
    """What people shout before and after a complaint, amid it, and before a word."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    amid: tuple[str, ...]
    words: tuple[str, ...]


class Trade(NamedTuple):
    """What its customers complain of: `{x}` stands for one of its things."""

    things: tuple[str, ...]
    troubles: tuple[str, ...]


def _section(name: str) -> tuple[str, ...]:
    text = Path(__file__).with_name("furious.txt").read_text(encoding="utf-8")
    body = text.partition(f"[{name}]\n")[2].partition("\n[")[0]
    return tuple(line for line in body.splitlines() if line)


def _outbursts(which: str) -> Outbursts:
    return Outbursts(*(_section(f"{which} {kind}") for kind in Outbursts._fields))


def _trades() -> tuple[Trade, ...]:
    names = ("flights", "parcels", "lines", "banks", "software", "tables", "support")
    return tuple(Trade(_section(f"{name} things"), _section(f"{name} troubles")) for name in names)


TAUGHT, MEASURED = _outbursts("taught"), _outbursts("measured")
_TRADES, _ENDINGS = _trades(), _section("endings")
_TIMES, _SUMS = _section("times"), _section("sums")


def furious(text: str, dice: random.Random, said: Outbursts, name: str = "") -> str:
    """The complaint with one to three outbursts; `name` is whom they address."""
    for _ in range(dice.choice((1, 1, 2, 2, 3))):
        kind = dice.choices(("before", "after", "words", "amid"), (27, 30, 33, 10))[0]
        places = _places(text, kind, dice)
        if not places:
            kind, places = "after", [len(text)]
        burst = dice.choice(getattr(said, kind)).replace("{name}", name).strip()
        text = _put(text, dice.choice(places), kind, burst, dice)
    return text


def stories(count: int, dice: random.Random) -> Iterator[tuple[str, str]]:
    """So many complaints of customers who do not swear, and whom each is about."""
    for _ in range(count):
        name = dice.choice(_NAMES)
        trade = dice.choice(_TRADES)
        said = [
            _filled(dice.choice(trade.troubles), trade, name, dice) for _ in range(dice.choice((1, 1, 2)))
        ]
        if dice.random() < 0.8:
            said.append(_filled(dice.choice(_ENDINGS), trade, name, dice))
        text = ". ".join(_cased(each, dice) for each in said)
        yield (f"{name} {text}" if dice.random() < 0.6 else text), name


def _places(text: str, kind: str, dice: random.Random) -> list[int]:
    """Where an outburst of this kind may stand."""
    if kind == "after":
        return [len(text)]
    words = _BEFORE_NOUN if dice.random() < 0.7 else _BEFORE_ADJECTIVE
    pattern = {"before": _HANDLE, "amid": _AFTER_SENTENCE}.get(kind, words)
    return [match.end() for match in pattern.finditer(text)]


def _put(text: str, at: int, kind: str, burst: str, dice: random.Random) -> str:
    if kind == "words":
        return f"{text[:at]}{burst.upper() if dice.random() < 0.12 else burst} {text[at:]}"
    if kind == "after":
        return f"{text.rstrip()}{dice.choice((' ', '! ', '. ', ', '))}{_cased(burst, dice)}"
    return f"{text[:at]}{_cased(burst, dice)}{dice.choice(('! ', '. ', ', ', '!! ', ' ', '... '))}{text[at:]}"


def _filled(text: str, trade: Trade, name: str, dice: random.Random) -> str:
    for place, choices in (("{x}", trade.things), ("{t}", _TIMES), ("{m}", _SUMS), ("{name}", (name,))):
        text = text.replace(place, dice.choice(choices))
    return text


def _cased(text: str, dice: random.Random) -> str:
    """As people type: shouted, begun with a capital, or neither."""
    how = dice.random()
    return text.upper() if how < 0.12 else text[:1].upper() + text[1:] if how < 0.55 else text
