"""What is sent to act on a mention, and by whom: what cannot be used is refused by name, and does nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.domain.mentions import MentionStatus

from .conftest import ANNS, BOBS, READ, Caller, World
from .test_actions import SENT, TOMORROW, VERBS, do, prepared

ZONED = "must be a time with its zone, such as '2027-01-31T09:00:00Z'"
TEXT = "must be a text in quotes"
HALF = "holds half a character (a broken emoji, perhaps): write it anew"

WRONG: list[tuple[str, object, str, str]] = [
    ("assign", {}, "to", "is needed"),
    ("assign", {"to": None}, "to", TEXT),
    ("assign", {"to": 7}, "to", TEXT),
    ("assign", {"to": ""}, "to", "is needed: the id of whoever gets it"),
    ("assign", {"to": "nobody"}, "to", "there is nobody 'nobody'; see: earshot people"),
    ("assign", {"to": "\ud800"}, "to", HALF),
    ("assign", {"to": "x" * 60_000}, "to", "must be at most 100 characters, not 60,000"),
    (
        "assign",
        {"to": "bob", "until": "2026-04-14T09:14:00Z"},
        "until",
        "is more than 30 days away: choose an earlier time",
    ),
    ("acknowledge", {"until": "2026-03-14T09:14:00Z"}, "until", "has passed already: choose a later time"),
    ("acknowledge", {"until": True}, "until", ZONED),
    ("acknowledge", {"to": "bob"}, "to", "is unknown; there are 'note', 'until'"),
    ("snooze", {}, "until", "is needed"),
    ("snooze", {"until": None}, "until", ZONED),
    ("snooze", {"until": "tomorrow"}, "until", ZONED),
    ("snooze", {"until": "2026-03-15T09:00:00"}, "until", ZONED),
    ("snooze", {"until": 1_800_000_000}, "until", ZONED),
    ("snooze", {"until": "9999-12-31T23:59:59-23:59"}, "until", "lies outside of all calendars"),
    ("snooze", {"until": "0001-01-01T00:00:00Z"}, "until", "has passed already: choose a later time"),
    ("answer", {}, "text", "is needed"),
    ("answer", {"text": " \n "}, "text", "is needed: what was said to them"),
    ("answer", {"text": "x" * 4001}, "text", "must be at most 4,000 characters, not 4,001"),
    ("answer", {"text": "\udcff"}, "text", HALF),
    ("answer", {"text": ["Sorry"]}, "text", TEXT),
    *(
        (
            "answer",
            {"text": "Sorry", "url": url},
            "url",
            "must be a web address, at most 2,000 characters long",
        )
        for url in (
            "",
            "javascript:alert(1)",
            "forum.example",
            "https://\ud800/",
            f"https://x.example/{'x' * 2000}",
        )
    ),
    ("promise", {"note": "soon"}, "until", "is needed"),
    (
        "promise",
        {"until": "2027-03-16T00:00:00Z"},
        "until",
        "is more than 366 days away: choose an earlier time",
    ),
    ("ignore", {}, "reason", "is needed"),
    ("ignore", {"reason": "boring"}, "reason", "must be one of 'troll', 'not ours'"),
    ("ignore", {"reason": None}, "reason", "must be one of 'troll', 'not ours'"),
    ("ignore", {"reason": "\ud800"}, "reason", "must be one of 'troll', 'not ours'"),
    ("resolve", {"until": TOMORROW}, "until", "is unknown; there are 'note'"),
    ("release", {"x" * 60_000: 1}, "x" * 100, "is unknown; there are 'note'"),
    ("reopen", {"a`b - at `$.note`": 1}, "a`b - at `$.note`", "is unknown; there are 'note'"),
    ("resolve", {"\ud800": 1}, "\ud800", "is unknown; there are 'note'"),
]


@pytest.mark.parametrize(("verb", "sent", "field", "reason"), WRONG)
def test_field_that_cannot_be_used_is_refused_with_what_is_wanted(
    world: World, caller: Caller, verb: str, sent: object, field: str, reason: str
) -> None:
    prepared(world, verb)
    before = world.everything()

    answer = do(caller, verb, sent=sent)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["errors"] == [{"field": field, "reason": reason}]
    assert len(answer.text) < 1_000
    assert world.everything() == before


def test_everything_that_is_wrong_is_told_at_once(world: World, caller: Caller) -> None:
    prepared(world, "answer")

    answer = do(caller, "answer", sent={"url": 7, "when": "now", "note": []})

    assert answer.status == 400
    wrong = {error["field"]: error["reason"] for error in answer.json["errors"]}
    assert wrong == {
        "when": "is unknown; there are 'note', 'text', 'url'",
        "note": TEXT,
        "text": "is needed",
        "url": TEXT,
    }
    assert world.mentions.commits == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (7, TEXT),
        ("x" * 501, "must be at most 500 characters, not 501"),
        ("\ud83d", HALF),
    ],
)
def test_note_may_go_with_everything_but_must_be_a_short_text(
    world: World, caller: Caller, verb: str, note: object, reason: str
) -> None:
    prepared(world, verb)

    answer = do(caller, verb, sent={**SENT[verb], "note": note})

    assert answer.status == 400
    assert answer.json["errors"] == [{"field": "note", "reason": reason}]
    assert world.mentions.commits == []


@pytest.mark.parametrize("verb", VERBS)
def test_null_is_as_good_as_leaving_out_what_may_be_left_out(world: World, caller: Caller, verb: str) -> None:
    prepared(world, verb)
    optional = {"answer": {"url": None}, "acknowledge": {"until": None}, "assign": {"until": None}}

    answer = do(caller, verb, sent={**SENT[verb], "note": None, **optional.get(verb, {})})

    assert answer.status == 200


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("body", ["nonsense", "[]", '"x"', "[" * 60_000, " " * 70_000])
def test_body_that_is_no_object_is_refused(world: World, caller: Caller, verb: str, body: str) -> None:
    prepared(world, verb)

    answer = caller.post(f"/mentions/m1aa/{verb}", ANNS, body, Content_Type="application/json")

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["body"]
    assert world.mentions.commits == []


@pytest.mark.parametrize("body", ["", "{}", " {} "])
@pytest.mark.parametrize("verb", ["acknowledge", "release", "resolve", "reopen"])
def test_body_may_be_left_out_or_empty_where_nothing_need_be_said(
    world: World, caller: Caller, verb: str, body: str
) -> None:
    prepared(world, verb)

    answer = caller.post(f"/mentions/m1aa/{verb}", ANNS, body, Content_Type="application/json; charset=utf-8")

    assert answer.status == 200


def test_time_is_kept_in_utc_whatever_zone_it_came_in(world: World, caller: Caller) -> None:
    world.add()

    mention = do(caller, "snooze", sent={"until": "2026-03-15T11:00:00+02:00"}).json["mention"]

    assert mention["until"] == TOMORROW
    assert world.mentions.history("m1aa")[0].note == "until 2026-03-15 09:00 UTC"


@pytest.mark.parametrize("verb", VERBS)
def test_only_who_may_respond_may_act(world: World, caller: Caller, verb: str) -> None:
    prepared(world, verb)
    before = world.everything()

    none, stranger, reader = do(caller, verb, None), do(caller, verb, "dddddddddddd"), do(caller, verb, READ)

    assert (none.status, stranger.status, reader.status) == (401, 401, 403)
    assert reader.json["scope"] == "respond"
    assert 'scope="respond"' in reader.headers["WWW-Authenticate"]
    assert world.everything() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("mention_id", ["m1zz", "%2e%2e", "m1" + "a" * 3000])
def test_acting_on_what_does_not_exist_is_not_found(caller: Caller, verb: str, mention_id: str) -> None:
    answer = caller.post(f"/mentions/{mention_id}/{verb}", ANNS, json.dumps(SENT[verb]))

    assert answer.status == 404
    assert len(answer.text) < 300


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_done_to_what_has_changed_since_it_was_read(
    world: World, caller: Caller, verb: str
) -> None:
    prepared(world, verb)
    world.add(world.mentions.mentions["m1aa"], version=7)
    before = world.everything()

    outdated = [do(caller, verb, If_Match=f'"{version}"') for version in (6, 8, 0, 999_999_999)]

    assert {answer.status for answer in outdated} == {412}
    assert outdated[0].json["detail"] == (
        "The mention has changed since you read it. Read it again, then decide anew."
    )
    assert world.everything() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("tag", ['"1"', "*", ' "1" ', ""])
def test_what_is_as_it_was_read_can_be_acted_on(world: World, caller: Caller, verb: str, tag: str) -> None:
    prepared(world, verb)

    assert do(caller, verb, If_Match=tag).status == 200


@pytest.mark.parametrize("tag", ["1", '"x"', 'W/"1"', '"1", "2"', '"-1"', '"1.0"', f'"{"9" * 5000}"', '"1'])
def test_tag_that_is_none_of_ours_is_refused_by_name(world: World, caller: Caller, tag: str) -> None:
    world.add()

    answer = do(caller, "acknowledge", If_Match=tag)

    assert answer.status == 400
    assert answer.json["errors"] == [
        {"field": "If-Match", "reason": "must be an ETag that this API gave, in its quotes"}
    ]
    assert world.mentions.commits == []


def test_of_two_who_saw_the_same_the_second_is_told_of_the_first(world: World, caller: Caller) -> None:
    world.add()
    tag = caller.get("/mentions/m1aa", READ).headers["ETag"]

    first = do(caller, "acknowledge", ANNS, If_Match=tag)
    second = do(caller, "acknowledge", BOBS, If_Match=tag)
    third = do(caller, "resolve", BOBS, If_Match=tag)
    fourth = do(caller, "resolve", BOBS, If_Match=first.headers["ETag"])

    assert (first.status, second.status, third.status, fourth.status) == (200, 409, 412, 200)
    assert world.mentions.mentions["m1aa"].status is MentionStatus.RESOLVED


def test_request_that_comes_twice_is_as_good_as_once_though_its_tag_is_old_by_then(
    world: World, caller: Caller
) -> None:
    world.add()

    first, again = (do(caller, "answer", If_Match='"1"') for _ in range(2))

    assert (first.status, again.status) == (200, 200)
    assert [answer.json["is_first"] for answer in (first, again)] == [True, False]


def test_wrong_tag_is_no_reason_to_tell_more_than_a_token_may_see(world: World, caller: Caller) -> None:
    world.add()

    assert do(caller, "acknowledge", None, If_Match='"9"').status == 401
    assert do(caller, "acknowledge", READ, If_Match="x").status == 403


@pytest.mark.parametrize("sent", [{"reason": "troll", "note": "x"}, {"reason": "not ours"}])
def test_second_reason_for_the_same_is_too_late(world: World, caller: Caller, sent: dict[str, Any]) -> None:
    world.add()
    do(caller, "ignore", sent={"reason": "troll"})

    answer = do(caller, "ignore", sent=sent)

    assert answer.status == (200 if sent["reason"] == "troll" else 409)
    assert len(world.mentions.history("m1aa")) == 1
