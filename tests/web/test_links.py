"""The first link of a mail: one button takes the mention, and who comes late sees who has it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.escalations import Escalation, EscalationStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Ignored, MentionStatus
from chalicelib.domain.verdicts import Verdict
from chalicelib.services.look import Look

from .conftest import ANN, BOB, FORM, NOW, Answer, Caller, Mentions, World


def heading(answer: Answer) -> str:
    """The page's one headline."""
    assert answer.text.count("<h1>") == 1
    text = answer.text.partition("<h1>")[2].partition("</h1>")[0]
    return text.replace("<bdi>", "").replace("</bdi>", "")


def test_opening_a_link_shows_the_whole_story_and_exactly_one_button(world: World, caller: Caller) -> None:
    world.add()

    answer = caller.get(world.link())

    assert answer.status == 200
    assert heading(answer) == "Somebody seems unhappy with Acme Kettles"
    for told in (
        "Marta",
        "Third lid in a year",
        "The lid of my Acme broke again. I give up.",
        "forum.example",
        "about 2 hours ago",
        "14 Mar 2026, 07:14 UTC",
        "bad",
        "very sure",
        "broke again",
        "Ann Lee",
    ):
        assert told in answer.text
    assert answer.text.count("<button") == answer.text.count("<form") == 1
    assert '<form method="post">' in answer.text


@pytest.mark.parametrize(
    "headers", [FORM, {}, {"Content_Type": "application/x-www-form-urlencoded; charset=x"}]
)
def test_pressing_the_button_acknowledges_as_the_links_person(
    world: World, caller: Caller, headers: dict[str, str]
) -> None:
    world.add()
    world.mentions.escalations["m1aa"] = Escalation("m1aa", "default", NOW, NOW)

    answer = caller.post(world.link(), **headers)

    assert (answer.status, answer.text) == (303, "")
    mention, clock = world.mentions.mentions["m1aa"], world.mentions.escalations["m1aa"]
    assert (mention.status, mention.owner) == (MentionStatus.ACKNOWLEDGED, "ann")
    assert mention.until == clock.due_at == NOW + timedelta(hours=4)
    assert clock.status is EscalationStatus.HELD
    (line,) = world.mentions.history("m1aa")
    assert (line.deed, line.by, line.via, line.at) == (Deed.ACKNOWLEDGED, "ann", Via.LINK, NOW)


def test_pressing_the_button_leads_to_a_page_of_advice_under_a_fresh_link(
    world: World, caller: Caller
) -> None:
    world.add()
    link = world.link()

    location = caller.post(link, **FORM).headers["Location"]
    answer = caller.get(f"/a/{location}")

    assert answer.status == 200
    assert heading(answer) == "You have it"
    assert "Nobody else will be asked until 14 Mar 2026, 13:14 UTC." in answer.text
    assert "Apologise, and ask permission" in answer.text
    assert 'href="https://www.forum.example/t/17"' in answer.text
    fresh = world.opened(location)
    assert (fresh.person_id, fresh.turn) == ("ann", world.mentions.mentions["m1aa"].turn)
    assert fresh.expires_at == NOW + timedelta(days=7)
    assert location not in link


def test_pressing_again_shows_a_friendly_page_and_acknowledges_once(world: World, caller: Caller) -> None:
    world.add()
    link = world.link()
    caller.press(link)
    before = world.everything()

    again, later_look = caller.post(link, **FORM), caller.get(link)

    assert again.status == later_look.status == 200
    assert again.text == later_look.text
    assert heading(again) == "You have it"
    assert "<form" not in again.text
    assert world.everything() == before
    assert len(world.mentions.history("m1aa")) == 1


def test_result_is_right_even_when_reading_lags_behind_writing(
    world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lagging = Mentions()
    lagging.mentions["m1aa"] = world.add()
    monkeypatch.setattr(wiring, "look", lambda: Look(lagging))
    anns, bobs = world.link(ANN), world.link(BOB)

    first, second = caller.post(anns, **FORM), caller.post(bobs, **FORM)

    assert first.status == 303
    assert (second.status, heading(second)) == (409, "Ann Lee has it")


def test_second_person_sees_who_was_first_and_when(world: World, caller: Caller) -> None:
    world.add()
    bobs = world.link(BOB)
    caller.press(world.link(ANN))
    world.now += timedelta(minutes=7)

    answer = caller.post(bobs, **FORM)

    assert answer.status == 409
    assert heading(answer) == "Ann Lee has it"
    assert "about 7 minutes ago (14 Mar 2026, 09:14 UTC)" in answer.text
    assert "What to do now" not in answer.text
    assert world.mentions.mentions["m1aa"].owner == "ann"


def test_second_person_who_only_looks_sees_it_too_and_has_no_button(world: World, caller: Caller) -> None:
    world.add()
    bobs = world.link(BOB)
    caller.press(world.link(ANN))

    for link in (bobs, world.link(BOB)):
        answer = caller.get(link)
        assert answer.status == 200
        assert heading(answer) == "Ann Lee has it"
        assert "<button" not in answer.text


def test_second_person_sees_who_was_handed_it_and_not_who_handed_it_on(world: World, caller: Caller) -> None:
    world.add()
    carl = world.person("carl", "Carl")
    carls = world.link(carl)
    caller.press(world.link(ANN))
    caller.press(world.link(ANN, deed=Deed.ASSIGNED), to="bob")

    assert heading(caller.get(carls)) == "Bob Ray has it"
    assert heading(caller.get(world.link(ANN))) == "Bob Ray has it"
    assert heading(caller.get(world.link(BOB))) == "You have it"


@pytest.mark.parametrize(
    ("deed", "fields", "told"),
    [
        (Deed.ANSWERED, {"text": "Sorry!"}, "Ann Lee answered it"),
        (Deed.PROMISED, {"days": "3"}, "Ann Lee promised it"),
        (Deed.RESOLVED, {}, "Ann Lee resolved it"),
    ],
)
def test_second_person_sees_how_far_it_went(
    world: World, caller: Caller, deed: Deed, fields: dict[str, str], told: str
) -> None:
    world.add()
    bobs = world.link(BOB)
    caller.press(world.link(ANN))
    world.now += timedelta(minutes=1)
    caller.press(world.link(ANN, deed=deed), **fields)

    late = caller.post(bobs, **FORM)

    assert (late.status, heading(late)) == (409, told)


def test_late_press_never_undoes_a_resolve(world: World, caller: Caller) -> None:
    world.add(status=MentionStatus.RESOLVED, owner="bob")

    answer = caller.post(world.link(ANN), **FORM)

    assert answer.status == 409
    assert heading(answer) == "Bob Ray resolved it"
    assert world.mentions.mentions["m1aa"].status is MentionStatus.RESOLVED


def test_who_was_too_slow_finds_it_back_in_the_queue_and_no_button_under_the_old_link(
    world: World, caller: Caller
) -> None:
    world.add()
    bobs = world.link(BOB)
    caller.press(world.link(ANN))
    caller.press(world.link(ANN, deed=Deed.RELEASED))
    before = world.everything()

    looked, pressed = caller.get(bobs), caller.post(bobs, **FORM)

    assert (looked.status, pressed.status) == (200, 409)
    assert heading(looked) == heading(pressed) == "Nobody has it now"
    assert "<button" not in looked.text + pressed.text
    assert world.everything() == before
    assert heading(caller.press(world.link(BOB))) == "You have it", "a newer mail has a newer link"


TAKEN_BACK: dict[str, Any] = {"title": "", "text": "", "author": None, "status": MentionStatus.DELETED}


def test_what_its_author_has_taken_back_has_no_button_and_no_words(world: World, caller: Caller) -> None:
    before = world.add(**TAKEN_BACK)

    answer = caller.get(world.link())

    assert answer.status == 200
    assert heading(answer) == "Its author has taken this back"
    assert "Acme Kettles" in answer.text
    for told in ("<button", "<form", "href=", "Apologise", "Somebody without a name", "broke again"):
        assert told not in answer.text
    assert world.mentions.mentions["m1aa"] == before


def test_pressing_the_button_of_what_was_taken_back_meanwhile_changes_nothing(
    world: World, caller: Caller
) -> None:
    before = world.add(**TAKEN_BACK)

    answer = caller.post(world.link(), **FORM)

    assert answer.status == 410
    assert heading(answer) == "Its author has taken this back"
    assert world.mentions.mentions["m1aa"] == before
    assert world.mentions.commits == []


def test_owner_is_no_longer_told_what_to_answer_once_it_is_taken_back(world: World, caller: Caller) -> None:
    world.add(**TAKEN_BACK, owner="ann")

    answer = caller.get(world.link(ANN))

    assert heading(answer) == "Its author has taken this back"
    assert "What to do now" not in answer.text


@pytest.mark.parametrize("status", [MentionStatus.RESOLVED, MentionStatus.IGNORED])
def test_owner_who_looks_after_it_is_over_is_not_asked_to_do_anything(
    world: World, caller: Caller, status: MentionStatus
) -> None:
    world.add(status=status, owner="ann")

    answer = caller.get(world.link(ANN))

    assert heading(answer) == f"It is {status}"
    assert "Nothing is left to do." in answer.text
    assert "What to do now" not in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize("reason", list(Ignored))
def test_what_is_not_about_us_is_left_be_by_a_link_of_its_own(
    world: World, caller: Caller, reason: Ignored
) -> None:
    world.add()
    page = caller.get(world.link()).text
    there = page.partition('<a href="')[2].partition('">It is not about us')[0].rpartition('<a href="')[2]

    asked = caller.get(f"/a/{there}")
    answer = caller.press(f"/a/{there}", reason=str(reason))

    assert world.opened(there).deed is Deed.IGNORED
    assert "I have it" not in asked.text
    assert asked.text.count("<button") == 1
    assert heading(answer) == "It is ignored"
    mention = world.mentions.mentions["m1aa"]
    assert (mention.status, mention.ignored) == (MentionStatus.IGNORED, reason)
    assert mention.verdict is (Verdict.TROLL if reason is Ignored.TROLL else Verdict.BAD)


@pytest.mark.parametrize("fields", [{}, {"reason": "boring"}])
def test_leaving_it_be_needs_a_reason(world: World, caller: Caller, fields: dict[str, str]) -> None:
    world.add()

    answer = caller.press(world.link(deed=Deed.IGNORED), **fields)

    assert (answer.status, heading(answer)) == (400, "Something is missing")
    assert "reason: " in answer.text
    assert world.mentions.commits == []


def test_owner_who_is_no_longer_listed_goes_by_their_id(world: World, caller: Caller) -> None:
    world.add()
    caller.press(world.link(ANN))
    world.people.remove("ann")

    assert heading(caller.get(world.link(BOB))) == "ann has it"


def test_links_are_never_logged(world: World, caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.add()
    link = world.link()

    caller.get(link)
    location = caller.post(link, **FORM).headers["Location"]
    caller.post(f"{link}x", **FORM)
    caller.press(world.link(deed=Deed.ANSWERED), text="Sorry!")

    logged = "".join(str(vars(record)) for record in caplog.records)
    assert "mention acknowledged" in caplog.text
    assert not [path for path in (link, location) if path.rpartition(".")[2] in logged]
