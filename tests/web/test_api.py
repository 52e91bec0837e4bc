"""`GET`: lists of mentions, and one with all that is known about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from chalice.app import Chalice

from chalicelib import __version__
from chalicelib.domain.deliveries import Cause, Delivery, claimed, failed, sent
from chalicelib.domain.escalations import Escalation
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import MentionFilter, MentionStatus, Sighting
from chalicelib.domain.policies import Destination
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind

from .conftest import COMPLAINT, NOW, READ, Caller, World


def test_front_door_says_what_this_is_and_where_to_go(caller: Caller) -> None:
    answer = caller.get("/")

    assert answer.status == 200
    assert answer.json == {
        "name": "Earshot",
        "version": __version__,
        "links": {
            "mentions": "mentions",
            "mention": "mentions/{id}",
            "coverage": "coverage",
            "report": "report",
            "preview": "queries/preview",
            "watches": "watches",
            "sources": "sources",
            "policies": "policies",
            "rotas": "rotas",
            "people": "people",
            "tokens": "tokens",
            "dead_letters": "dead-letters",
            "health": "health",
            "openapi": "openapi.json",
        },
    }


@pytest.mark.parametrize("asked", ["/api", "/api/"])
def test_links_lead_back_through_the_gateway_with_and_without_a_slash(app: Chalice, asked: str) -> None:
    event = {
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", "path": asked},
    }

    answer = app(event, None)

    link = json.loads(answer["body"])["links"]["mentions"]
    assert urljoin(f"https://gateway.example{asked}", link) == "https://gateway.example/api/mentions"


def test_list_shows_mentions_newest_first(world: World, caller: Caller) -> None:
    world.add()
    world.add(id="m1bb", found_at=NOW, url=None, author=None, published_at=None)

    answer = caller.get("/mentions", READ)

    assert answer.status == 200
    assert [mention["id"] for mention in answer.json["mentions"]] == ["m1bb", "m1aa"]
    assert answer.json["mentions"][1] == {
        "id": "m1aa",
        "url": "https://www.forum.example/t/17",
        "title": "Third lid in a year",
        "text": "The lid of my Acme broke again. I give up.",
        "author": "Marta",
        "channel": None,
        "verdict": "bad",
        "confidence": 0.912,
        "calibrated": False,
        "ruling": None,
        "weight": 1,
        "reach": None,
        "urgency": "soon",
        "signals": [],
        "status": "new",
        "owner": None,
        "until": None,
        "answer": None,
        "ignored": None,
        "version": 1,
        "about": "kettles",
        "watch_ids": ["kettles"],
        "found_at": "2026-03-14T08:24:00Z",
        "published_at": "2026-03-14T07:14:00Z",
        "edited_at": None,
    }
    assert answer.json["next"] is None
    assert "Link" not in answer.headers


def test_list_is_narrowed_by_every_filter(world: World, caller: Caller) -> None:
    caller.get(
        "/mentions?watch=kettles&verdict=bad&status=new&since=2026-03-01&until=2026-03-10&limit=7", READ
    )

    ((wanted, cursor, limit),) = world.mentions.asked
    since, until = NOW.replace(day=1, hour=0, minute=0), NOW.replace(day=10, hour=0, minute=0)
    assert wanted == MentionFilter(since, until, "kettles", Verdict.BAD, MentionStatus.NEW)
    assert (cursor, limit) == (None, 7)


def test_following_next_visits_every_mention_once_with_the_same_question(
    world: World, caller: Caller
) -> None:
    for number in range(5):
        world.add(id=f"m1{number}", found_at=NOW - timedelta(minutes=number))

    seen, following = [], "?limit=2&verdict=bad"
    while following:
        answer = caller.get(urljoin("/mentions", following), READ)
        seen += [mention["id"] for mention in answer.json["mentions"]]
        following = answer.json["next"]
        world.now += timedelta(minutes=1)
        assert answer.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)

    assert seen == ["m10", "m11", "m12", "m13", "m14"]
    assert {(asked[0], asked[2]) for asked in world.mentions.asked} == {(world.mentions.asked[0][0], 2)}


def test_parameters_that_cannot_be_used_are_refused_by_name(world: World, caller: Caller) -> None:
    answer = caller.get("/mentions?limit=0&flavour=sweet", READ)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == 400
    assert [error["field"] for error in answer.json["errors"]] == ["limit", "flavour"]
    assert "from 1 to 100" in answer.json["detail"]
    assert world.mentions.asked == []


def test_mistyped_watch_is_refused_rather_than_answered_with_an_empty_list(
    world: World, caller: Caller
) -> None:
    answer = caller.get("/mentions?watch=ketles", READ)

    assert answer.status == 400
    assert answer.json["errors"] == [
        {"field": "watch", "reason": "there is no 'ketles'; there are 'kettles'"}
    ]


def test_cursor_that_is_none_of_ours_is_refused(caller: Caller) -> None:
    answer = caller.get("/mentions?cursor=made-up", READ)

    assert answer.status == 400
    assert answer.json["errors"] == [{"field": "cursor", "reason": "is none of ours"}]


def test_one_mention_is_shown_with_all_that_is_known(world: World, caller: Caller) -> None:
    rival = Watch("rival", "Rival", WatchKind.COMPETITOR, ("Rival",))
    world.watches.put(rival)
    world.watches.put(Watch("tea", "Tea", WatchKind.THEME, ("tea",)))
    world.add(
        watch_ids=("kettles", "rival"),
        sightings=(*COMPLAINT.sightings, Sighting("s2", "javascript:alert(1)", NOW, "m1copy", "Jim")),
    )
    queued_at = NOW - timedelta(minutes=45)
    world.mentions.escalations["m1aa"] = Escalation("m1aa", "default", queued_at, NOW, step=1)
    on_duty = Delivery(
        "m1aa", Cause.STEP, 0, 2, 0, Destination("email", "rota:support"), queued_at, queued_at
    )
    topic = replace(on_duty, destination=Destination("sns"))
    told, untold = sent(claimed(on_duty, NOW), "bob", NOW), failed(claimed(topic, NOW), "refused", NOW)
    world.mentions.queued = {("m1aa", each.id): each for each in (told, untold)}
    world.mentions.lines["m1aa"].append(
        HistoryLine("m1aa", NOW - timedelta(minutes=45), Deed.ESCALATED, "earshot", Via.RULE, "by default")
    )

    answer = caller.get("/mentions/m1aa", READ)

    assert answer.status == 200
    assert answer.json["watches"] == [
        {"id": "kettles", "name": "Acme Kettles", "kind": "own"},
        {"id": "rival", "name": "Rival", "kind": "competitor"},
    ]
    place = "https://www.forum.example/t/17"
    assert answer.json["sightings"] == [
        {
            "source_id": "s1",
            "url": place,
            "seen_at": "2026-03-14T08:24:00Z",
            "is_copy": False,
            "author": None,
        },
        {"source_id": "s2", "url": None, "seen_at": "2026-03-14T09:14:00Z", "is_copy": True, "author": "Jim"},
    ]
    assert answer.json["judgement"] == {
        "verdict": "bad",
        "confidence": 0.912,
        "calibrated": False,
        "probabilities": None,
        "evidence": ["broke again", "give up"],
        "judged_by": "test-1",
        "reason": None,
    }
    assert answer.json["escalation"] == {
        "status": "open",
        "policy_id": "default",
        "opened_at": "2026-03-14T08:29:00Z",
        "due_at": "2026-03-14T09:14:00Z",
        "step": 1,
        "round": 1,
    }
    queued = {"cause": "step", "step": 1, "attempts": 1, "queued_at": "2026-03-14T08:29:00Z"}
    over = {**queued, "at": "2026-03-14T09:14:00Z", "opened_at": None, "acknowledged_at": None}
    mailed = {"id": told.id, "destination": "email:rota:support", "person_id": "bob", "status": "sent"}
    refused = {"id": untold.id, "destination": "sns", "person_id": None, "status": "failed"}
    assert answer.json["deliveries"] == [
        {**over, **mailed, "failure": None},
        {**over, **refused, "failure": "refused"},
    ]
    assert answer.json["history"] == [
        {"at": "2026-03-14T08:24:00Z", "deed": "found", "by": "earshot", "via": "rule", "note": ""},
        {
            "at": "2026-03-14T08:29:00Z",
            "deed": "escalated",
            "by": "earshot",
            "via": "rule",
            "note": "by default",
        },
    ]
    assert answer.json["advice"]["do"][0].startswith("Apologise")
    assert answer.json["advice"]["never"].startswith("Never")
    assert answer.headers["ETag"] == '"1"'


def test_path_is_read_as_it_was_meant(world: World, caller: Caller) -> None:
    world.add()

    assert caller.get("/mentions/m1%61a", READ).json["id"] == "m1aa"


@pytest.mark.parametrize("mention_id", ["m1zz", "m1" + "a" * 3000, "%2e%2e%2fetc", "m%C3%A9", "%00"])
def test_mention_that_does_not_exist_is_not_found(caller: Caller, mention_id: str) -> None:
    answer = caller.get(f"/mentions/{mention_id}", READ)

    assert answer.status == 404
    assert answer.json["title"] == "Not Found"
    assert len(answer.text) < 300


def test_what_was_taken_back_is_listed_as_deleted_and_comes_without_advice(
    world: World, caller: Caller
) -> None:
    world.add(title="", text="", author=None, status=MentionStatus.DELETED)
    line = HistoryLine("m1aa", NOW, Deed.DELETED, "earshot", Via.RULE)
    world.mentions.lines["m1aa"] = [line]

    listed = caller.get("/mentions?status=deleted", READ).json["mentions"]
    dossier = caller.get("/mentions/m1aa", READ).json

    assert [(m["id"], m["status"], m["text"], m["author"]) for m in listed] == [("m1aa", "deleted", "", None)]
    assert dossier["status"] == "deleted"
    assert dossier["advice"] is None
    assert [line["deed"] for line in dossier["history"]] == ["found", "deleted"]
