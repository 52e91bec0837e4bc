"""Measures how fast texts are matched against very many watches: `python -m ops.matching`.

The made-up watches are of one, two or three rare words, one in four a query with near or a wildcard; the text
has 500 characters of common words, and speaks of one watch.
"""

from __future__ import annotations

import random
import statistics
import time

from chalicelib.domain.queries import Matcher
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.parsing.queries import parse

_SYLLABLES = "ka lo mi ren tas vor zen pla dri fo gu hab ix jor qua ste um wel yo bri".split()
_COMMON = """
    the of and to in a is that it was for on are as with they be at one have this from or had by hot
    but some what there we can out other were all your when up use word how said an each she which
    do their time if will way about many then them would write like so these her long make thing see
    him two has look more day could
""".split()


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _watch(number: int, chance: random.Random) -> Watch:
    name = " ".join(_word(chance) for _ in range(chance.randint(1, 3)))
    common, other = chance.choice(_COMMON), _word(chance)
    queries = [
        f'"{name}" near/5 ("{common}" OR {other}) NOT "{other} {common}"',
        f'("{name}" OR @{other} OR {other}*) AND ("{common}" OR "{chance.choice(_COMMON)}")',
    ]
    query = parse(chance.choice(queries)) if number % 4 == 0 else None
    return Watch(f"w{number}", name, WatchKind.OWN, (name,), (other,), query=query)


def _text(chance: random.Random, name: str) -> str:
    words = chance.choices(_COMMON, k=200)
    words.insert(30, name)
    return " ".join(words)[:500]


def _microseconds(matcher: Matcher, text: str) -> float:
    """The median of many runs."""
    times = []
    for _ in range(2_000):
        start = time.perf_counter()
        matcher.matches(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def main() -> None:
    """Print a line for each number of watches."""
    chance = random.Random(7)  # noqa: S311 (the same watches every time)
    watches = [_watch(number, chance) for number in range(10_000)]
    hit, miss = _text(chance, watches[1].name.title()), _text(chance, "nobody")
    for count in (1, 100, 10_000):
        start = time.perf_counter()
        matcher = Matcher(watches[:count])
        built = time.perf_counter() - start
        found = len(matcher.matches(hit))
        speaks, silent = _microseconds(matcher, hit), _microseconds(matcher, miss)
        print(f"{count:>6}: {silent:5.1f} us, {speaks:5.1f} us with {found} found; built in {built:.2f} s")


if __name__ == "__main__":
    main()
