"""One thing said is one mention, by however many roads it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.entries import plausible
from chalicelib.domain.mentions import (
    EXCERPT_CHARS,
    MentionStatus,
    edited,
    excerpt,
    mention_id,
    new_mention,
    seen_again,
    shared_addresses,
)
from chalicelib.domain.queries import Match
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, a_finding, a_judgement, a_mention, an_entry


def test_same_address_by_another_road_is_the_same_mention() -> None:
    ours = mention_id(an_entry(), "blog")
    theirs = mention_id(an_entry(id="other", url="http://www.blog.example/posts/1?utm_source=wire"), "wire")

    assert ours == theirs


def test_without_an_address_the_id_counts_within_its_source() -> None:
    entry = an_entry(url=None)

    assert mention_id(entry, "blog") == mention_id(replace(entry, text="changed"), "blog")
    assert mention_id(entry, "blog") != mention_id(entry, "forum")


def test_without_address_and_id_the_words_count() -> None:
    bare = an_entry(url=None, id=None)

    assert mention_id(bare, "blog") == mention_id(replace(bare, text=bare.text.upper()), "forum")
    assert mention_id(bare, "blog") != mention_id(replace(bare, text="Something else"), "blog")


def test_address_that_leads_nowhere_does_not_identify() -> None:
    script = an_entry(url="javascript:void(0)")

    assert mention_id(script, "blog") == mention_id(an_entry(url=None), "blog")
    assert new_mention(a_finding(script), escalates=False).url is None


def test_clock_starts_when_they_spoke() -> None:
    assert a_mention().spoken_at == NOW - 10 * MINUTE
    undated = new_mention(a_finding(an_entry(published_at=None)), escalates=False)
    assert undated.spoken_at == NOW


@pytest.mark.parametrize("years", [1970, 1990, 2090])
def test_dates_that_cannot_be_right_are_not_believed(years: int) -> None:
    assert plausible(NOW.replace(year=years), NOW) is None


def test_date_slightly_in_the_future_is_a_clock_that_goes_fast() -> None:
    assert plausible(NOW + timedelta(hours=2), NOW) == NOW
    assert plausible(None, NOW) is None


def test_our_own_watch_is_what_the_mention_is_about() -> None:
    matches = (
        Match("larkfield", "Larkfield"),
        Match("brightmoor", "Brightmoor"),
        Match("larkfield", "red widget"),
    )

    mention = new_mention(a_finding(matches=matches), escalates=True)

    assert mention.about == "larkfield"
    assert mention.watch_ids == ("larkfield", "brightmoor")


def test_only_what_somebody_must_hear_of_is_queued() -> None:
    assert a_mention(escalates=True).queued_since == NOW
    assert a_mention(escalates=False).queued_since is None


def test_another_road_is_another_sighting() -> None:
    finding = a_finding(source_id="wire", found_at=NOW + MINUTE)

    mention = seen_again(a_mention(), finding)

    assert [sighting.source_id for sighting in mention.sightings] == ["blog", "wire"]
    assert mention.version == 2


def test_same_road_again_changes_nothing() -> None:
    assert seen_again(a_mention(), a_finding(found_at=NOW + MINUTE)) == a_mention()


def test_sightings_are_bounded() -> None:
    mention = a_mention()
    for number in range(200):
        mention = seen_again(mention, a_finding(source_id=f"paper-{number}"))

    assert len(mention.sightings) == 50


def test_edit_changes_words_and_verdict() -> None:
    praise = a_finding(
        an_entry(text="The Larkfield lamp: repaired within a day!"),
        judgement=a_judgement(Verdict.GOOD),
        found_at=NOW + MINUTE,
    )

    mention = edited(a_mention(escalates=False), praise, escalates=False)

    assert mention.verdict is Verdict.GOOD
    assert "repaired" in mention.text
    assert mention.edited_at == NOW + MINUTE
    assert mention.found_at == NOW


def test_edit_into_a_complaint_is_escalated_now() -> None:
    harmless = a_mention(escalates=False, judgement=a_judgement(Verdict.INDIFFERENT))
    worse = a_finding(an_entry(text="Larkfield: broken again"), found_at=NOW + MINUTE)

    assert edited(harmless, worse, escalates=True).queued_since == NOW + MINUTE


def test_edit_far_from_the_excerpt_is_judged_all_the_same() -> None:
    harmless = a_mention(escalates=False, judgement=a_judgement(Verdict.INDIFFERENT))
    same_excerpt = a_finding(found_at=NOW + MINUTE)

    mention = edited(harmless, same_excerpt, escalates=True)

    assert mention.verdict is Verdict.BAD
    assert mention.queued_since == NOW + MINUTE


def test_competitors_complaint_that_becomes_ours_is_escalated() -> None:
    theirs = a_mention(escalates=False, about="brightmoor", watch_ids=("brightmoor",))

    assert edited(theirs, a_finding(an_entry(text="And Larkfield broke too")), escalates=True).queued_since


def test_entries_that_share_an_address_are_told_apart_by_their_ids() -> None:
    """Reviews that all link to the app's page are not one mention."""
    reviews = [an_entry(id=f"review-{n}", url="https://app.example/?utm_source=a") for n in range(3)]

    others = an_entry(id="other", url="https://blog.example/1"), an_entry(id="bare", url=None)

    shared = shared_addresses([*reviews, *others])
    ids = {mention_id(review, "reviews", review.url in shared) for review in reviews}

    assert shared == {"https://app.example/?utm_source=a"}
    assert len(ids) == 3


def test_same_entry_twice_in_a_document_shares_no_address_with_itself() -> None:
    assert shared_addresses([an_entry(), an_entry()]) == frozenset()


def test_old_complaint_retouched_wakes_nobody() -> None:
    """A site that changes the look of all its old posts must not wake people with each of them."""
    old = a_mention(escalates=False)

    again = edited(old, a_finding(an_entry(text="The Larkfield lamp broke. Read more")), escalates=True)

    assert again.queued_since is None


@pytest.mark.parametrize(
    "status", [MentionStatus.NOTIFIED, MentionStatus.ACKNOWLEDGED, MentionStatus.RESOLVED]
)
def test_edit_does_not_escalate_what_people_know_already(status: MentionStatus) -> None:
    known = a_mention(escalates=False, status=status)

    mention = edited(known, a_finding(an_entry(text="Larkfield: broken again")), escalates=True)

    assert mention.queued_since is None
    assert mention.status is status


def test_only_the_first_source_speaks_for_a_mention() -> None:
    shortened = a_finding(an_entry(text="The Larkfield lamp…"), source_id="wire")

    assert edited(a_mention(), shortened, escalates=True) == a_mention()


def test_same_words_judged_differently_by_another_judge_are_no_edit() -> None:
    """One was replaced, or could not be asked this time."""
    other = replace(a_judgement(Verdict.GOOD), judged_by="test-2")

    assert edited(a_mention(), a_finding(judgement=other), escalates=True) == a_mention()


def test_reason_in_other_words_is_no_edit() -> None:
    other = replace(a_judgement(), reason="It broke.")

    assert edited(a_mention(), a_finding(judgement=other), escalates=True) == a_mention()


def test_same_words_are_no_edit() -> None:
    assert edited(a_mention(), a_finding(found_at=NOW + MINUTE), escalates=True) == a_mention()


def test_excerpt_of_a_long_text_stands_around_the_match() -> None:
    text = "before " * 200 + "the Larkfield lamp " + "after " * 200

    cut = excerpt(text, "larkfield")

    assert "Larkfield" in cut
    assert len(cut) <= EXCERPT_CHARS
    assert cut.startswith("…")
    assert cut.endswith("…")


@given(st.text(max_size=3000), st.text(max_size=10))
def test_excerpt_is_bounded_and_from_the_text(text: str, phrase: str) -> None:
    cut = excerpt(text, phrase)

    assert len(cut) <= EXCERPT_CHARS
    assert cut.strip("…").strip() in " ".join(text.split())
