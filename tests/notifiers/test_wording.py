"""A notice says who said what, where and when, how it was judged and why, and what to do now."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.deliveries import Cause
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.storms import Storm, Story
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.notifiers.untrusted import Link
from chalicelib.notifiers.wording import worded
from tests.domain.examples import MINUTE, NOW

from .examples import ACKNOWLEDGE, RTL_OVERRIDE, a_hostile_notice, a_notice, seen_in


def judged(verdict: Verdict, confidence: float, *evidence: str) -> tuple[str, str]:
    words = worded(a_notice(mention={"judgement": Judgement(verdict, confidence, evidence, "test-1")}))
    return words.judged, words.reason


def test_judge_that_can_write_explains_itself() -> None:
    said = f"It {RTL_OVERRIDE}broke\nafter a day."
    judgement = Judgement(Verdict.BAD, 0.7, ("broke",), "test-1", reason=said)

    words = worded(a_notice(mention={"judgement": judgement}))

    assert words.reason == "A machine's reason: It broke after a day."


def test_notice_tells_the_whole_story() -> None:
    words = worded(a_notice())

    assert (words.about, words.verdict, words.author) == ("Larkfield", "bad", "Joan")
    assert (words.place, words.title) == ("blog.example", "My lamp")
    assert words.text == "The Larkfield lamp broke after a day."
    assert words.spoken == "22 November 2026, 09:20 UTC, found 10 minutes later"
    assert words.original == Link("https://blog.example/posts/1", "blog.example")
    assert words.progress == "Step 1 of 2"


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(seconds=20), "at once"),
        (MINUTE, "1 minute later"),
        (119 * MINUTE, "119 minutes later"),
        (150 * MINUTE, "2 hours later"),
        (timedelta(hours=47), "47 hours later"),
        (timedelta(hours=60), "2 days later"),
    ],
)
def test_delay_between_spoken_and_found_is_told_in_words(later: timedelta, told: str) -> None:
    words = worded(a_notice(mention={"published_at": NOW - later}))

    assert words.spoken.endswith(f"found {told}")


def test_unknown_time_of_speaking_is_said_to_be_unknown() -> None:
    words = worded(a_notice(mention={"published_at": None}))

    assert words.spoken == "Found 22 November 2026, 09:30 UTC; when it was said is not known"


def test_late_edit_is_told() -> None:
    words = worded(a_notice(mention={"edited_at": NOW + 90 * MINUTE}))

    assert words.edited == "Edited since: 22 November 2026, 11:00 UTC"


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        (0.95, "Bad, very sure"),
        (0.8, "Bad, fairly sure"),
        (0.6, "Bad, not very sure"),
        (0.4, "Bad, hardly more than a guess"),
    ],
)
def test_confidence_is_told_in_words(confidence: float, told: str) -> None:
    assert judged(Verdict.BAD, confidence)[0] == told


def test_doubt_is_told_as_doubt() -> None:
    assert judged(Verdict.UNSURE, 0.41)[0] == "We are unsure what this is"


def test_words_that_caused_the_verdict_are_quoted_a_few_of_them() -> None:
    assert judged(Verdict.BAD, 0.8, "broke", "refund")[1] == "Because of “broke”, “refund”"
    assert judged(Verdict.BAD, 0.8, *"abcdefghij")[1].count("“") == 6


def test_verdict_without_a_word_says_so() -> None:
    assert judged(Verdict.BAD, 0.8)[1] == "No single word made it so"


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (1, "Seen in 1 place: Paper 0"),
        (2, "Seen in 2 places: Paper 0, Paper 1"),
        (9, "Seen in 9 places: Paper 0, Paper 1, Paper 2, Paper 3, Paper 4 and 4 more"),
    ],
)
def test_places_are_counted_and_the_first_are_named(places: int, told: str) -> None:
    assert worded(seen_in(places)).seen == told


def test_title_that_only_repeats_the_text_is_left_out() -> None:
    words = worded(a_notice(mention={"title": "The Larkfield lamp…"}))

    assert words.title == ""


def test_place_without_an_address_is_its_name() -> None:
    words = worded(a_notice(mention={"url": None}))

    assert (words.place, words.original) == ("Joan's blog", None)


def test_source_without_a_name_goes_by_its_id() -> None:
    assert worded(a_notice(mention={"url": None}, sources={})).place == "blog"


def test_watch_that_is_gone_goes_by_its_id() -> None:
    assert worded(a_notice(watch=None)).about == "larkfield"


def test_last_step_says_that_nobody_else_follows() -> None:
    assert worded(a_notice(step=1)).next_step == "If nobody acknowledges it, the next step follows."
    assert "nobody else is told" in worded(a_notice(step=2, is_last=True)).next_step


def test_last_step_of_a_round_says_that_all_begins_anew() -> None:
    told = worded(a_notice(step=2)).next_step

    assert told == "If nobody acknowledges it, the steps begin anew."


def test_links_that_cannot_be_followed_are_left_out() -> None:
    words = worded(a_notice(acknowledge_url=None, mention_url="/mentions/m1"))

    assert (words.acknowledge, words.look) == (None, None)


def test_nothing_hostile_survives_in_any_field() -> None:
    notice = a_hostile_notice()
    assert notice.watch is not None
    words = worded(replace(notice, watch=replace(notice.watch, name="Lark\r\n\u202efield")))

    for line in (getattr(words, field.name) for field in fields(words)):
        text = line if isinstance(line, str) else repr(line)
        assert RTL_OVERRIDE not in text
        assert "\n" not in text
        assert "\x1b" not in text
        assert len(text) <= 1000
    assert words.original is None


def _line(deed: Deed, note: str = "", by: str = "ben") -> HistoryLine:
    return HistoryLine("m1", NOW, deed, by, Via.API, note)


def test_who_gets_it_from_somebody_hears_from_whom_and_why() -> None:
    told = (_line(Deed.NOTIFIED, "step 1: sns"), _line(Deed.ASSIGNED, "to ann: you know lids"))

    held = {"status": MentionStatus.ACKNOWLEDGED, "owner": "ann"}
    words = worded(
        a_notice(held, cause=Cause.ASSIGNED, history=told, acknowledge_url=None, mine_url=ACKNOWLEDGE)
    )

    assert words.why_you == "ben handed this over to ann: you know lids"
    assert words.progress == "It was handed to you"
    assert words.so_far == ("22 November 2026, 09:30 UTC: assigned by ben: to ann: you know lids",)
    assert words.mine is not None
    assert "others are asked again" in words.next_step


def test_who_is_handed_what_was_answered_hears_of_no_deadline() -> None:
    answered = {"status": MentionStatus.ANSWERED, "owner": "ann"}

    words = worded(a_notice(answered, cause=Cause.ASSIGNED, mine_url=ACKNOWLEDGE))

    assert (
        words.next_step == "It was answered, and no clock runs. Resolve it once nothing is left to be done."
    )


def test_how_a_storm_stands_says_nothing_of_a_deadline_to_whoever_resolved_its_head() -> None:
    resolved = {"status": MentionStatus.RESOLVED, "owner": "ann"}

    words = worded(a_notice(resolved, cause=Cause.STORM, storm=a_storm(), mine_url=ACKNOWLEDGE))

    assert "when it is over" in words.next_step


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "who is named in the escalation policy"),
        ({"to": "@support"}, "who is on duty by the rota support"),
        ({"cause": Cause.STORM, "to": "@support"}, "who is on duty by the rota support"),
        ({"cause": Cause.ASSIGNED}, "to whom it was handed"),
        ({"cause": Cause.REMINDER}, "who promised a second word"),
    ],
)
def test_notice_says_why_this_person_gets_it(changes: dict[str, Any], told: str) -> None:
    assert worded(a_notice(**changes)).told_as == told


def test_who_promised_is_reminded_of_what() -> None:
    promised = _line(Deed.PROMISED, "until 2026-11-24 09:00 UTC: a new lid", by="ann")

    words = worded(a_notice(cause=Cause.REMINDER, history=(promised,)))

    assert words.why_you == "ann promised a second word until 2026-11-24 09:00 UTC: a new lid"


def test_usual_step_needs_no_reason() -> None:
    words = worded(a_notice(history=(_line(Deed.ASSIGNED, "to ann"),)))

    assert words.why_you == ""
    assert worded(a_notice(cause=Cause.ASSIGNED)).why_you == ""


def a_storm(growth: int = 9, places: int = 7) -> Storm:
    return Storm(
        head_id="m1",
        since=NOW,
        began_at=NOW,
        count=50,
        told_at=NOW,
        told_count=20,
        places=tuple((f"forum{n}.example", 5) for n in range(places)),
        stories=(Story("m7", growth),),
    )


def test_notice_in_a_storm_stands_for_all_and_says_how_many() -> None:
    words = worded(a_notice(cause=Cause.STORM, storm=a_storm()))

    assert words.storm == (
        "A storm: 50 complaints since 22 November 2026, 09:30 UTC. This notice stands for all of them.",
        "Where: forum0.example (5), forum1.example (5), forum2.example (5), forum3.example (5), "
        "forum4.example (5), elsewhere (25)",
        "The fastest-growing story is mention m7, seen 9 times",
    )
    assert words.progress == "How the storm stands"
    assert "when it is over" in words.next_step


def test_storm_in_few_places_names_them_all_and_no_story_that_does_not_grow() -> None:
    (_, where) = worded(a_notice(storm=replace(a_storm(growth=1, places=1), count=5))).storm

    assert where == "Where: forum0.example (5)"


@pytest.mark.parametrize("field", ["why_you", "so_far", "storm"])
def test_strangers_words_in_what_people_did_are_clean_single_lines(field: str) -> None:
    hostile = _line(Deed.ASSIGNED, f"to ann: {RTL_OVERRIDE}\r\nBcc: a@b.example\x00")
    storm = replace(a_storm(), places=((f"evil{RTL_OVERRIDE}\n.example", 50),))
    words = worded(a_notice(cause=Cause.ASSIGNED, history=(hostile,), storm=storm))

    told = getattr(words, field)

    for line in [told] if isinstance(told, str) else told:
        assert line.isprintable()
        assert RTL_OVERRIDE not in line


def test_notice_after_a_storm_says_that_it_is_over_and_how_many_there_were() -> None:
    over = (_line(Deed.STORM_ENDED, "57 complaints", by="earshot"),)

    words = worded(a_notice(cause=Cause.STORM, history=over))

    assert words.storm == ("The storm is over: 57 complaints.",)
    assert worded(a_notice(history=over)).storm == ()
