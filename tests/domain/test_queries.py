"""Which watches a text speaks of: whole words, any script, whatever the case."""

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.queries import Matcher
from chalicelib.domain.query_index import FEW
from chalicelib.domain.watches import Watch, WatchKind

from .examples import COMPETITOR, OWN, THEME


def _speaks_of(phrase: str, text: str) -> bool:
    watch = Watch("w", "W", WatchKind.OWN, (phrase,))
    one_by_one, by_index = (bool(Matcher([watch], few=few).matches(text)) for few in (FEW, 0))
    assert one_by_one == by_index
    return by_index


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Larkfield", "I love Larkfield"),
        ("Larkfield", "LARKFIELD!!!"),
        ("Larkfield", "(larkfield)"),
        ("Larkfield", "Larkfield's lamp"),
        ("Larkfield", "Larkfield\u2019s lamp"),
        ("Larkfield", "#Larkfield @larkfield"),
        ("Larkfield", "ask Larkfield\u2014they know"),
        ("Larkfield", "Lark\u00adfield with a soft hyphen"),
        ("Larkfield", "Larkfield 's"),
        ("Larkfield", "\uff2c\uff41\uff52\uff4b\uff46\uff49\uff45\uff4c\uff44 in fullwidth letters"),
        ("Larkfield", "Larkfield\u2122 lamps"),
        ("Larkfield", "Larkfield\ufe0f!"),
        ("Lark-field", "Lark\u2011field"),
        ("\uc0bc\uc131", "\uc0bc\uc131\uc740 \uc88b\ub2e4"),
        ("LG\uc804\uc790", "\uc0c8 LG\uc804\uc790\uac00"),
        ("red widget", "my red  \n widget broke"),
        ("AT&T", "at&t again"),
        ("C++", "we use c++, mostly"),
        ("Stra\u00dfe", "STRASSE"),
        ("Caf\u00e9 Noir", "cafe\u0301 noir"),
        ("O\u2019Neil", "o'neil"),
        ("\u697d\u5929", "\u4eca\u65e5\u697d\u5929\u5e02\u5834\u3067\u8cb7\u3063\u305f"),
        ("IKEA\u5bb6\u5177", "\u65b0\u3057\u3044IKEA\u5bb6\u5177\u3092"),
        ("Larkfield", "\u4eca\u65e5Larkfield\u3067\u8cb7\u3063\u305f"),
        (
            "\u0939\u093f\u0928\u094d\u0926\u0940",
            "\u092f\u0939 \u0939\u093f\u0928\u094d\u0926\u0940 \u0939\u0948",
        ),
        (
            "\u0e01\u0e32\u0e41\u0e1f",
            "\u0e14\u0e37\u0e48\u0e21\u0e01\u0e32\u0e41\u0e1f\u0e17\u0e38\u0e01\u0e27\u0e31\u0e19",
        ),
        ("larkfield.example", "see larkfield.example/help"),
        ("\u05dc\u05e8\u05e7", "\u05d0\u05e0\u05d9 \u05dc\u05e8\u05e7 \u05e4\u05d4"),
    ],
)
def test_phrase_is_found_as_people_write_it(phrase: str, text: str) -> None:
    assert _speaks_of(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Larkfield", "the larkfields behind our village"),
        ("Larkfield", "Oldlarkfield"),
        ("Larkfield", "larkfield_fan"),
        ("\uc0bc\uc131", "\uc81c\uc0bc\uc131"),
        ("Tor", "Directory of Elementor tutorials"),
        ("AT&T", "what&then"),
        ("red widget", "red widgets"),
        ("red widget", "red, widget"),
        ("\u0939\u093f\u0928\u094d\u0926", "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("Larkfield", ""),
    ],
)
def test_part_of_another_word_is_no_match(phrase: str, text: str) -> None:
    assert not _speaks_of(phrase, text)


def test_overlapping_phrases_are_all_found() -> None:
    watches = [
        Watch("a", "A", WatchKind.OWN, ("New York",)),
        Watch("b", "B", WatchKind.OWN, ("York Pie",)),
        Watch("c", "C", WatchKind.OWN, ("New York Pie Company",)),
    ]

    found = {match.watch_id for match in Matcher(watches).matches("The New York Pie Company")}

    assert found == {"a", "b", "c"}


def test_our_own_watch_comes_first() -> None:
    matcher = Matcher([THEME, COMPETITOR, OWN])

    matches = matcher.matches("Brightmoor and Larkfield on garden lighting")

    assert [match.watch_id for match in matches] == ["larkfield", "brightmoor", "lighting"]


def test_watch_is_reported_once() -> None:
    matches = Matcher([OWN]).matches("Larkfield, Larkfield, and the red widget by Larkfield")

    assert [match.watch_id for match in matches] == ["larkfield"]


def test_same_phrase_may_belong_to_several_watches() -> None:
    twin = Watch("twin", "Twin", WatchKind.THEME, ("larkfield",))

    assert {m.watch_id for m in Matcher([OWN, twin]).matches("Larkfield")} == {"larkfield", "twin"}


def test_no_watches_match_nothing() -> None:
    assert Matcher(()).matches("Larkfield") == ()


def test_time_hardly_grows_with_the_number_of_watches() -> None:
    text = ("the lamp that I bought in town last week does not work any more, and nobody answers " * 6)[:500]
    watches = [
        Watch(str(number), "W", WatchKind.OWN, (f"lampx{number} shop",), (f"shop{number * 7}",))
        for number in range(10_000)
    ]

    few, many = _fastest(Matcher(watches[:100]), text), _fastest(Matcher(watches), text)

    assert many < 3 * few


def _fastest(matcher: Matcher, text: str) -> float:
    return min(timeit.repeat(lambda: matcher.matches(text), number=10, repeat=50))


@given(st.text(max_size=200), st.text(max_size=200))
def test_phrase_between_blanks_is_always_found(before: str, after: str) -> None:
    assert _speaks_of("Larkfield", f"{before} Larkfield {after}")


@given(st.text(max_size=400))
def test_any_text_can_be_matched(text: str) -> None:
    matcher = Matcher([OWN, COMPETITOR, THEME, Watch("c", "C", WatchKind.OWN, ("C++", "\u697d\u5929", "&"))])

    assert len(matcher.matches(text)) <= 4


@given(st.text(min_size=1, max_size=20).filter(lambda phrase: phrase.strip()))
def test_every_phrase_finds_itself(phrase: str) -> None:
    """Whatever somebody watches for, a text of just that speaks of it, if anything visible is left of it."""
    visible = "".join(
        sign for sign in phrase if sign not in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    )
    if visible.strip():
        assert _speaks_of(phrase, phrase)


def test_phrase_of_invisible_marks_matches_nothing() -> None:
    assert not _speaks_of("\u200b", "a\u200bb")


def test_watch_needs_something_to_listen_for() -> None:
    with pytest.raises(ValueError, match="at least one name or term"):
        Watch("w", "W", WatchKind.OWN, (), ())
    with pytest.raises(ValueError, match="none of them empty"):
        Watch("w", "W", WatchKind.OWN, ("Larkfield", " "))
