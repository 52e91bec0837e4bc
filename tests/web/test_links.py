from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.links import AcknowledgeLink
from chalicelib.domain.mentions import MentionStatus
from chalicelib.services.look import Look

from .conftest import ANN, BOB, NOW, Answer, Caller, Mentions, World

FORM = {"Content_Type": "application/x-www-form-urlencoded"}


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


def test_opening_a_link_changes_nothing_whoever_opens_it_and_however_often(
    world: World, caller: Caller
) -> None:
    before = world.add()

    for agent in ("Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "curl/8", "Microsoft Office/16"):
        assert caller.get(world.link(), User_Agent=agent, Accept="*/*").status == 200

    assert world.mentions.commits == []
    assert world.mentions.mentions["m1aa"] == before


@pytest.mark.parametrize(
    "headers", [FORM, {}, {"Content_Type": "application/x-www-form-urlencoded; charset=x"}]
)
def test_pressing_the_button_acknowledges_as_the_links_person(
    world: World, caller: Caller, headers: dict[str, str]
) -> None:
    world.add()

    answer = caller.post(world.link(), **headers)

    assert answer.status == 200
    assert heading(answer) == "You have it"
    assert "Apologise, and ask permission" in answer.text
    assert 'href="https://www.forum.example/t/17"' in answer.text
    assert "<button" not in answer.text
    mention = world.mentions.mentions["m1aa"]
    assert (mention.status, mention.owner) == (MentionStatus.ACKNOWLEDGED, "ann")
    (line,) = world.mentions.history("m1aa")
    assert (line.deed, line.by, line.via, line.at) == (Deed.ACKNOWLEDGED, "ann", Via.LINK, NOW)


def test_pressing_again_shows_the_same_friendly_page_and_acknowledges_once(
    world: World, caller: Caller
) -> None:
    world.add()
    first = caller.post(world.link(), **FORM)

    again, later_look = caller.post(world.link(), **FORM), caller.get(world.link())

    assert again.status == later_look.status == 200
    assert first.text == again.text == later_look.text
    assert len(world.mentions.history("m1aa")) == 1


def test_result_is_right_even_when_reading_lags_behind_writing(
    world: World, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lagging = Mentions()
    lagging.mentions["m1aa"] = world.add()
    monkeypatch.setattr(wiring, "look", lambda: Look(lagging))

    first, second = caller.post(world.link(ANN), **FORM), caller.post(world.link(BOB), **FORM)

    assert (first.status, heading(first)) == (200, "You have it")
    assert (second.status, heading(second)) == (409, "Ann Lee has it")


def test_second_person_sees_who_was_first_and_when(world: World, caller: Caller) -> None:
    world.add()
    caller.post(world.link(ANN), **FORM)
    world.now += timedelta(minutes=7)

    answer = caller.post(world.link(BOB), **FORM)

    assert answer.status == 409
    assert heading(answer) == "Ann Lee has it"
    assert "about 7 minutes ago (14 Mar 2026, 09:14 UTC)" in answer.text
    assert "What to do now" not in answer.text
    assert world.mentions.mentions["m1aa"].owner == "ann"


def test_second_person_who_only_looks_sees_it_too_and_has_no_button(world: World, caller: Caller) -> None:
    world.add()
    caller.post(world.link(ANN), **FORM)

    answer = caller.get(world.link(BOB))

    assert answer.status == 200
    assert heading(answer) == "Ann Lee has it"
    assert "<button" not in answer.text


def test_late_press_never_undoes_a_resolve(world: World, caller: Caller) -> None:
    world.add(status=MentionStatus.RESOLVED, owner="bob")

    answer = caller.post(world.link(ANN), **FORM)

    assert answer.status == 409
    assert heading(answer) == "Bob Ray has it"
    assert world.mentions.mentions["m1aa"].status is MentionStatus.RESOLVED


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


def test_owner_who_looks_after_it_was_resolved_is_not_asked_to_do_anything(
    world: World, caller: Caller
) -> None:
    world.add(status=MentionStatus.RESOLVED, owner="ann")

    answer = caller.get(world.link(ANN))

    assert "It has been resolved." in answer.text
    assert "What to do now" not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_expired_link_says_so_and_does_nothing(world: World, caller: Caller, method: str) -> None:
    world.add()
    link = world.link(lives=timedelta(seconds=60))
    world.now += timedelta(seconds=60)

    answer = caller.ask(method, link)

    assert answer.status == 410
    assert heading(answer) == "This link no longer works"
    assert "14 Mar 2026, 09:15 UTC" in answer.text
    assert "Third lid" not in answer.text
    assert world.mentions.commits == []


def swapped(part: int, value: str) -> str:
    sealed = World().signer.seal(AcknowledgeLink("m1aa", "ann", NOW + timedelta(days=7))).split(".")
    sealed[part] = value
    return f"/a/{'.'.join(sealed)}"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        swapped(0, "m1bb"),
        swapped(1, "bob"),
        swapped(2, "4102444800"),
        swapped(3, "0" * 64),
        "/a/cut-off",
        "/a/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/a/" + "x" * 5000,
    ],
)
def test_forged_or_damaged_link_is_not_found_in_the_same_words(
    world: World, caller: Caller, method: str, path: str
) -> None:
    world.add()
    world.add(id="m1bb")

    answer = caller.ask(method, path)

    assert answer.status == 404
    assert answer.text == caller.get("/a/another").text
    assert heading(answer) == "This link does not work"
    assert world.mentions.commits == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_mention_that_is_gone_leaves_a_link_that_is_over(world: World, caller: Caller, method: str) -> None:
    answer = caller.ask(method, world.link(mention_id="m1zz"))

    assert answer.status == 410
    assert "no longer kept" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_person_who_is_no_longer_listed_may_no_longer_answer(
    world: World, caller: Caller, method: str
) -> None:
    world.add()
    link = world.link(ANN)
    world.people.remove("ann")

    answer = caller.ask(method, link)

    assert answer.status == 410
    assert "Third lid" not in answer.text
    assert world.mentions.commits == []


def test_owner_who_is_no_longer_listed_goes_by_their_id(world: World, caller: Caller) -> None:
    world.add()
    caller.post(world.link(ANN), **FORM)
    world.people.remove("ann")

    assert heading(caller.get(world.link(BOB))) == "ann has it"


def test_links_are_never_logged(world: World, caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.add()

    caller.get(world.link())
    caller.post(world.link(), **FORM)
    caller.post(swapped(1, "bob"), **FORM)

    seal = world.link().rpartition(".")[2]
    assert "mention acknowledged" in caplog.text
    assert seal not in "".join(str(vars(record)) for record in caplog.records)
