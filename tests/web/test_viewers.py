"""People who open the same mention see each other, by link and by token; to look is not to acknowledge."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus, claimed, sent
from chalicelib.domain.history import Deed
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.policies import Destination
from chalicelib.domain.viewers import Viewer

from .conftest import ANN, ANNS, BOB, BOBS, NOW, READ, Answer, Caller, World
from .test_link_refusals import FORGED, LOOKS, STATES
from .test_links import heading

SECOND = timedelta(seconds=1)


def bare(text: str) -> str:
    """Without what keeps a name's direction of writing its own."""
    return text.replace("\u2068", "").replace("\u2069", "")


def said(answer: Answer) -> str:
    """What the page, or the answer to its script, says of who else is there."""
    if answer.headers["Content-Type"] == "application/json":
        return bare(answer.json["said"])
    (line,) = re.findall('<p id="viewers" class="viewers" role="status">(.*)</p>', answer.text)
    return bare(html.unescape(line))


def test_two_people_see_each_other(world: World, caller: Caller) -> None:
    world.add()
    anns, bobs = world.link(ANN), world.link(BOB)

    first = caller.post(f"{anns}/here")
    world.now += SECOND
    bobs_page, bobs_sign = caller.get(bobs), caller.post(f"{bobs}/here")
    again = caller.post(f"{anns}/here")

    assert said(first) == ""
    assert said(bobs_page) == said(bobs_sign) == "Ann Lee is looking at this, too."
    assert said(again) == "Bob Ray is looking at this, too."


def test_who_has_gone_is_not_shown(world: World, caller: Caller) -> None:
    world.add()
    caller.post(f"{world.link(ANN)}/here")
    world.now += timedelta(minutes=1)

    assert said(caller.get(world.link(BOB))) == ""


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (["bob"], "Bob Ray is looking at this, too."),
        (["bob", "gone"], "gone and Bob Ray are looking at this, too."),
        (["a", "b", "c"], "c, b and a are looking at this, too."),
        (["a", "b", "c", "d"], "d, c and 2 others are looking at this, too."),
    ],
)
def test_others_are_named_as_people_see_them(
    world: World, caller: Caller, others: list[str], words: str
) -> None:
    world.add()
    for number, person_id in enumerate(others):
        world.viewers.put(Viewer("m1aa", person_id, NOW - (9 - number) * SECOND))

    assert said(caller.get(world.link(ANN))) == words


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state['status']}-{state['owner']}")
def test_every_page_with_the_story_shows_who_else_is_there(
    world: World, caller: Caller, state: dict[str, Any]
) -> None:
    world.add(**state)
    world.viewers.put(Viewer("m1aa", "bob", NOW))

    answer = caller.get(world.link(ANN))

    if state["status"] is MentionStatus.DELETED:
        assert "viewers" not in answer.text.partition("</head>")[2]
    else:
        assert said(answer) == "Bob Ray is looking at this, too."


@pytest.mark.parametrize(("method", "headers"), LOOKS)
def test_opening_a_page_tells_nobody_that_somebody_is_there(
    world: World, caller: Caller, method: str, headers: dict[str, str]
) -> None:
    """Scanners and previews open pages; only its script speaks, and only after a sign of a human."""
    world.add()

    for path in (world.link(ANN), f"{world.link(ANN)}/here"):
        caller.ask(method, path, **headers)

    assert world.viewers.viewers == {}


def test_looking_is_not_acknowledging(world: World, caller: Caller) -> None:
    before = world.add()

    for deed in Deed:
        caller.post(f"{world.link(ANN, deed=deed)}/here")

    assert world.mentions.mentions["m1aa"] == before
    assert world.mentions.commits == []


def test_somebody_who_stays_is_written_down_every_half_minute_at_most(world: World, caller: Caller) -> None:
    world.add()
    link = world.link(ANN)

    for _ in range(120):
        caller.post(f"{link}/here")
        world.now += SECOND

    assert world.viewers.writes == 4


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_forged_link_is_refused_in_the_same_words(world: World, caller: Caller, token: str) -> None:
    world.add()
    before = world.everything()

    answer = caller.post(f"/a/{token}/here")

    assert answer.status == HTTPStatus.NOT_FOUND
    assert answer.text == caller.post("/a/another/here").text
    assert world.everything() == before


@pytest.mark.parametrize("lost", ["time", "person", "mention"])
def test_link_that_is_over_tells_nobody_anything(world: World, caller: Caller, lost: str) -> None:
    world.add()
    world.viewers.put(Viewer("m1aa", "bob", NOW))
    link = world.link(ANN, lives=timedelta(seconds=30))
    if lost == "time":
        world.now += timedelta(seconds=30)
    elif lost == "person":
        world.people.remove("ann")
    else:
        world.mentions.mentions.clear()
    before = world.everything()

    answer = caller.post(f"{link}/here")

    assert answer.status == HTTPStatus.GONE
    assert "Bob" not in answer.text
    assert world.everything() == before


def mailed(world: World) -> Delivery:
    """What Ann was mailed just now."""
    queued = Delivery("m1aa", Cause.STEP, 0, 2, 0, Destination("email", "ann"), NOW, NOW)
    delivery = sent(claimed(queued, NOW), "ann", NOW)
    world.mentions.queued["m1aa", delivery.id] = delivery
    return delivery


def test_notice_is_opened_when_a_human_looks_and_acknowledged_by_what_they_do(
    world: World, caller: Caller
) -> None:
    world.add()
    delivery, link = mailed(world), world.link(ANN)
    world.now += timedelta(minutes=3)

    caller.get(link)
    after_opening = world.mentions.queued["m1aa", delivery.id].status
    caller.post(f"{link}/here")
    caller.post(f"{link}/here")
    (looked,) = caller.get("/mentions/m1aa/deliveries", READ).json["deliveries"]
    world.now += timedelta(minutes=1)
    page = caller.press(link)
    (acted,) = caller.get("/mentions/m1aa/deliveries", READ).json["deliveries"]

    assert after_opening is DeliveryStatus.SENT
    assert (looked["status"], looked["opened_at"]) == ("opened", "2026-03-14T09:17:00Z")
    assert (acted["status"], acted["acknowledged_at"]) == ("acknowledged", "2026-03-14T09:18:00Z")
    assert (acted["opened_at"], acted["at"]) == (looked["opened_at"], looked["at"])
    assert heading(page) == "You have it"
    assert "14 Mar 2026, 09:14 UTC: <bdi>email:ann</bdi>, step 1: acknowledged" in page.text


def test_link_of_somebody_else_opens_nothing(world: World, caller: Caller) -> None:
    world.add()
    delivery = mailed(world)

    caller.post(f"{world.link(BOB)}/here")

    assert world.mentions.queued["m1aa", delivery.id] == delivery


def test_programs_say_for_their_person_that_they_look_and_see_who_else_does(
    world: World, caller: Caller
) -> None:
    world.add()

    anns = caller.post("/mentions/m1aa/viewers", ANNS)
    world.now += SECOND
    bobs = caller.post("/mentions/m1aa/viewers", BOBS)
    everybody = caller.get("/mentions/m1aa/viewers", READ)

    ann = {"person_id": "ann", "seen_at": "2026-03-14T09:14:00Z"}
    bob = {"person_id": "bob", "seen_at": "2026-03-14T09:14:01Z"}
    assert anns.json == {"viewers": []}
    assert bobs.json == {"viewers": [ann]}
    assert everybody.json == {"viewers": [bob, ann]}
    assert said(caller.get(world.link(BOB))) == "Ann Lee is looking at this, too."


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_must_be_something_to_look_at(world: World, caller: Caller, method: str) -> None:
    assert caller.ask(method, "/mentions/m1zz/viewers", ANNS).status == HTTPStatus.NOT_FOUND
    assert world.viewers.viewers == {}
