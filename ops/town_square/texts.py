"""The written texts, read from the files in `said/`: what somebody says, not yet when.

Every text carries the verdict a careful person would give it (`truth`) and the names it visibly
mentions (`about`). Both are for tests and statistics and are never published.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SAID = Path(__file__).parent / "said"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Truth(StrEnum):
    """The verdict on whoever a text is about: Larkfield where it is named, else its competitor."""

    GOOD = "good"
    BAD = "bad"
    INDIFFERENT = "indifferent"
    TROLL = "troll"


@dataclass(frozen=True, slots=True)
class LateEdit:
    """What a text turns into, `after` so many paces of the square."""

    after: int
    html: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class Text:
    """What one author says on one site, in HTML.

    `ago` puts it into the backlog; `opening` among the first things said live. `quiet` marks a
    complaint without a single negative word. `copy_of` takes the words of another text,
    `links_to_original` its address as well.
    """

    site: str
    title: str
    author: str
    truth: Truth
    html: str = ""
    about: tuple[str, ...] = ()
    lang: str = "en"
    key: str = ""
    on: str = ""
    ago: timedelta | None = None
    opening: bool = False
    quiet: bool = False
    copy_of: str = ""
    links_to_original: bool = False
    later: LateEdit | None = None
    vanishes_after: int | None = None
    stars: int | None = None
    place: tuple[float, float] | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Parts that combine freely into further texts with the same verdict."""

    name: str
    sites: tuple[str, ...]
    truth: Truth
    about: tuple[str, ...]
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    ends: tuple[str, ...]


@cache
def written(site: str) -> tuple[Text, ...]:
    """Everything written by hand for one site, in the order of its file."""
    return tuple(_text(site, entry) for entry in _load(site)["said"])


@cache
def by_key() -> Mapping[str, Text]:
    """The texts that others refer to: posts with comments, stories that are syndicated."""
    sites = (path.stem for path in SAID.glob("*.toml") if path.stem != "variations")
    return {text.key: text for site in sorted(sites) for text in written(site) if text.key}


@cache
def families() -> tuple[Family, ...]:
    """The parts from which further texts are made."""
    return tuple(
        Family(
            name=entry["name"],
            truth=Truth(entry["truth"]),
            **{
                field: tuple(entry[field])
                for field in ("sites", "about", "titles", "openings", "middles", "ends")
            },
        )
        for entry in _load("variations")["family"]
    )


@cache
def passers_by() -> tuple[str, ...]:
    """The authors of texts that were put together."""
    return tuple(_load("variations")["authors"])


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((SAID / f"{name}.toml").read_text(encoding="utf-8"))


def _text(site: str, entry: Mapping[str, Any]) -> Text:
    fields = {name: value for name, value in entry.items() if not name.startswith("later_")}
    fields["truth"] = Truth(fields["truth"])
    fields["html"] = fields.get("html", "").strip()
    fields["ago"] = _duration(fields["ago"]) if "ago" in fields else None
    for name in ("about", "tags"):
        fields[name] = tuple(fields.get(name, ()))
    if "place" in fields:
        fields["place"] = tuple(fields["place"])
    return Text(site=site, later=_late_edit(entry), **fields)


def _late_edit(entry: Mapping[str, Any]) -> LateEdit | None:
    if "later_html" not in entry:
        return None
    return LateEdit(
        after=entry["later_after"],
        html=entry["later_html"].strip(),
        truth=Truth(entry["later_truth"]),
    )


def _duration(short: str) -> timedelta:
    return timedelta(**{_UNITS[short[-1]]: int(short[:-1])})
