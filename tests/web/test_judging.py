"""`POST /mentions/{id}/verdict`: a person says what a mention is."""

from __future__ import annotations

import json

import pytest

from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Judgement, Verdict

from .conftest import ANNS, BOBS, NOW, READ, Answer, Caller, World


def judge(caller: Caller, said: object, token: str | None = ANNS, mention_id: str = "m1aa") -> Answer:
    return caller.post(f"/mentions/{mention_id}/verdict", token, json.dumps(said))


def test_verdict_of_a_person_stands(world: World, caller: Caller) -> None:
    world.add()

    answer = judge(caller, {"verdict": "good", "note": "Irony"})

    assert answer.status == 200
    assert answer.json["is_first"] is True
    assert answer.json["mention"]["verdict"] == "good"
    assert answer.json["mention"]["ruling"] == {"verdict": "good", "by": "ann", "at": "2026-03-14T09:14:00Z"}
    shown = caller.get("/mentions/m1aa", READ).json
    assert shown["judgement"]["verdict"] == "bad", "what the machine said is still there"
    assert shown["history"][-1] == {
        "at": "2026-03-14T09:14:00Z",
        "deed": Deed.JUDGED,
        "by": "ann",
        "via": Via.API,
        "note": "from bad to good: Irony",
    }


def test_same_verdict_again_is_as_good_as_once(world: World, caller: Caller) -> None:
    world.add()
    judge(caller, {"verdict": "good"})

    again = judge(caller, {"verdict": "good", "note": None}, BOBS)

    assert (again.status, again.json["is_first"]) == (200, False)
    assert again.json["mention"]["ruling"]["by"] == "ann"


def test_verdict_on_what_has_changed_since_is_refused(world: World, caller: Caller) -> None:
    before = world.add(version=7)
    said = json.dumps({"verdict": "good"})

    outdated = caller.post("/mentions/m1aa/verdict", ANNS, said, If_Match='"6"')
    unchanged = world.mentions.get("m1aa")
    first, again = (caller.post("/mentions/m1aa/verdict", ANNS, said, If_Match='"7"') for _ in range(2))

    assert (outdated.status, unchanged) == (412, before)
    assert (first.status, first.headers["ETag"]) == (200, '"8"')
    assert (again.status, again.json["is_first"]) == (200, False), "sent twice, it is as good as once"


def test_complaint_that_was_missed_is_pushed(world: World, caller: Caller) -> None:
    world.add(judgement=Judgement(Verdict.GOOD, 0.6, (), "test-1"))

    judge(caller, {"verdict": "bad"})

    assert world.negatives.mention_ids == ["m1aa"]


def test_deleted_mention_can_be_judged_still(world: World, caller: Caller) -> None:
    world.add(status=MentionStatus.DELETED)

    assert judge(caller, {"verdict": "troll"}).json["mention"]["verdict"] == "troll"


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, ["verdict"]),
        ({"verdict": "unsure"}, ["verdict"]),
        ({"verdict": ["bad"], "note": 7}, ["verdict", "note"]),
        ({"verdict": "bad", "note": "n" * 501, "mood": 1}, ["mood", "note"]),
        ({"verdict": "bad", "note": "\ud800"}, ["note"]),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    world: World, caller: Caller, said: object, fields: list[str]
) -> None:
    world.add()

    answer = judge(caller, said)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == fields
    assert world.mentions.commits == []


def test_only_who_may_respond_may_judge(world: World, caller: Caller) -> None:
    world.add()

    assert judge(caller, {"verdict": "bad"}, READ).status == 403
    assert judge(caller, {"verdict": "bad"}, None).status == 401


@pytest.mark.parametrize("mention_id", ["m1zz", "no-id"])
def test_unknown_mention_is_not_found(caller: Caller, mention_id: str) -> None:
    assert judge(caller, {"verdict": "bad"}, mention_id=mention_id).status == 404


def test_page_says_how_soon_and_who_judged(world: World, caller: Caller) -> None:
    world.add(signals=(Signal.LEAVING,), ruling=Ruling(Verdict.BAD, "bob", NOW))

    page = caller.get(world.link()).text

    assert "Urgent; heard in it: an intent to leave" in page
    assert '<span class="verdict">bad</span>, says bob' in page
    assert "broke again" not in page.split("Verdict")[-1], "the machine's reasons are not the person's"
