"""Links are opened by scanners, forwarded, kept for weeks, cut and altered: only the press of a button, in
time and in turn, ever changes anything.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.history import Deed
from chalicelib.domain.links import Link
from chalicelib.domain.mentions import MentionStatus
from chalicelib.signing import SealedLinks
from chalicelib.web.acting import ACTIONS

from .conftest import ANN, ANNS, BOB, FORM, NOW, Caller, World
from .test_links import heading

DEEDS = list(ACTIONS.values())
FIELDS: dict[Deed, dict[str, str]] = {
    Deed.ANSWERED: {"text": "Sorry!"},
    Deed.PROMISED: {"days": "3"},
    Deed.ASSIGNED: {"to": "bob"},
    Deed.SNOOZED: {"days": "1"},
    Deed.IGNORED: {"reason": "troll"},
}
"""What a page's form sends, where it must send anything."""

LOOKS: list[tuple[str, dict[str, str]]] = [
    ("GET", {"User_Agent": "Mozilla/5.0"}),
    ("GET", {"User_Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}),
    ("GET", {"User_Agent": "Microsoft Office/16 SafeLinks", "Accept": "*/*"}),
    ("GET", {"Sec_Purpose": "prefetch;prerender", "Purpose": "prefetch", "X_Moz": "prefetch"}),
    ("HEAD", {}),
    ("PUT", FORM),
    ("DELETE", {}),
]


def taken_by(person_id: str | None, status: MentionStatus) -> dict[str, Any]:
    until = NOW + timedelta(hours=1) if status in ("acknowledged", "promised") else None
    return {"status": status, "owner": person_id, "until": until}


STATES = [
    taken_by(None, MentionStatus.NEW),
    taken_by(None, MentionStatus.NOTIFIED),
    *(taken_by("ann", status) for status in MentionStatus if status not in ("new", "notified")),
    taken_by("bob", MentionStatus.ACKNOWLEDGED),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state['status']}-{state['owner']}")
@pytest.mark.parametrize(("method", "headers"), LOOKS)
def test_looking_at_any_link_changes_nothing_whoever_looks_and_however_often(
    world: World, caller: Caller, state: dict[str, Any], method: str, headers: dict[str, str]
) -> None:
    world.add(**state)
    links = [world.link(person, deed=deed) for deed in DEEDS for person in (ANN, BOB)]
    before = world.everything()

    statuses = {caller.ask(method, link, **headers).status for link in (*links, *links)}

    assert statuses == ({200} if method == "GET" else {405})
    assert world.everything() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("deed", DEEDS)
def test_expired_link_says_so_and_does_nothing(world: World, caller: Caller, deed: Deed, method: str) -> None:
    world.add()
    link = world.link(deed=deed, lives=timedelta(seconds=60))
    world.now += timedelta(seconds=60)
    before = world.everything()

    answer = caller.ask(method, link, body="text=Sorry", **FORM)

    assert answer.status == 410
    assert heading(answer) == "This link no longer works"
    assert "14 Mar 2026, 09:15 UTC" in answer.text
    assert "Third lid" not in answer.text
    assert world.everything() == before


def sealed(secret: str = "l" * 64, **changes: Any) -> str:
    link = {"mention_id": "m1aa", "person_id": "ann", "deed": Deed.ACKNOWLEDGED, "turn": 0}
    said = Link(**{**link, "expires_at": NOW + timedelta(days=7), **changes})
    return SealedLinks(lambda: [secret]).seal(said)


def swapped(**changes: Any) -> str:
    """What another link says, under the seal of one that was given out."""
    return f"{sealed(**changes).rpartition('.')[0]}.{sealed().rpartition('.')[2]}"


def rewritten(change: Callable[[list[Any]], object]) -> str:
    """What was sealed, changed by hand."""
    content, _, seal = sealed().rpartition(".")
    said = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    change(said)
    return f"{base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip('=')}.{seal}"


FORGED = {
    "another mention": swapped(mention_id="m1bb"),
    "another person": swapped(person_id="bob"),
    "another deed": swapped(deed=Deed.RESOLVED),
    "another turn": swapped(turn=1),
    "a later end": swapped(expires_at=NOW + timedelta(days=700)),
    "another order": rewritten(lambda said: said.reverse()),
    "more": rewritten(lambda said: said.append("x")),
    "no seal": sealed().rpartition(".")[0],
    "a seal of zeros": f"{sealed().rpartition('.')[0]}.{'A' * 43}",
    "a seal of somebody else": sealed("e" * 64),
    "only a seal": f".{sealed().rpartition('.')[2]}",
    "a cut": sealed()[:-1],
    "an addition": f"{sealed()}x",
    "other letters": sealed().swapcase(),
    "a script": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "a long word": "x" * 5000,
    "half a character": "%ED%A0%80",
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_forged_swapped_or_damaged_link_is_not_found_in_the_same_words(
    world: World, caller: Caller, method: str, token: str
) -> None:
    world.add()
    world.add(id="m1bb")
    before = world.everything()

    answer = caller.ask(method, f"/a/{token}", **(FORM if method == "POST" else {}))

    assert answer.status == 404
    assert answer.text == caller.get("/a/another").text
    assert heading(answer) == "This link does not work"
    assert world.everything() == before


def test_what_was_not_forged_works(world: World, caller: Caller) -> None:
    world.add()

    assert heading(caller.press(f"/a/{sealed()}")) == "You have it"


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed is not Deed.REOPENED])
def test_link_that_was_used_is_used_up(world: World, caller: Caller, deed: Deed) -> None:
    """It shows how things stand, without a button; pressed again, it does nothing."""
    needs_owner = deed not in (Deed.ACKNOWLEDGED, Deed.IGNORED)
    world.add(**taken_by("ann", MentionStatus.ACKNOWLEDGED) if needs_owner else {})
    link, fields = world.link(deed=deed), FIELDS.get(deed, {})
    world.now += timedelta(minutes=1)
    caller.press(link, **fields)
    world.now += timedelta(minutes=1)
    before = world.everything()

    replayed, looked = caller.press(link, **fields), caller.get(link)

    assert before[0]["mentions"]["m1aa"].turn == 1
    assert "<form" not in replayed.text + looked.text
    assert heading(replayed) == heading(looked)
    assert world.everything() == before


@pytest.mark.parametrize("deed", [Deed.ANSWERED, Deed.PROMISED, Deed.ASSIGNED, Deed.RESOLVED, Deed.RELEASED])
def test_link_is_over_when_the_mention_went_on_by_another_road(
    world: World, caller: Caller, deed: Deed
) -> None:
    world.add(**taken_by("ann", MentionStatus.ACKNOWLEDGED))
    link = world.link(deed=deed)
    for action in ("release", "acknowledge"):
        world.now += timedelta(minutes=1)
        caller.post(f"/mentions/m1aa/{action}", ANNS)
    before = world.everything()

    answer = caller.press(link, **FIELDS.get(deed, {}))

    assert before[0]["mentions"]["m1aa"].owner == "ann", "it is theirs again, but in another turn"
    assert "<form" not in answer.text
    assert world.everything() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_mention_that_is_gone_leaves_a_link_that_is_over(world: World, caller: Caller, method: str) -> None:
    answer = caller.ask(method, world.link(mention_id="m1zz"))

    assert answer.status == 410
    assert "no longer kept" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("deed", DEEDS)
def test_person_who_is_no_longer_listed_may_no_longer_answer(
    world: World, caller: Caller, deed: Deed, method: str
) -> None:
    world.add()
    link = world.link(ANN, deed=deed)
    world.people.remove("ann")
    before = world.everything()

    answer = caller.ask(method, link, body="text=Sorry", **FORM)

    assert answer.status == 410
    assert "no longer listed here. Ask whoever runs Earshot" in answer.text
    assert "Third lid" not in answer.text
    assert world.everything() == before
