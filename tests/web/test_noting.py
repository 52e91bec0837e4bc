"""`POST /mentions`: what was said to us is written down by whoever heard it."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from chalicelib import wiring
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.services.hear import Hear
from chalicelib.services.note import Note
from tests.fakes import FakeJudge, FakeNegativesQueue

from .conftest import ANNS, BOBS, READ, Answer, Caller, World

CALL = {"channel": "phone", "text": "The lid of my Acme broke again.", "author": "Marta"}


@pytest.fixture
def negatives(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeNegativesQueue:
    queue = FakeNegativesQueue()
    judge = FakeJudge({"broke": Verdict.BAD})
    hear = Hear(world.watches, world.mentions, queue, judge, timedelta(hours=48))
    monkeypatch.setattr(wiring, "note", lambda: Note(world.mentions, hear))
    return queue


def tell(caller: Caller, said: object = CALL, token: str = ANNS, **headers: str) -> Answer:
    body = said if isinstance(said, str) else json.dumps(said)
    return caller.post("/mentions", token, body, Content_Type="application/json", **headers)


def test_call_is_a_mention_that_waits_for_its_escalation(
    world: World, caller: Caller, negatives: FakeNegativesQueue
) -> None:
    answer = tell(caller)

    mention = answer.json["mention"]
    assert answer.status == 201
    assert answer.json["is_first"] is True
    assert (mention["channel"], mention["verdict"], mention["about"]) == ("phone", "bad", "kettles")
    assert mention["published_at"] == "2026-03-14T09:14:00Z"
    assert negatives.mention_ids == [mention["id"]]
    (line,) = world.mentions.history(mention["id"])
    assert (line.deed, line.by, line.via) == (Deed.NOTED, "ann", Via.API)


def test_location_leads_to_the_mention(world: World, caller: Caller, negatives: FakeNegativesQueue) -> None:
    answer = tell(caller)

    location = urljoin("https://gateway.example/mentions", answer.headers["Location"])
    shown = caller.get(location.removeprefix("https://gateway.example"), READ)
    assert shown.json["id"] == answer.json["mention"]["id"]
    assert shown.json["channel"] == "phone"
    assert [line["deed"] for line in shown.json["history"]] == ["found", "noted"]
    assert shown.json["sightings"][0]["source_id"] == "hosted:phone"


def test_every_field_is_taken(world: World, caller: Caller, negatives: FakeNegativesQueue) -> None:
    world.watches.put(Watch("shop", "The shop", WatchKind.OWN, ("Lantern Lane",)))
    given = {
        **CALL,
        "title": "Third lid",
        "said_at": "2026-03-14T09:00:00+01:00",
        "watch": "shop",
        "url": "https://help.example/7",
    }

    mention = tell(caller, given).json["mention"]

    assert (mention["title"], mention["author"], mention["about"]) == ("Third lid", "Marta", "shop")
    assert (mention["published_at"], mention["url"]) == ("2026-03-14T08:00:00Z", "https://help.example/7")


def test_null_is_as_good_as_leaving_it_out(caller: Caller, negatives: FakeNegativesQueue) -> None:
    bare = {"channel": "counter", "text": CALL["text"]}

    first = tell(caller, bare)
    second = tell(caller, {**bare, "title": None, "said_at": None, "author": " "})

    assert (first.status, second.status) == (201, 200)
    assert second.json["mention"]["id"] == first.json["mention"]["id"]


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "8e03978e"}])
def test_sent_again_it_is_there_already(
    world: World, caller: Caller, negatives: FakeNegativesQueue, headers: dict[str, str]
) -> None:
    first = tell(caller, **headers)
    world.now += timedelta(minutes=2)

    again = tell(caller, **headers)

    assert again.status == 200
    assert again.json == {"mention": first.json["mention"], "is_first": False}
    assert again.headers["Location"] == first.headers["Location"]


def test_key_that_was_used_for_something_else_is_refused(
    world: World, caller: Caller, negatives: FakeNegativesQueue
) -> None:
    tell(caller, Idempotency_Key="1")
    answer = tell(caller, {**CALL, "text": "My Acme is fine."}, Idempotency_Key="1")
    others = tell(caller, {**CALL, "text": "My Acme is fine."}, BOBS, Idempotency_Key="1")

    assert answer.status == 422
    assert "'1' was sent before" in answer.json["detail"]
    assert "under a new key" in answer.json["detail"]
    assert others.status == 201, "a key is known to its sender only"
    assert len(world.mentions.mentions) == 2


def test_everything_that_is_wrong_is_told_at_once(
    world: World, caller: Caller, negatives: FakeNegativesQueue
) -> None:
    wrong = {
        "channel": "pigeon",
        "text": "  ",
        "author": 7,
        "said_at": "yesterday",
        "url": "ftp://help.example",
        "mood": "bad",
    }

    answer = tell(caller, wrong, Idempotency_Key="")

    assert answer.status == 400
    reasons = {error["field"]: error["reason"] for error in answer.json["errors"]}
    assert set(reasons) == {"channel", "text", "author", "said_at", "url", "mood", "Idempotency-Key"}
    assert "'phone', 'chat', 'letter', 'counter', 'email', 'other'" in reasons["channel"]
    assert "2026-03-14T09:14:00Z" in reasons["said_at"]
    assert reasons["author"] == "must be a text in quotes"
    assert world.mentions.commits == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("", ["channel", "text"]),
        ("{}", ["channel", "text"]),
        ("[]", ["body"]),
        ("nonsense", ["body"]),
        ("[" * 60_000, ["body"]),
        (json.dumps({**CALL, "text": "x" * 70_000}), ["body"]),
        (json.dumps({**CALL, "text": "x" * 6_000}), ["text"]),
        ('{"channel": "phone", "text": "\\ud83d"}', ["text"]),
        (json.dumps({**CALL, "said_at": "2026-03-14T10:00:00Z"}), ["said_at"]),
        (json.dumps({**CALL, "watch": "ketles"}), ["watch"]),
        (json.dumps({**CALL, "channel": "x" * 50_000}), ["channel"]),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    world: World, caller: Caller, negatives: FakeNegativesQueue, body: str, fields: list[str]
) -> None:
    answer = tell(caller, body)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == fields
    assert len(answer.text) < 1_000
    assert world.mentions.commits == []


def test_where_the_words_do_not_say_which_watch_is_meant_the_watches_are_listed(
    world: World, caller: Caller, negatives: FakeNegativesQueue
) -> None:
    world.watches.put(Watch("shop", "The shop", WatchKind.OWN, ("Lantern Lane",)))

    answer = tell(caller, {**CALL, "text": "It broke."})

    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == "watch"
    assert "'kettles', 'shop'" in answer.json["detail"]


def test_reading_is_not_enough_to_write(caller: Caller, negatives: FakeNegativesQueue) -> None:
    assert tell(caller, token=READ).status == 403
    assert caller.post("/mentions", body=json.dumps(CALL), Content_Type="application/json").status == 401


def test_page_says_how_it_was_said(world: World, caller: Caller, negatives: FakeNegativesQueue) -> None:
    call = tell(caller).json["mention"]["id"]
    ticket = tell(caller, {**CALL, "url": "https://help.example/7"}).json["mention"]["id"]

    assert "By phone" in caller.get(world.link(mention_id=call)).text
    page = caller.get(world.link(mention_id=ticket)).text
    assert "By phone" in page
    assert 'href="https://help.example/7"' in page
