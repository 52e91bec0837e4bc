"""What is said becomes hashes: the same for the same words, a fair sample of many, the passage of a quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.fingerprints import NOTHING_SAID, length, passage_of, said, words

QUOTE = "the lamp in our garden broke after a single day of rain"


@pytest.mark.parametrize(
    "text",
    [
        f"She wrote: “{QUOTE}”. Well.",
        f"Sie schrieb: „{QUOTE}“.",
        f"Elle a dit : «{QUOTE}».",
        f'"{QUOTE}", they say of "Larkfield"',
    ],
)
def test_what_a_text_quotes_is_its_passage(text: str) -> None:
    assert passage_of(text) == QUOTE


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        f"She wrote: “{QUOTE}",
        'He calls it "a very good lamp", and so do I.',
        f"“{QUOTE}”, she wrote, and I say that mine did not, though it has rained here for a whole week.",
    ],
    ids=["none", "open", "few words", "less than half"],
)
def test_text_that_says_more_than_it_quotes_stands_for_itself(text: str) -> None:
    assert passage_of(text) == text


def test_signs_of_a_script_without_spaces_count_by_twos() -> None:
    assert words("庭園灯 Lamp") == ["庭園", "園灯", "lamp"]
    assert length(words("庭園灯 Lamp")) == 2


def test_numbers_are_whole_ones_and_those_in_addresses_do_not_count() -> None:
    assert said("1,500 lamps", "").numbers == said("1500 https://a.example/7", "").numbers
    assert said("2.0.1", "").numbers != said("2.0.2", "").numbers


def test_long_texts_are_compared_by_a_sample_that_both_have() -> None:
    long = " ".join(f"word{n}" for n in range(400))
    short = " ".join(f"word{n}" for n in range(60))

    many, few = said(long, ""), said(short, "")
    reach = min(many.reach, few.reach)

    assert len(many.pairs) == 128
    assert few.up_to(few.reach) == few
    assert few.up_to(reach).pairs <= many.up_to(reach).pairs


@given(st.text(max_size=400), st.text(max_size=200))
def test_any_text_is_bounded_and_all_of_it_is_within_its_own_reach(text: str, headline: str) -> None:
    found = said(text, headline)

    assert len(found.text.pairs) <= 128
    assert len(found.headline.pairs) <= 32
    assert found.up_to(max(found.pairs, default=0)) == found
    assert passage_of(text) in text


def test_nothing_said_is_all_of_itself() -> None:
    assert said("", "") == NOTHING_SAID
    assert NOTHING_SAID.up_to(NOTHING_SAID.reach) is NOTHING_SAID
