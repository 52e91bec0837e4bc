"""What is published when, as a function of the start, the moment, the seed and the pace."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from ops.town_square.combinations import combined
from ops.town_square.posts import Post
from ops.town_square.programme import Programme
from ops.town_square.sites import SITES
from ops.town_square.texts import Truth, families

from .conftest import START

PACE = timedelta(seconds=20)


def programme(seed: int = 7, *, backlog: bool = True) -> Programme:
    return Programme(START, seed, PACE, backlog=backlog)


def everything(said: Programme, after: timedelta) -> list[Post]:
    now = START + after
    posts = [post for site in SITES for post in said.recent(site.key, now, 10_000)]
    return sorted(posts, key=lambda post: int(post.number))


def test_same_start_seed_and_pace_give_the_same_square() -> None:
    after = timedelta(hours=2)

    assert everything(programme(), after) == everything(programme(), after)


def test_another_seed_gives_another_square() -> None:
    after = timedelta(hours=2)

    assert everything(programme(seed=7), after) != everything(programme(seed=8), after)


def test_asking_about_the_past_after_the_future_gives_what_was_there_then() -> None:
    said = programme()
    before = everything(said, timedelta(minutes=5))

    everything(said, timedelta(hours=5))

    assert everything(said, timedelta(minutes=5)) == before


def test_one_post_is_added_per_pace_on_each_site_in_turn() -> None:
    said = programme()
    at_start = len(everything(said, timedelta(0)))

    live = everything(said, PACE * 16)[at_start:]

    assert [post.published_at for post in live] == [START + PACE * (n + 1) for n in range(16)]
    assert [post.site for post in live] == [site.key for site in SITES] * 2


def test_nothing_new_is_said_before_the_pace_is_over() -> None:
    said = programme()

    assert everything(said, PACE - timedelta(seconds=1)) == everything(said, timedelta(0))


@pytest.mark.parametrize("seed", range(20))
def test_a_complaint_about_larkfield_is_among_the_first_three(seed: int) -> None:
    said = programme(seed, backlog=False)

    first = everything(said, PACE * 3)

    assert any(post.truth is Truth.BAD and "larkfield" in post.about for post in first)


def test_backlog_has_recent_and_weeks_old_complaints() -> None:
    ages = [
        START - post.published_at
        for post in everything(programme(), timedelta(0))
        if post.truth is Truth.BAD and "larkfield" in post.about
    ]

    assert sum(age < timedelta(hours=1) for age in ages) >= 3
    assert sum(age > timedelta(weeks=2) for age in ages) >= 3
    assert min(ages) > timedelta(0)


def test_without_backlog_the_square_is_empty_at_first() -> None:
    assert everything(programme(backlog=False), timedelta(0)) == []


def test_no_text_is_said_twice_in_six_hours_except_by_syndication() -> None:
    posts = [post for post in everything(programme(), timedelta(hours=6)) if not post.original]

    assert len(posts) > 1000
    assert len({post.html for post in posts}) == len(posts)


def test_no_text_is_said_twice_even_when_all_combinations_are_used_up() -> None:
    family = next(family for family in families() if family.name == "snaps")
    total = len(family.openings) * len(family.middles) * len(family.ends)
    laps = len([each for each in families() if "photos" in each.sites])

    said = [combined("photos", nth, 7) for nth in range(total * laps * 2)]

    assert len({text.html for text in said}) == len(said)


def test_every_post_is_found_at_its_address() -> None:
    said, now = programme(), START + timedelta(hours=1)

    for post in everything(said, timedelta(hours=1)):
        own = "utm_source" not in post.link
        found = said.find(post.link, now)
        assert found == post if own else found is not None and found.link == post.original


@pytest.mark.parametrize(
    "link", ["/", "/forum/t/day-nine-0", "/forum/t/other-words-27", "/x-999999999", "/x-" + "9" * 5000]
)
def test_other_addresses_lead_nowhere(link: str) -> None:
    assert programme().find(link, START + PACE) is None


def test_a_post_is_not_found_before_it_is_published() -> None:
    said = programme()
    first = everything(said, PACE)[-1]

    assert said.find(first.link, START) is None
    assert said.find(first.link, START + PACE) == first


def test_syndicated_story_is_in_three_papers_twice_under_one_address() -> None:
    posts = everything(programme(), timedelta(minutes=5))

    copies = [post for post in posts if "recalling some 1,200 red widgets" in post.html]

    assert sorted(post.site for post in copies) == ["gazette", "herald", "wire"]
    assert len({urlsplit(post.link).path for post in copies}) == 2
    assert len({post.link for post in copies}) == 3


def test_late_edit_turns_a_harmless_review_into_a_complaint() -> None:
    said = programme()
    title = "Still unpacking"

    before = next(p for p in everything(said, PACE * 6 - timedelta(seconds=1)) if p.title == title)
    after = next(p for p in everything(said, PACE * 6) if p.title == title)

    assert (before.truth, before.edited_at) == (Truth.INDIFFERENT, None)
    assert (after.truth, after.edited_at) == (Truth.BAD, START + PACE * 6)
    assert (after.link, after.published_at) == (before.link, before.published_at)
    assert "two screws are missing" in after.html


def test_deleted_post_is_marked_from_the_moment_of_its_deletion() -> None:
    said = programme()
    title = "They told me to buy another one"

    before = next(p for p in everything(said, PACE * 9 - timedelta(seconds=1)) if p.title == title)
    after = next(p for p in everything(said, PACE * 9) if p.title == title)

    assert before.deleted_at is None
    assert after.deleted_at == START + PACE * 9


def test_comments_hang_below_a_post_of_the_blog() -> None:
    posts = everything(programme(), timedelta(hours=3))
    blog = {post.link for post in posts if post.site == "blog"}

    parents = {post.parent for post in posts if post.site == "comments"}

    assert len(parents) >= 3
    assert parents <= blog


def test_pace_must_be_longer_than_nothing() -> None:
    with pytest.raises(ValueError, match="pace"):
        Programme(START, 1, timedelta(0))
