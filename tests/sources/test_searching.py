"""What services are searched for."""

from __future__ import annotations

from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.sources.searching import any_of, phrases, quoted


def test_phrases_are_names_and_terms_without_quotation_marks() -> None:
    watch = Watch("a", "A", WatchKind.OWN, ('The "Acme"',), ("red  widget", '"'), handles=("@acme",))

    assert phrases(watch) == ("The Acme", "red widget")


def test_alternatives_share_a_query_as_long_as_they_fit() -> None:
    parts = map(quoted, ("one", "two", "three", "four"))

    assert any_of(parts, 15) == ('"one" OR "two"', '"three"', '"four"')


def test_alternative_that_never_fits_is_cut() -> None:
    assert any_of(("x" * 30, "y"), 10) == ("x" * 10, "y")


def test_nothing_to_look_for_is_no_query() -> None:
    assert any_of((), 10) == ()
