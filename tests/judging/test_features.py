"""Features: what the trained judge looks at, as training and judging both see it."""

from chalicelib.judging.features import Shown, key_of, parts, shown
from chalicelib.judging.measures import NAMES
from chalicelib.judging.words import heard


def _shown(text: str, *about: str) -> Shown:
    told = heard(text, about)
    assert told
    return shown(told.reading, told.signals)


def test_words_pairs_threes_and_pairs_with_a_gap_are_shown() -> None:
    grams = _shown("they never called back").grams

    assert {"they", "never called", "never called back", "never _ back"} <= set(grams)


def test_what_stands_in_a_negations_reach_is_shown_a_second_time_marked() -> None:
    grams = _shown("not a good lamp, good price").grams

    assert {"good¬", "a good¬", "lamp¬"} <= set(grams)
    assert "price¬" not in grams


def test_every_gram_knows_the_tokens_it_stands_at() -> None:
    told = heard("the lamp is not good at all", ())
    assert told

    seen = shown(told.reading, told.signals)

    lows = [token.low for token in told.reading.found]
    for gram, (first, last) in zip(seen.grams, seen.spans, strict=True):
        if last and "_" not in gram:
            assert gram.replace("¬", "").split(" ") == lows[first:last]


def test_people_links_and_numbers_are_all_alike() -> None:
    assert key_of("@ann") == key_of("@ben")
    assert key_of("https://a.example/1") == key_of("http://b.example") == "<url>"
    assert key_of("2024") == key_of("1999") == "0000"


def test_parts_know_where_a_word_begins_and_ends() -> None:
    assert {" a", "ab", "b ", " ab", "ab ", " ab "} == set(parts("ab"))


def test_what_is_said_of_another_is_left_out() -> None:
    seen = _shown("Acme is way better than Globex, whose service is horrible", "Acme")

    assert "better" in seen.words
    assert "horrible" not in seen.words


def test_the_name_itself_tells_nothing_but_that_it_stands_there() -> None:
    assert _shown("I love Perfect Rubbish", "Perfect Rubbish").words == ["i", "love"]


def test_measures_come_in_the_order_of_their_names() -> None:
    measures = dict(zip(NAMES, _shown("WHY is it BROKEN?! Awful.").measures, strict=True))

    assert measures["shouts"] > 0
    assert measures["?"] > 0
    assert measures["listed blame"] < 0 == measures["listed praise"]
    assert measures["ruled blame"] < 0
