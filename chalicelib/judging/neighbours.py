"""Who or what stands beside the name in a text: whether it must be asked whom a word is meant for.

"Acme is great" is about Acme. Where another name, another thing or a contrast stands beside it, blame and
praise may be for either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .opinions import Reading
from .tokens import NAME, Token

_OWNS = re.compile(r"['’]s?$")
_STORY = 3  # sentences
COMPARES = frozenset("than unlike versus vs whereas compared switch switched switching".split())
_TURNS = frozenset("but however although though while except despite instead rather".split())
_DETERMINERS = frozenset("the a an my our your his her their its this that these those".split())
_BESIDE_THINGS = _TURNS | _DETERMINERS | frozenset((",", ";", "and", "or"))
_ENDS = frozenset((".", "!", "?", "…", "\n", '"', "“", "”", "«", ":", "(", "–", "—"))
_ACTS = frozenset(
    """is isn't isnt was wasn't wasnt are aren't were has hasn't had does doesn't doesnt did didn't didnt will
    won't would can can't could never always just beats beat works hung sent lost keeps makes made gets got
    took takes said says and or""".split()
)
_NO_NAMES = frozenset(
    """i i'm im i've ive i'd i'll it it's its he she we they you this that there these those what which who
    how why when where here monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december christmas easter ok lol omg wtf rt
    everything nothing something everyone nobody somebody service""".split()
)
_QUOTED = frozenset(('"', "“", "”", "«", "»"))


def is_accompanied(reading: Reading, about: Sequence[str]) -> bool:
    """True where somebody else or a comparison stands beside the name.

    Whose words are quoted is somebody else. Of a thing, other things are said to either side of a "but" or a
    comma; what else is said of a company is said of the company. False for a story of several sentences:
    there the name stands for all of it, and the second model was taught on sentences that stand alone.
    """
    lows = {token.low for token in reading.found}
    if NAME not in lows or len(reading.told) > _STORY:
        return False
    if not (COMPARES.isdisjoint(lows) and _QUOTED.isdisjoint(lows)):
        return True
    if is_thing(reading, about) and not _BESIDE_THINGS.isdisjoint(lows):
        return True
    return any(True for _ in other_names(reading))


def own_names(reading: Reading) -> Iterator[str]:
    """How the subject is written in the text, without what shows possession."""
    for token in reading.found:
        if token.low == NAME:
            yield _OWNS.sub("", reading.text[token.start : token.end])


def is_thing(reading: Reading, about: Sequence[str]) -> bool:
    """True where the name is written small, by who listens and by who tells: "the decor", not "Acme"."""
    written = (reading.text[token.start] for token in reading.found if token.low == NAME)
    return all(map(str.islower, about)) and all(map(str.islower, written))


def other_names(reading: Reading) -> Iterator[int]:
    """The tokens that name others, in a text that holds the name: handles, and words with a capital.

    "Acme Weather Station" is Acme's, and "President Smith" is Smith: what leans on the name is part of it.
    """
    found, text = reading.found, reading.text
    capitals = [token.low == NAME or text[token.start].isupper() for token in found]
    for at, token in enumerate(found):
        is_named = token.low[0] == "@" or (capitals[at] and _is_name(found, at, text))
        if is_named and not _leans(found, at, capitals):
            yield at


def named_beside(reading: Reading) -> Iterator[str]:
    """The names of others beside the name, as they are written, each once; several words may be one name."""
    found, text = reading.found, reading.text
    runs: list[list[int]] = []
    for at in other_names(reading):
        if runs and runs[-1][-1] == at - 1 and found[at].low[0] != "@":
            runs[-1].append(at)
        else:
            runs.append([at])
    written = (text[found[run[0]].start : found[run[-1]].end] for run in runs)
    yield from dict.fromkeys(_OWNS.sub("", each) for each in written)


def _is_name(found: Sequence[Token], at: int, text: str) -> bool:
    """Of a word with a capital: true unless it is the first of a sentence and neither does something, nor is
    the first of two: "Globex is", "Globex's", "Bob Globex"."""
    low = found[at].low
    if low == NAME or low in _NO_NAMES or _is_shouted(found, at, text):
        return False
    if at and found[at - 1].low not in _ENDS:
        return True
    if at + 1 == len(found):
        return low.endswith("'s")
    after = found[at + 1]
    is_first_of_two = text[after.start].isupper() and after.low not in _NO_NAMES
    return low.endswith("'s") or _acts(after.low) or is_first_of_two


def _acts(low: str) -> bool:
    return low in _ACTS or low.endswith("ed")


def _is_shouted(found: Sequence[Token], at: int, text: str) -> bool:
    """True for a word in capitals beside another one in capitals."""
    beside = (text[each.start : each.end] for each in found[max(0, at - 1) : at + 2] if len(each.low) > 1)
    return sum(map(str.isupper, beside)) > 1


def _leans(found: Sequence[Token], at: int, capitals: Sequence[bool]) -> bool:
    """True for a word between which and the name nothing but capitals stand."""
    for step in (-1, 1):
        place = at
        while 0 <= place < len(found) and capitals[place]:
            if found[place].low == NAME:
                return True
            place += step
    return False
