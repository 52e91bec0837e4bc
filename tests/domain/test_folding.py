"""Spellings are made sign by sign, so that what is filed under one is found in the others; and quickly, but
as the slow and obvious way would.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import folding

# All of Europe's signs, compatible forms, marks, emoji, and some of every other kind.
_BLOCKS = (range(0x3100), range(0xA640, 0xAB70), range(0xF900, 0x10000), range(0x1F000, 0x1FC00))
SIGNS = [chr(code) for block in _BLOCKS for code in block]
SIGNS += ["\uac00", "\ud800", "\U00010400", "\U0001d400", "\U00020bb7", "\U0003134f", "\U00031350"]
_TELLING = (
    "aZ_ .-[]()0\u00a0\u200b\u2019\u2026\u2122\u0301\u0345\u0130\u00df\u00e9\uff01\uff21\ufb01"
    "\uac00\u1161\u5929\u0e33\U0001f600\U00020bb7\U0001d400\ud800"
)
texts = st.text(st.sampled_from(_TELLING) | st.characters(), max_size=20)


def test_leaving_out_accents_before_cases_or_after_is_the_same() -> None:
    def both(sign: str) -> str:
        return folding.bare(folding.folded(sign))

    assert [sign for sign in SIGNS if both(folding.bare(sign)) != both(sign)] == []


@pytest.mark.parametrize("spelled", [folding.folded, folding.bare])
def test_spelling_again_changes_nothing(spelled: Callable[[str], str]) -> None:
    assert [sign for sign in SIGNS if spelled(spelled(sign)) != spelled(sign)] == []


@pytest.mark.parametrize("spelled", [folding.folded, folding.bare])
def test_words_end_where_they_did_however_they_are_spelled(spelled: Callable[[str], str]) -> None:
    def kinds(signs: str) -> set[tuple[bool, bool]]:
        return {(folding.continues(sign), bool(folding.UNSPACED.match(sign))) for sign in signs}

    assert [sign for sign in SIGNS if kinds(spelled(sign)) != kinds(sign)] == []


@given(texts)
def test_plain_text_is_normalized_as_a_whole(text: str) -> None:
    for sign, plainly in (
        ("\u2122", " "),
        ("\u2120", " "),
        ("\u2010", "-"),
        ("\u2011", "-"),
        ("\u2019", "'"),
    ):
        text = text.replace(sign, plainly)

    normal = folding.plain(unicodedata.normalize("NFKC", text))

    assert folding.plain(text) == normal
    assert not re.search(r"\s\s|[^\S ]", normal)


@given(texts)
def test_words_are_the_longest_runs_of_signs_that_go_on(text: str) -> None:
    runs = ["".join(run) for goes_on, run in groupby(text, folding.continues) if goes_on]

    assert folding.words(text) == runs


@given(texts)
def test_spelling_a_text_is_spelling_each_of_its_signs(text: str) -> None:
    assert folding.folded(text) == "".join(map(folding.folded, text))
    assert folding.bare(text) == "".join(map(folding.bare, text))


@given(texts, texts, texts, st.sampled_from([1, 2, 4]))
def test_numbers_of_what_stands_in_a_text_are_among_its_own(
    before: str, phrase: str, after: str, length: int
) -> None:
    assert set(folding.runs(phrase, length)) <= set(folding.runs(before + phrase + after, length))


def test_words_are_found_between_very_many_different_signs() -> None:
    """Every sixteenth sign is plain, all others are different ones."""
    rare = [chr(code) for code in range(0x3400, 0x9FFF)]
    text = "".join("a" if place % 16 == 0 else sign for place, sign in enumerate(rare))

    assert set(folding.words(text)) == {"a"}


def test_run_has_as_many_signs_as_was_asked() -> None:
    assert [len(folding.runs("\u697d\u5929\u5e02\u5834", length)) for length in (1, 2, 4)] == [4, 3, 1]
    assert folding.runs("\u697d", 2) == []
    assert folding.runs("\u697d\u5929", 2) != folding.runs("\u5929\u697d", 2)
