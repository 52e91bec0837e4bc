"""Queries as people write them, with texts that they must match and must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.queries import Matcher
from chalicelib.domain.query_index import FEW
from chalicelib.domain.query_texts import to_text
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.parsing.queries import parse

_FIELD = re.compile(r"\[(title|author|url|kind|lang)=([^\]]*)\] ?")


def _cases() -> Iterator[tuple[str, str, bool]]:
    query = ""
    for line in (Path(__file__).parent / "query_cases.txt").read_text("utf-8").splitlines():
        sign, text = line[:1], line[2:]
        if sign == "?":
            query = text
        elif sign in ("+", "-"):
            yield query, text, sign == "+"


CASES = list(_cases())


def _matches(query: str, said: str) -> bool:
    fields = dict(_FIELD.findall(said))
    title, author, url = fields.get("title", ""), fields.get("author"), fields.get("url")
    entry = Entry(title=title, text=_FIELD.sub("", said), author=author, url=url)
    watch = Watch("w", "W", WatchKind.OWN, ("W",), query=parse(query))
    one_by_one, by_index = (
        bool(Matcher([watch], lambda text: fields.get("lang"), few).matches(entry, fields.get("kind", "")))
        for few in (FEW, 0)
    )
    assert one_by_one == by_index
    return by_index


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(("query", "text", "is_match"), CASES)
def test_query_matches_as_people_mean_it(query: str, text: str, is_match: bool) -> None:
    assert _matches(query, text) == is_match


@pytest.mark.parametrize("query", sorted({query for query, _, _ in CASES}))
def test_query_written_back_means_the_same(query: str) -> None:
    tree = parse(query).tree

    assert parse(to_text(tree)).tree == tree
