"""Further texts once the written ones are used up: parts put together, never the same text twice.

The order is that of a full-period step through all combinations of a family, so the nth text is
found without remembering the ones before it.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

from .dice import dice
from .texts import Family, Text, families, passers_by


def combined(site: str, nth: int, seed: int) -> Text:
    """The nth further text of a site. Different (site, nth) never give the same words."""
    choices = [family for family in families() if site in family.sites]
    lap, position = divmod(nth, len(choices))
    family = choices[(position + seed) % len(choices)]
    place = lap * len(family.sites) + family.sites.index(site)
    throw = dice(seed, site, nth)
    return Text(
        site=site,
        title=throw.choice(family.titles),
        author=throw.choice(passers_by()),
        truth=family.truth,
        about=family.about,
        html=_words(family, place, seed),
    )


def _words(family: Family, place: int, seed: int) -> str:
    total = len(family.openings) * len(family.middles) * len(family.ends)
    again, place = divmod(place, total)
    step, shift = _stride(family.name, total, seed)
    rest, opening = divmod((place * step + shift) % total, len(family.openings))
    end, middle = divmod(rest, len(family.middles))
    parts = [family.openings[opening], family.middles[middle], family.ends[end]]
    if again:
        parts.append(f"(I have said so before; this is time number {again + 1}.)")
    return f"<p>{' '.join(parts)}</p>"


@lru_cache
def _stride(name: str, total: int, seed: int) -> tuple[int, int]:
    """A step without a common factor with the total visits every combination once per lap."""
    throw = dice(seed, name)
    steps = [step for step in range(total // 3, total) if gcd(step, total) == 1]
    return throw.choice(steps), throw.randrange(total)
