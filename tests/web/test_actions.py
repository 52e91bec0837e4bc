"""`POST /mentions/{id}/…`: what people do about a mention, by the API. Once, twice, too late, and wrongly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.deliveries import Cause
from chalicelib.domain.escalations import Escalation, EscalationStatus
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.domain.watches import WatchKind
from chalicelib.web.acting import ACTIONS

from .conftest import ANNS, BOBS, KETTLES, NOW, READ, Answer, Caller, World

TOMORROW = "2026-03-15T09:00:00Z"
SENT: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "release": {"note": "Lunch"},
    "assign": {"to": "bob", "note": "Knows the lids"},
    "snooze": {"until": TOMORROW},
    "answer": {"text": "So sorry.", "url": "https://www.forum.example/t/17#2"},
    "promise": {"until": "2026-03-21T09:00:00Z", "note": "A new lid"},
    "resolve": {},
    "ignore": {"reason": "not ours"},
    "reopen": {"note": "They wrote again"},
}
BECOMES = {
    "acknowledge": ("acknowledged", "ann", "2026-03-14T13:14:00Z"),
    "release": ("notified", None, None),
    "assign": ("acknowledged", "bob", "2026-03-14T13:14:00Z"),
    "snooze": ("acknowledged", "ann", TOMORROW),
    "answer": ("answered", "ann", None),
    "promise": ("promised", "ann", "2026-03-21T09:00:00Z"),
    "resolve": ("resolved", "ann", None),
    "ignore": ("ignored", "ann", None),
    "reopen": ("notified", None, None),
}
"""Status, owner and deadline, after Ann did it."""
TOLD = {
    "release": "Lunch",
    "assign": "to bob: Knows the lids",
    "snooze": "until 2026-03-15 09:00 UTC",
    "answer": "at https://www.forum.example/t/17#2: So sorry.",
    "promise": "until 2026-03-21 09:00 UTC: A new lid",
    "ignore": "not ours",
    "reopen": "They wrote again",
}
VERBS = list(ACTIONS)


def prepared(world: World, verb: str) -> None:
    """A complaint that stands so that Ann can do this to it."""
    known: dict[str, Any] = {
        "release": {"status": MentionStatus.ACKNOWLEDGED, "owner": "ann", "until": NOW + timedelta(hours=1)},
        "reopen": {"status": MentionStatus.RESOLVED, "owner": "ann"},
    }
    world.add(**known.get(verb, {}))
    world.mentions.escalations["m1aa"] = Escalation("m1aa", "default", NOW, NOW)


def do(caller: Caller, verb: str, token: str | None = ANNS, sent: object = None, **headers: str) -> Answer:
    body = json.dumps(SENT[verb] if sent is None else sent)
    return caller.post(f"/mentions/m1aa/{verb}", token, body, Content_Type="application/json", **headers)


def stands(answer: Answer) -> tuple[Any, ...]:
    return tuple(answer.json["mention"][name] for name in ("status", "owner", "until"))


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_done_and_written_down(world: World, caller: Caller, verb: str) -> None:
    prepared(world, verb)

    answer = do(caller, verb)

    assert answer.status == 200
    assert answer.json["is_first"] is True
    assert stands(answer) == BECOMES[verb]
    shown = caller.get("/mentions/m1aa", READ)
    assert shown.json["version"] == answer.json["mention"]["version"] == 2
    assert shown.headers["ETag"] == answer.headers["ETag"] == '"2"'
    assert shown.json["history"][1:] == [
        {
            "at": "2026-03-14T09:14:00Z",
            "deed": ACTIONS[verb],
            "by": "ann",
            "via": "api",
            "note": TOLD.get(verb, ""),
        }
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_doing_it_twice_is_as_good_as_doing_it_once(world: World, caller: Caller, verb: str) -> None:
    prepared(world, verb)
    first = do(caller, verb)
    before = world.everything()

    again = do(caller, verb)

    assert again.status == 200
    assert again.json == {"mention": first.json["mention"], "is_first": False}
    assert again.headers["ETag"] == first.headers["ETag"]
    assert world.everything() == before


@pytest.mark.parametrize(
    ("first", "late", "told"),
    [
        ("acknowledge", "acknowledge", "Ann Lee had it first"),
        ("acknowledge", "snooze", "Ann Lee had it first"),
        ("snooze", "acknowledge", "Ann Lee had it first"),
        ("answer", "acknowledge", "Ann Lee answered it first"),
        ("answer", "snooze", "Ann Lee answered it first"),
        ("promise", "acknowledge", "Ann Lee promised it first"),
        *(
            ("resolve", verb, "Ann Lee resolved it first")
            for verb in VERBS
            if verb not in ("release", "reopen")
        ),
        *(
            ("ignore", verb, "Ann Lee ignored it first")
            for verb in VERBS
            if verb not in ("release", "reopen")
        ),
    ],
)
def test_who_comes_too_late_is_told_who_was_first_and_when(
    world: World, caller: Caller, first: str, late: str, told: str
) -> None:
    prepared(world, first)
    do(caller, first)
    world.now += timedelta(minutes=5)
    before = world.everything()

    answer = do(caller, late, BOBS)

    assert answer.status == 409
    assert answer.json == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": f"{told}, on 14 Mar 2026, 09:14 UTC.",
        "deed": ACTIONS[first],
        "by": "ann",
        "by_name": "Ann Lee",
        "at": "2026-03-14T09:14:00Z",
    }
    assert world.everything() == before


@pytest.mark.parametrize("verb", ["release", "assign", "answer", "promise", "resolve", "ignore"])
def test_anybody_may_go_on_with_what_another_acknowledged(world: World, caller: Caller, verb: str) -> None:
    prepared(world, verb)
    do(caller, "acknowledge")

    answer = do(caller, verb, BOBS)

    assert answer.json["is_first"] is True
    assert world.mentions.history("m1aa")[-1].by == "bob"


@pytest.mark.parametrize(
    ("status", "verb", "reason"),
    [
        (MentionStatus.NEW, "release", "What is new cannot be released: acknowledge it to have it."),
        (MentionStatus.NOTIFIED, "reopen", "What is notified cannot be reopened: acknowledge it to have it."),
        (
            MentionStatus.ACKNOWLEDGED,
            "reopen",
            "What is acknowledged cannot be reopened: release it instead.",
        ),
        (MentionStatus.ANSWERED, "release", "What is answered cannot be released: reopen it first."),
        (MentionStatus.RESOLVED, "release", "What is resolved cannot be released: reopen it first."),
    ],
)
def test_what_has_no_sense_now_is_refused_with_how_it_stands(
    world: World, caller: Caller, status: MentionStatus, verb: str, reason: str
) -> None:
    world.add(status=status, owner=None if status in ("new", "notified") else "bob")

    answer = do(caller, verb)

    assert answer.status == 409
    assert (answer.json["detail"], answer.json["mention_status"]) == (reason, status)
    assert world.mentions.commits == []


def test_who_was_handed_it_counts_as_first_not_who_handed_it_on(world: World, caller: Caller) -> None:
    world.add()
    do(caller, "assign")

    late = do(caller, "acknowledge", ANNS)

    assert late.status == 409
    assert late.json["detail"].startswith("Bob Ray had it first")


def test_who_resolved_it_counts_as_first_not_who_owns_it(world: World, caller: Caller) -> None:
    world.add()
    do(caller, "acknowledge", ANNS)
    do(caller, "resolve", BOBS)

    again, late = do(caller, "resolve", BOBS), do(caller, "acknowledge", ANNS)

    assert (again.status, again.json["is_first"], again.json["mention"]["owner"]) == (200, False, "ann")
    assert late.json["detail"].startswith("Bob Ray resolved it first")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (MentionStatus.ACKNOWLEDGED, "had it"),
        (MentionStatus.ANSWERED, "answered it"),
        (MentionStatus.PROMISED, "promised it"),
        (MentionStatus.RESOLVED, "resolved it"),
        (MentionStatus.IGNORED, "ignored it"),
    ],
)
def test_who_was_first_is_known_even_when_history_has_forgotten(
    world: World, caller: Caller, status: MentionStatus, told: str
) -> None:
    """As of mentions that an older version of us wrote."""
    world.add(status=status, owner="gone")

    answer, page = do(caller, "acknowledge"), caller.get(world.link())

    assert answer.status == 409
    assert answer.json["detail"] == f"gone {told} first."
    assert answer.json["at"] is None
    assert f"<bdi>gone</bdi> {told.replace('had', 'has')}" in page.text


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("owner", [None, "ann"], ids=["nobody's", "theirs"])
def test_what_its_author_has_taken_back_can_no_longer_be_answered(
    world: World, caller: Caller, verb: str, owner: str | None
) -> None:
    world.add(title="", text="", author=None, status=MentionStatus.DELETED, owner=owner)
    if owner:
        world.mentions.lines["m1aa"] = [HistoryLine("m1aa", NOW, ACTIONS[verb], owner, Via.API)]

    answer = do(caller, verb)

    assert answer.status == 410
    assert answer.json == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "Its author has taken this back. There is nothing left to answer.",
    }
    assert world.mentions.commits == []


@pytest.mark.parametrize(
    ("verb", "status", "due"),
    [
        ("acknowledge", EscalationStatus.HELD, NOW + timedelta(hours=4)),
        ("release", EscalationStatus.OPEN, NOW),
        ("answer", EscalationStatus.CLOSED, None),
        ("promise", EscalationStatus.HELD, NOW + timedelta(days=7, minutes=-14)),
        ("resolve", EscalationStatus.CLOSED, None),
        ("ignore", EscalationStatus.CLOSED, None),
    ],
)
def test_clock_follows_what_was_done(
    world: World, caller: Caller, verb: str, status: EscalationStatus, due: object
) -> None:
    prepared(world, verb)

    do(caller, verb)

    clock = world.mentions.escalations["m1aa"]
    assert (clock.status, clock.due_at) == (status, due)


def test_who_is_handed_it_hears_of_it(world: World, caller: Caller) -> None:
    world.add()

    do(caller, "assign")
    do(caller, "assign", sent={"to": "ann", "note": "I keep it after all"})

    (told,) = world.mentions.deliveries("m1aa")
    assert (told.cause, str(told.destination)) == (Cause.ASSIGNED, "email:bob")
    assert world.deliveries.keys == [("m1aa", told.id)]


def test_troll_is_a_ruling_too(world: World, caller: Caller) -> None:
    world.add()

    mention = do(caller, "ignore", sent={"reason": "troll"}).json["mention"]

    assert (mention["ignored"], mention["verdict"], mention["ruling"]["by"]) == ("troll", "troll", "ann")


def test_answer_is_shown(world: World, caller: Caller) -> None:
    world.add()
    do(caller, "answer", sent={"text": " In private. \n"})

    assert caller.get("/mentions/m1aa", READ).json["answer"] == {
        "text": "In private.",
        "url": None,
        "by": "ann",
        "at": "2026-03-14T09:14:00Z",
    }


def test_competitors_customer_is_answered_only_by_who_knows_what_happened(
    world: World, caller: Caller
) -> None:
    world.watches.put(replace(KETTLES, kind=WatchKind.COMPETITOR))
    world.add()

    refused = do(caller, "answer")
    taken = do(caller, "answer", sent={**SENT["answer"], "note": "Their lid broke twice."})

    assert refused.status == 400
    assert [error["field"] for error in refused.json["errors"]] == ["note"]
    assert taken.status == 200


def test_reopened_complaint_is_pushed_to_people_again_and_praise_is_not(world: World, caller: Caller) -> None:
    world.add(status=MentionStatus.RESOLVED, owner="ann")
    praise = Judgement(Verdict.GOOD, 0.9, (), "test-1")
    world.add(id="m1bb", status=MentionStatus.RESOLVED, owner="ann", judgement=praise)

    do(caller, "reopen")
    caller.post("/mentions/m1bb/reopen", ANNS)

    assert world.negatives.mention_ids == ["m1aa"]
    assert world.mentions.mentions["m1bb"].status is MentionStatus.NOTIFIED


def test_whole_life_of_a_mention_stands_in_its_history(world: World, caller: Caller) -> None:
    world.add()
    life = ["acknowledge", "release", "snooze", "assign", "answer", "promise", "resolve", "reopen", "ignore"]

    for verb in life:
        world.now += timedelta(minutes=1)
        assert do(caller, verb).json["is_first"] is True, verb

    lines = world.mentions.history("m1aa")
    assert [line.deed for line in lines] == [ACTIONS[verb] for verb in life]
    assert world.mentions.mentions["m1aa"].turn == len(life)
    assert Deed.IGNORED is lines[-1].deed
