"""`POST /queries/preview`: a query is tried before it is saved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.noises import Noise
from chalicelib.parsing.queries import parse

from .conftest import KETTLES, READ, Answer, Caller, World


def preview(caller: Caller, asked: object, token: str | None = READ) -> Answer:
    return caller.post("/queries/preview", token, json.dumps(asked))


def a_world(world: World) -> None:
    """A complaint that was answered, and three offers that nobody cared for, of Acme and of Akme."""
    world.add(id="m1", text="My Acme lid broke", title="", status=MentionStatus.RESOLVED)
    for number in range(3):
        world.add(id=f"m2{number}", text="Acme coupons: 20% off", title="")
    world.add(id="m3", text="My Akme lid broke", title="")


def test_query_is_compared_with_the_saved_one_on_what_was_heard(world: World, caller: Caller) -> None:
    a_world(world)

    answer = preview(caller, {"watch": "kettles", "query": "(acme OR akme) -coupons", "days": 7})

    assert answer.status == 200
    said = answer.json
    assert (said["since"], said["until"]) == ("2026-03-07T09:14:00Z", "2026-03-14T09:14:00Z")
    assert (said["tried"], said["is_complete"], said["matched"], said["answered"]) == (5, True, 2, 1)
    assert (said["caught"]["count"], said["lost"]["count"]) == (1, 3)
    assert [mention["id"] for mention in said["caught"]["examples"]] == ["m3"]
    assert said["caught"]["examples"][0]["text"] == "My Akme lid broke"
    assert said["noisiest"] == [
        {"term": "akme", "mentions": 1, "answered": 0},
        {"term": "acme", "mentions": 1, "answered": 1},
    ]


def test_watch_is_tried_as_it_is_saved_and_words_to_leave_out_are_suggested(
    world: World, caller: Caller
) -> None:
    a_world(world)
    for number in range(2):
        world.add(id=f"m4{number}", text="My Acme lid broke", title="", status=MentionStatus.ACKNOWLEDGED)

    said = preview(caller, {"watch": "kettles"}).json

    assert (said["matched"], said["caught"]["count"], said["lost"]["count"]) == (6, 0, 0)
    assert said["suggested_not"] == ["coupons", "off"]


def test_noise_is_left_out_and_the_saved_query_kept(world: World, caller: Caller) -> None:
    a_world(world)
    world.watches.put(replace(KETTLES, query=parse("akme OR coupons")))

    said = preview(caller, {"watch": "kettles", "without": ["coupons", "coupons"]}).json

    assert (said["matched"], said["lost"]["count"]) == (1, 3)


def test_new_query_is_tried_alone(world: World, caller: Caller) -> None:
    a_world(world)

    said = preview(caller, {"query": "lid", "watch": None}).json

    assert (said["matched"], said["caught"]["count"]) == (2, 2)


def test_few_examples_stand_for_many(world: World, caller: Caller) -> None:
    for number in range(9):
        world.add(id=f"m{number}")

    said = preview(caller, {"query": "acme"}).json

    assert (said["caught"]["count"], len(said["caught"]["examples"])) == (9, 5)


def test_query_that_cannot_be_read_is_refused_with_place_and_advice(caller: Caller) -> None:
    answer = preview(caller, {"query": 'acme\n"red lid'})

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    [error] = answer.json["errors"]
    assert (error["field"], error["line"], error["column"]) == ("query", 2, 1)
    assert error["reason"].startswith("line 2, column 1: ")
    assert "quotation mark" in error["reason"]
    assert "\n" not in answer.json["detail"]


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({}, ["query"]),
        ({"days": 7}, ["query"]),
        ({"query": 7, "days": 0, "watch": "ketles", "mood": 1}, ["query", "days", "watch", "mood"]),
        ({"query": "acme", "without": "coupons", "days": True}, ["without", "days"]),
        ({"query": "acme", "without": [["coupons"]], "days": 91}, ["without", "days"]),
        ({"watch": ["kettles"]}, ["watch"]),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(caller: Caller, asked: object, fields: list[str]) -> None:
    answer = preview(caller, asked)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == fields


def test_refusal_names_what_there_is(caller: Caller) -> None:
    said = preview(caller, {"watch": "ketles", "without": ["cupons"]}).json["detail"]

    assert "there is no 'ketles'; there are 'kettles'" in said
    assert str(Noise.COUPONS) in said


def test_nothing_is_kept_of_a_trial_and_a_token_is_needed(world: World, caller: Caller) -> None:
    a_world(world)

    preview(caller, {"watch": "kettles", "query": "akme"})

    assert world.watches.get("kettles") == KETTLES
    assert world.mentions.commits == []
    assert preview(caller, {"query": "akme"}, token=None).status == 401
