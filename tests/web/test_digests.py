"""One press, by a reader or by their mail program, and no more digests come; looking changes nothing."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.domain import subscribers
from chalicelib.domain.links import DigestLink, digest_link_for
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.signing import SealedLinks

from .conftest import BOB, FORM, LINK_SECRET, NOW, Answer, Caller, World
from .test_link_refusals import LOOKS
from .test_links import heading

BERLIN = Timetable(Rhythm.DAILY, 9, "Europe/Berlin")
ONE_CLICK = "List-Unsubscribe=One-Click"
BOUNDARY = "----x7"
MULTIPART = "\r\n".join(
    (
        f"--{BOUNDARY}",
        'Content-Disposition: form-data; name="List-Unsubscribe"',
        "",
        "One-Click",
        f"--{BOUNDARY}--",
        "",
    )
)
AS_PARTS = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.fixture
def world(world: World) -> World:
    """Ann and Bob get digests."""
    for person_id, key in (("ann", "a1"), ("bob", "b2")):
        world.subscribers.save(subscribers.joined(person_id, key, BERLIN, NOW))
    return world


def link(world: World, key: str = "a1") -> str:
    return f"/digest/{world.signer.seal_digest(digest_link_for(key, NOW))}"


def gets(world: World, person_id: str = "ann") -> Timetable:
    found = world.subscribers.get(person_id)
    assert found is not None
    return found.timetable


def press(caller: Caller, path: str, **fields: str) -> Answer:
    return caller.post(path, body=urlencode(fields), **FORM)


# --- RFC 8058: mail programs press for their readers ---


@pytest.mark.parametrize(
    ("body", "headers"),
    [(ONE_CLICK, FORM), (MULTIPART, AS_PARTS), (ONE_CLICK, {})],
    ids=["urlencoded", "multipart", "without a content type"],
)
def test_one_click_unsubscribes_at_once(
    world: World, caller: Caller, body: str, headers: dict[str, str]
) -> None:
    answer = caller.post(link(world), body=body, **headers)

    assert answer.status == 200, "and no redirect, which mail programs do not follow"
    assert gets(world) == Timetable(Rhythm.OFF, 9, "Europe/Berlin")
    assert gets(world, "bob") == BERLIN


def test_one_click_needs_and_leaves_no_cookie(world: World, caller: Caller) -> None:
    answer = caller.post(link(world), body=ONE_CLICK, **FORM)

    assert "Set-Cookie" not in answer.headers


def test_one_click_again_is_as_good_as_once(world: World, caller: Caller) -> None:
    first = caller.post(link(world), body=ONE_CLICK, **FORM)
    before = world.everything()

    again = caller.post(link(world), body=ONE_CLICK, **FORM)

    assert (again.status, again.text) == (first.status, first.text)
    assert world.everything() == before


# --- people look, and press ---


@pytest.mark.parametrize(("method", "headers"), LOOKS)
def test_looking_changes_nothing_whoever_looks_and_however_often(
    world: World, caller: Caller, method: str, headers: dict[str, str]
) -> None:
    before = world.everything()

    statuses = {caller.ask(method, link(world), **headers).status for _ in range(2)}

    assert statuses == ({200} if method == "GET" else {405})
    assert world.everything() == before


def test_page_says_what_one_gets_and_has_the_button_that_mail_programs_press(
    world: World, caller: Caller
) -> None:
    answer = caller.get(link(world))

    assert heading(answer) == "You get your digest every day at 9:00 (Europe/Berlin)"
    assert 'name="List-Unsubscribe" value="One-Click"' in answer.text
    assert "Ann Lee" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_left_may_come_back_on_the_same_page(world: World, caller: Caller) -> None:
    left = caller.post(link(world), body=ONE_CLICK, **FORM)
    assert heading(left) == "You get no digest any more"

    back = press(caller, link(world), digest="weekly")

    assert heading(back) == "You get your digest every Monday at 9:00 (Europe/Berlin)"
    assert gets(world) == Timetable(Rhythm.WEEKLY, 9, "Europe/Berlin")


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_every_page_offers_all_that_is_not_so_already(world: World, caller: Caller, rhythm: Rhythm) -> None:
    press(caller, link(world), digest=str(rhythm))

    text = caller.get(link(world)).text

    offered = {each for each in ("daily", "weekly") if f'value="{each}"' in text}
    assert offered == {"daily", "weekly"} - {str(rhythm)}
    assert ('value="One-Click"' in text) == (rhythm is not Rhythm.OFF)


@pytest.mark.parametrize(
    "body",
    ["", "digest=hourly", "List-Unsubscribe=Two-Clicks", "list=one-click", "x=1&" * 30, b"\xff\xfe"],
)
def test_press_of_no_button_of_ours_changes_nothing(world: World, caller: Caller, body: str | bytes) -> None:
    before = world.everything()

    answer = caller.ask("POST", link(world), body=body, **FORM)

    assert answer.status == 400
    assert heading(answer) == "Something is missing"
    assert world.everything() == before


@pytest.mark.parametrize(
    "headers",
    [
        AS_PARTS,
        {"Content_Type": "multipart/form-data"},
        {"Content_Type": 'multipart/form-data; boundary="é"'},
    ],
)
@pytest.mark.parametrize("body", ["", "--", BOUNDARY, f"--{BOUNDARY}\r\n\r\n--{BOUNDARY}--", "\r\n" * 999])
def test_broken_parts_are_no_button(world: World, caller: Caller, headers: dict[str, str], body: str) -> None:
    assert caller.ask("POST", link(world), body=body, **headers).status == 400
    assert gets(world) == BERLIN


def test_more_than_a_form_is_refused(world: World, caller: Caller) -> None:
    answer = caller.ask("POST", link(world), body="x=" + "y" * 70_000, **FORM)

    assert answer.status == 400
    assert "at most 64 KB" in answer.text


# --- forged, swapped, expired ---


def sealed(secret: str = LINK_SECRET, key: str = "a1", lives: timedelta = timedelta(days=1)) -> str:
    return SealedLinks(lambda: [secret]).seal_digest(DigestLink(key, NOW + lives))


FORGED = {
    "another person": f"{sealed(key='b2').rpartition('.')[0]}.{sealed().rpartition('.')[2]}",
    "a later end": f"{sealed(lives=timedelta(days=99)).rpartition('.')[0]}.{sealed().rpartition('.')[2]}",
    "no seal": sealed().rpartition(".")[0],
    "a seal of zeros": f"{sealed().rpartition('.')[0]}.{'A' * 43}",
    "a seal of somebody else": sealed("e" * 64),
    "a cut": sealed()[:-1],
    "an addition": f"{sealed()}x",
    "a long word": "x" * 5000,
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_forged_or_swapped_link_is_not_found_in_the_same_words(
    world: World, caller: Caller, method: str, token: str
) -> None:
    before = world.everything()

    answer = caller.ask(method, f"/digest/{token}", body=ONE_CLICK if method == "POST" else "", **FORM)

    assert answer.status == 404
    assert answer.text == caller.get("/digest/another").text
    assert heading(answer) == "This link does not work"
    assert world.everything() == before


def test_link_to_a_mention_does_not_unsubscribe_nor_the_other_way_round(world: World, caller: Caller) -> None:
    world.add()
    to_mention, to_digest = world.link().removeprefix("/a/"), link(world).removeprefix("/digest/")

    assert caller.post(f"/digest/{to_mention}", body=ONE_CLICK, **FORM).status == 404
    assert caller.post(f"/a/{to_digest}", **FORM).status == 404
    assert gets(world) == BERLIN


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_expired_link_says_so_and_does_nothing(world: World, caller: Caller, method: str) -> None:
    path = link(world)
    world.now += timedelta(days=366)

    answer = caller.ask(method, path, body=ONE_CLICK if method == "POST" else "", **FORM)

    assert answer.status == 410
    assert heading(answer) == "This link no longer works"
    assert gets(world) == BERLIN


@pytest.mark.parametrize("gone", ["person", "digest"])
def test_link_of_who_is_no_longer_listed_leads_nowhere(world: World, caller: Caller, gone: str) -> None:
    path = link(world, "b2")
    world.people.remove(BOB.id) if gone == "person" else world.subscribers.remove(BOB.id)

    answer = caller.get(path)

    assert answer.status == 410
    assert "no longer listed here. Ask whoever runs Earshot" in answer.text


def test_address_holds_nothing_personal(world: World) -> None:
    content, _, _ = link(world).removeprefix("/digest/").partition(".")

    said = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))

    assert said == ["a1", int((NOW + timedelta(days=365)).timestamp())]
