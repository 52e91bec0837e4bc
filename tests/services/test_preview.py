"""What a watch would have made of what was heard of late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.channels import Channel
from chalicelib.domain.mentions import Mention, MentionStatus, Sighting
from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.watches import Watch
from chalicelib.parsing.queries import parse
from chalicelib.services.preview import Preview
from tests.domain.examples import NOW, OWN, a_mention, a_source
from tests.fakes import FakeMentionStore, FakeSourceStore, FakeWatchStore

_A_DAY = timedelta(days=1)


def _preview(*mentions: Mention) -> Preview:
    return Preview(
        FakeWatchStore(OWN), FakeMentionStore(*mentions), FakeSourceStore(a_source()), nobody_knows
    )


def _from(source_id: str, **changes: object) -> Mention:
    sighting = Sighting(source_id, None, NOW)
    return replace(a_mention(), id=source_id, sightings=(sighting,), **changes)  # type: ignore[arg-type]


def _asking(query: str) -> Watch:
    return replace(OWN, query=parse(query))


def test_all_of_the_time_is_read_and_nothing_else() -> None:
    mentions = [_from(f"s{at:03}") for at in range(250)]
    old = _from("old", found_at=NOW - 3 * _A_DAY)

    trial = _preview(*mentions, old)(OWN, NOW - _A_DAY, NOW + _A_DAY)

    assert (trial.tried, len(trial.matched), trial.caught, trial.lost) == (250, 250, (), ())


def test_of_more_than_people_can_wait_for_the_newest_are_tried() -> None:
    mentions = [_from(f"s{at:03}", found_at=NOW - at * timedelta(minutes=1)) for at in range(150)]

    trial = _preview(*mentions)(OWN, NOW - _A_DAY, NOW + _A_DAY, most=120)

    assert [mention.id for mention in trial.matched] == [f"s{at:03}" for at in range(120)]


def test_what_was_taken_back_is_not_tried() -> None:
    trial = _preview(_from("x", status=MentionStatus.DELETED))(OWN, NOW - _A_DAY, NOW + _A_DAY)

    assert trial.tried == 0


def test_kind_is_that_of_the_source_or_channel() -> None:
    mentions = [_from(a_source().id), _from(Channel.PHONE.source_id), _from("gone")]

    for kind, found in (("feed", a_source().id), ("phone", Channel.PHONE.source_id)):
        trial = _preview(*mentions)(_asking(f"larkfield kind:{kind}"), NOW - _A_DAY, NOW + _A_DAY)

        assert [mention.id for mention in trial.matched] == [found]
