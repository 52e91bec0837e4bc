"""What a watch holds, and what it is called where people file things under tags."""

from __future__ import annotations

import pytest

from chalicelib.domain.watches import Place, Watch, WatchKind


def test_all_it_goes_by_makes_it_match() -> None:
    watch = Watch("a", "A", WatchKind.OWN, ("Acme",), ("red widget",), "p", ("@acme",), ("acme.example",))

    assert watch.phrases == ("Acme", "red widget", "@acme", "acme.example")


def test_hashtags_are_those_given_and_every_phrase_in_one_word() -> None:
    watch = Watch("a", "A", WatchKind.OWN, ("Acme Corp",), ("#RedWidget", "red widget", "#", "@acme"))

    assert watch.hashtags == ("redwidget", "acmecorp")


@pytest.mark.parametrize("names", [(), ("",), ("Acme", " ")])
def test_watch_for_nothing_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="needs at least one name or term"):
        Watch("a", "A", WatchKind.OWN, names)


@pytest.mark.parametrize(
    "place", [(91, 0), (0, -181), (0, 0, 0), (0, 0, 33), (float("nan"), 0), (0, 0, float("nan"))]
)
def test_place_that_is_nowhere_is_refused(place: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a place is LATITUDE,LONGITUDE"):
        Place(*place)
