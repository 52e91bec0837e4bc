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
    carried_further,
    deleted,
    edited,
    excerpt,
    new_mention,
    seen_again,
)
from chalicelib.domain.queries import Match
from chalicelib.domain.reach import Reach
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, a_finding, a_judgement, a_mention, an_entry


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


def test_mention_goes_as_far_as_its_source_tells() -> None:
    finding = a_finding(an_entry(reach=Reach(12, 3)))

    assert new_mention(finding, escalates=True).reach == Reach(12, 3)
    assert a_mention().reach is None


def test_reach_is_written_when_it_begins_to_matter_and_not_for_every_vote() -> None:
    mention = a_mention(reach=Reach(12, 3))
    grown, far, further = (a_finding(an_entry(reach=Reach(12, n))) for n in (99, 100, 5_000))

    spread = carried_further(mention, far)

    assert carried_further(mention, a_finding()) is mention
    assert carried_further(mention, grown) is mention
    assert (spread.reach, spread.version) == (Reach(12, 100), mention.version + 1)
    assert carried_further(spread, further) is spread


def test_what_was_taken_back_goes_nowhere() -> None:
    gone = deleted(a_mention(reach=Reach(12_000, 3)))

    assert gone.reach is None
    assert carried_further(gone, a_finding(an_entry(reach=Reach(12_000, 3)))) is gone


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
