"""Many complaints at once are told of together; the first never waits, and none is lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.acts import Act
from chalicelib.domain.deliveries import Cause
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Mention, MentionStatus, Sighting
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.storms import Pulse
from chalicelib.errors import TemporaryError
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import Killed, fail_at

from .world import World

HOUR = timedelta(hours=1)
MAIL = Policy("default", (Step(timedelta(0), (Destination("email", "ann"),)),))


# Listened for since yesterday, and nobody has complained.
CALM = Pulse("larkfield", hour=int(NOW.timestamp() // 3600) - 1, counts=(0,) * 25)


def a_world() -> World:
    world = World(policies=(MAIL,))
    world.pulses.pulses["larkfield"] = CALM
    return world


def heard(world: World, number: int, at: datetime) -> Mention:
    """One more complaint, found and escalated at this time."""
    url = f"https://forum{number % 3}.example/{number}"
    mention = replace(a_mention(), id=f"m{number}", url=url, found_at=at, queued_since=at)
    world.mentions.mentions[mention.id] = mention
    world.escalate(mention.id, at)
    return mention


def a_flood(world: World, count: int, start: datetime = NOW) -> datetime:
    """So many complaints, one a minute. Says when the last was heard."""
    for number in range(count):
        heard(world, number, start + number * MINUTE)
    return start + (count - 1) * MINUTE


def deeds(world: World, mention_id: str) -> list[Deed]:
    return [line.deed for line in world.mentions.history(mention_id)]


def with_deed(world: World, deed: Deed) -> list[str]:
    return [mention_id for mention_id in world.mentions.mentions if deed in deeds(world, mention_id)]


def storm_notices(world: World) -> list[int]:
    """The count that each notice of a storm gave."""
    notices = (notice for notice in world.email.notices if notice.cause is Cause.STORM)
    return [notice.storm.count if notice.storm else 0 for notice in notices]


def until(world: World, start: datetime, end: datetime) -> None:
    while start <= end:
        world.a_minute(start)
        start += MINUTE


def test_first_complaint_is_told_at_once() -> None:
    world = a_world()

    heard(world, 1, NOW)

    assert len(world.email.notices) == 1
    assert world.pulses.pulses["larkfield"].storm is None


def test_flood_is_told_of_together() -> None:
    world = a_world()

    a_flood(world, 40)

    (head,) = with_deed(world, Deed.STORM_BEGAN)
    grouped = with_deed(world, Deed.GROUPED)
    assert len(world.email.notices) < 15
    assert len(grouped) > 25
    assert all(world.mentions.mentions[each].queued_since is None for each in grouped)
    assert all(each not in world.mentions.escalations for each in grouped)
    assert world.mentions.mentions[head].status is MentionStatus.NOTIFIED


def test_notice_of_a_storm_says_how_many_and_where() -> None:
    world = a_world()

    a_flood(world, 40)

    last = world.email.notices[-1]
    assert last.cause is Cause.STORM
    assert last.storm is not None
    assert last.storm.count > 20
    assert {place for place, _ in last.storm.places} == {f"forum{i}.example" for i in range(3)}


def test_storm_goes_on_being_told_while_it_grows_though_somebody_has_it() -> None:
    world = a_world()
    last = a_flood(world, 12)
    (head,) = with_deed(world, Deed.STORM_BEGAN)
    world.mentions.mentions[head] = replace(
        world.mentions.mentions[head], status=MentionStatus.ACKNOWLEDGED, owner="ann", turn=1
    )
    before = len(storm_notices(world))

    for number in range(12, 60):
        heard(world, number, last + (number - 11) * MINUTE)

    assert len(storm_notices(world)) > before


def test_who_follows_hears_of_it_in_the_turn_in_which_they_were_asked() -> None:
    """In another turn it would be another alert, though somebody has it."""
    world = a_world()
    both = (Destination("email", "ann"), Destination("pagerduty", "care"))
    world.policies = (replace(MAIL, steps=(Step(timedelta(0), both),)),)
    last = a_flood(world, 12)
    (head,) = with_deed(world, Deed.STORM_BEGAN)
    act = Act(Deed.ACKNOWLEDGED, "ann", last, Via.API, until=last + 30 * HOUR)
    world.respond()(head, act)
    world.work_off(last)

    for number in range(12, 60):
        heard(world, number, last + (number - 11) * MINUTE)

    assert [each.cause for each in world.pager.sequels] == [Cause.TAKEN]
    assert {each.turn for each in world.pager.notices if each.cause is Cause.STORM} == {0}
    assert world.mentions.mentions[head].turn == 1


def test_fastest_story_is_the_one_that_is_seen_most() -> None:
    world = a_world()
    last = a_flood(world, 14)
    storm = world.pulses.pulses["larkfield"].storm
    assert storm is not None
    star = storm.stories[1].mention_id
    seen = tuple(Sighting(f"s{i}", None, NOW) for i in range(30))
    world.mentions.mentions[star] = replace(world.mentions.mentions[star], sightings=seen)

    until(world, last + MINUTE, last + 11 * MINUTE)

    after = world.pulses.pulses["larkfield"].storm
    assert after is not None
    assert max(story.sightings for story in after.stories) == 30


def test_storm_that_is_over_is_told_a_last_time() -> None:
    world = a_world()
    last = a_flood(world, 40)
    before = len(storm_notices(world))

    until(world, last + MINUTE, last + 5 * HOUR)

    (head,) = with_deed(world, Deed.STORM_BEGAN)
    assert Deed.STORM_ENDED in deeds(world, head)
    assert len(storm_notices(world)) > before
    assert world.pulses.pulses["larkfield"].storm is None
    assert world.pulses.stormy(last + 99 * HOUR) == ()


def test_complaint_after_a_storm_is_told_at_once() -> None:
    world = a_world()
    last = a_flood(world, 40)

    heard(world, 99, last + 5 * HOUR)

    assert Deed.STORM_ENDED in deeds(world, with_deed(world, Deed.STORM_BEGAN)[0])
    assert world.email.notices[-1].mention.id == "m99"


def test_same_message_twice_groups_once() -> None:
    world = a_world()
    last = a_flood(world, 20)
    grouped = with_deed(world, Deed.GROUPED)[-1]
    count = world.pulses.pulses["larkfield"].storm

    world.escalate(grouped, last)

    assert world.pulses.pulses["larkfield"].storm == count
    assert deeds(world, grouped) == [Deed.GROUPED]


@pytest.mark.parametrize("after", [True, False])
def test_worker_that_dies_between_counting_and_grouping_is_made_up_for(after: bool) -> None:
    world = a_world()
    last = a_flood(world, 20)
    mention = replace(a_mention(), id="m99", found_at=last, queued_since=last)
    world.mentions.mentions["m99"] = mention
    fail_at(world.pulses, "save", after=after)

    with pytest.raises(Killed):
        world.escalate("m99", last)
    until(world, last + 3 * MINUTE, last + 4 * MINUTE)

    assert deeds(world, "m99") == [Deed.GROUPED]


def test_grouping_that_loses_a_race_is_done_by_the_next() -> None:
    world = a_world()
    last = a_flood(world, 20)
    mention = replace(a_mention(), id="m99", found_at=last, queued_since=last)
    world.mentions.mentions["m99"] = mention
    commit, world.mentions.commit = world.mentions.commit, lambda change: False  # type: ignore[method-assign]
    world.escalate("m99", last)
    world.mentions.commit = commit  # type: ignore[method-assign]

    world.escalate("m99", last)

    assert deeds(world, "m99") == [Deed.GROUPED]


def test_place_of_what_has_no_address_is_its_source() -> None:
    world = a_world()
    mention = replace(a_mention(), url=None)
    world.mentions.mentions[mention.id] = mention

    world.escalate(mention.id)

    assert world.pulses.pulses["larkfield"].heard[0].place == "blog"


def test_pulse_that_changes_all_the_time_is_tried_again() -> None:
    world = a_world()
    world.pulses.save = lambda pulse, now: False  # type: ignore[method-assign]
    world.mentions.mentions["m1"] = replace(a_mention(), id="m1")

    with pytest.raises(TemporaryError, match="changing too fast"):
        world.escalate("m1")


def test_where_there_is_no_storm_there_is_nothing_to_look_at() -> None:
    world = a_world()
    world.pulses.pulses["larkfield"] = Pulse("larkfield")

    world.storms().look("larkfield", NOW)
    world.storms().look("unknown", NOW)

    assert world.deliveries.keys == []


def test_look_that_loses_a_race_tells_nobody() -> None:
    world = a_world()
    last = a_flood(world, 40)
    world.pulses.save = lambda pulse, now: False  # type: ignore[method-assign]
    before = len(world.email.notices)

    until(world, last + MINUTE, last + HOUR)

    assert len(world.email.notices) == before


@pytest.mark.parametrize("gone", ["mentions", "escalations"])
def test_storm_whose_first_mention_is_no_longer_kept_is_told_to_nobody(gone: str) -> None:
    world = a_world()
    last = a_flood(world, 20)
    getattr(world.mentions, gone).clear()
    before = len(world.email.notices)

    world.storms().look("larkfield", last + 3 * HOUR)
    world.work_off(last + 3 * HOUR)

    assert len(world.email.notices) == before


def test_update_that_loses_a_race_is_left_to_the_winner() -> None:
    world = a_world()
    last = a_flood(world, 20)
    commit = world.mentions.commit
    world.mentions.commit = lambda change: (  # type: ignore[method-assign]
        False if change.deliveries else commit(change)
    )

    world.storms().look("larkfield", last + 3 * HOUR)

    assert world.deliveries.keys == []
