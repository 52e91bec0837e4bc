"""Watches, policies, rotas and people: put, shown, changed only by who has seen them, and removed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.web.conftest import ANN, READ, Caller
from tests.web.resources.conftest import ADMIN, Office

WATCH: dict[str, object] = {
    "kind": "own",
    "names": ["Larkfield"],
    "query": "Larkfield NOT (Larkfield near/3 station)",
}
POLICY: dict[str, object] = {
    "steps": [{"after_minutes": 0, "destinations": ["email:ann"]}],
    "hold_minutes": 60,
}
ROTA: dict[str, object] = {
    "zone": "Europe/Berlin",
    "people": ["ann"],
    "starts_on": "2026-03-02",
    "hands_over": "09:00",
}
PERSON: dict[str, object] = {"name": "Zoe Hale", "email": "zoe@example.com"}

NEW: dict[str, dict[str, object]] = {
    "/watches/larkfield": WATCH,
    "/policies/day": POLICY,
    "/rotas/nights": ROTA,
    "/people/zoe": PERSON,
}


def told(destination: str) -> dict[str, object]:
    return {"after_minutes": 0, "destinations": [destination]}


def put(caller: Caller, path: str, body: Any, **headers: str) -> Any:
    return caller.ask("PUT", path, ADMIN, json.dumps(body), **headers)


@pytest.mark.parametrize(("path", "body"), NEW.items())
def test_what_is_put_is_shown_as_it_was_put(
    office: Office, caller: Caller, path: str, body: dict[str, object]
) -> None:
    created, again = put(caller, path, body), put(caller, path, body)

    shown = caller.get(path, ADMIN)
    assert (created.status, again.status, shown.status) == (201, 200, 200)
    assert shown.json == created.json == again.json
    assert shown.json.items() >= body.items()
    assert shown.json["id"] == path.rpartition("/")[2]
    listed = caller.get(path.rpartition("/")[0], ADMIN).json
    assert shown.json in next(iter(listed.values()))


@pytest.mark.parametrize("path", NEW)
def test_what_is_shown_can_be_put_back_as_it_is(office: Office, caller: Caller, path: str) -> None:
    put(caller, path, NEW[path])
    shown = caller.get(path, ADMIN)

    again = put(caller, path, shown.json, If_Match=shown.headers["ETag"])

    assert (again.status, again.headers["ETag"]) == (200, shown.headers["ETag"])


@pytest.mark.parametrize("path", NEW)
def test_nobody_changes_what_they_have_not_seen(office: Office, caller: Caller, path: str) -> None:
    before = put(caller, path, NEW[path]).headers["ETag"]
    others = caller.get(path, ADMIN).json | {"name": "Changed"} if "policies" not in path else None
    changed = put(caller, path, others or {**POLICY, "hold_minutes": 90})
    assert changed.status == 200, changed.text

    late = put(caller, path, NEW[path], If_Match=before)
    removed = caller.ask("DELETE", path, ADMIN, If_Match=before)

    assert (late.status, removed.status) == (412, 412)
    assert caller.get(path, ADMIN).json == changed.json


def test_everything_wrong_with_a_body_is_told_at_once(office: Office, caller: Caller) -> None:
    wrong = {
        "kind": "mine",
        "names": ["Acme", 3],
        "place": {"latitude": 1},
        "policy_id": "no id",
        "language": "english",
        "surprise": True,
    }

    answer = put(caller, "/watches/larkfield", wrong)
    needed = put(caller, "/people/zoe", {})

    assert answer.status == needed.status == 400
    fields = {error["field"] for error in answer.json["errors"]}
    assert fields == {"kind", "names[1]", "place.longitude", "policy_id", "language", "surprise"}
    assert [error["field"] for error in needed.json["errors"]] == ["name", "email"]
    assert "name: is needed. email: is needed." in needed.json["detail"]


def test_who_is_unreachable_is_shown_until_they_are_put_anew(office: Office, caller: Caller) -> None:
    why = "mail bounced on 2026-03-14 (General, 5.1.1)"
    office.world.people.put(replace(ANN, unreachable=why))

    shown = caller.get("/people/ann", ADMIN)
    again = put(caller, "/people/ann", shown.json, If_Match=shown.headers["ETag"])

    assert shown.json["unreachable"] == why
    assert (again.status, again.json["unreachable"]) == (200, None)
    assert caller.get("/people/ann", ADMIN).json == again.json


@pytest.mark.parametrize("path", NEW)
def test_with_a_tag_nothing_is_made_anew(office: Office, caller: Caller, path: str) -> None:
    assert put(caller, path, NEW[path], If_Match="*").status == 412
    assert put(caller, path, NEW[path], If_Match="W/nonsense").status == 400


def test_who_is_new_gets_a_digest_every_day_and_keeps_what_was_set(office: Office, caller: Caller) -> None:
    weekly = {"rhythm": "weekly", "hour": 17, "zone": "Europe/Berlin"}

    new = put(caller, "/people/zoe", PERSON)
    changed = put(caller, "/people/zoe", {**PERSON, "digest": weekly})
    renamed = put(caller, "/people/zoe", {**PERSON, "name": "Zoe Hill"})

    assert new.json["digest"] == {"rhythm": "daily", "hour": 8, "zone": "UTC"}
    assert changed.json["digest"] == renamed.json["digest"] == weekly
    assert new.headers["ETag"] != changed.headers["ETag"]
    assert caller.get("/people/ann", ADMIN).json["digest"]["rhythm"] == "off", "who was there before"


def test_who_has_just_unsubscribed_is_not_subscribed_by_who_has_not_seen_it(
    office: Office, caller: Caller
) -> None:
    seen = put(caller, "/people/zoe", PERSON).headers["ETag"]
    daily = {**PERSON, "digest": {"rhythm": "daily"}}
    put(caller, "/people/zoe", {**PERSON, "digest": {"rhythm": "off"}})

    assert put(caller, "/people/zoe", daily, If_Match=seen).status == 412
    assert caller.get("/people/zoe", ADMIN).json["digest"]["rhythm"] == "off"


def test_digest_stays_where_somebody_else_was_faster(
    office: Office, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the person and the write."""
    tag = put(caller, "/people/zoe", PERSON).headers["ETag"]
    monkeypatch.setattr(office.world.people, "replace", lambda *_: False)

    late = put(caller, "/people/zoe", {**PERSON, "digest": {"rhythm": "off"}}, If_Match=tag)

    assert late.status == 412
    assert caller.get("/people/zoe", ADMIN).json["digest"]["rhythm"] == "daily"


def test_digest_of_who_never_had_one_is_set_by_who_has_seen_that(office: Office, caller: Caller) -> None:
    shown = caller.get("/people/ann", ADMIN)
    weekly = {**shown.json, "digest": {"rhythm": "weekly", "hour": 9, "zone": "UTC"}}

    changed = put(caller, "/people/ann", weekly, If_Match=shown.headers["ETag"])

    assert (changed.status, changed.json["digest"]) == (200, weekly["digest"])


@pytest.mark.parametrize("path", NEW)
def test_what_is_removed_is_gone(office: Office, caller: Caller, path: str) -> None:
    tag = put(caller, path, NEW[path]).headers["ETag"]

    removed = caller.ask("DELETE", path, ADMIN, If_Match=tag)

    assert (removed.status, removed.text) == (204, "")
    assert caller.get(path, ADMIN).status == 404
    assert caller.ask("DELETE", path, ADMIN).status == 404


@pytest.mark.parametrize(
    ("path", "changes", "field", "reason"),
    [
        ("/watches/larkfield", {"kind": "mine"}, "kind", "invalid enum value"),
        ("/watches/larkfield", {"names": []}, "names", "needs at least one name or term"),
        ("/watches/larkfield", {"names": [" "]}, "names[0]", "matching regex"),
        ("/watches/larkfield", {"place": {"latitude": 1}}, "place.longitude", "is needed"),
        ("/watches/larkfield", {"must_match": ["A tale"]}, "watch", "does not match 'A tale'"),
        ("/watches/larkfield", {"coulour": "red"}, "coulour", "is unknown"),
        ("/watches/larkfield", {"id": "other"}, "id", "must be left out, or be that of the address"),
        ("/watches/x%20y", {}, "id", "matching regex"),
        ("/people/zoe", {"digest": {"rhythm": "hourly"}}, "digest.rhythm", "invalid enum value"),
        ("/people/zoe", {"digest": {"rhythm": "daily", "hour": 24}}, "digest.hour", "<= 23"),
        ("/people/zoe", {"digest": {"rhythm": "daily", "zone": "Mars"}}, "digest", "is named like"),
        ("/policies/day", {"steps": []}, "steps", "length >= 1"),
        ("/policies/day", {"steps": [told("pigeon")]}, "steps", "no way to tell"),
        ("/policies/day", {"steps": [told("email:eve")]}, "steps", "nobody we know"),
        ("/policies/day", {"steps": [told("")]}, "steps", "is written like"),
        ("/policies/day", {"hours": {"week": "always", "zone": "UTC"}}, "hours", "are written like"),
        ("/rotas/nights", {"zone": "Moon/Crater"}, "rota", "a time zone is named like"),
        ("/rotas/nights", {"people": ["eve"]}, "people", "there is nobody 'eve'"),
        ("/rotas/nights", {"hands_over": "9 am"}, "hands_over", "matching regex"),
        ("/people/zoe", {"email": "zoe"}, "email", "matching regex"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_field(
    office: Office, caller: Caller, path: str, changes: dict[str, object], field: str, reason: str
) -> None:
    [usual] = [body for key, body in NEW.items() if key.split("/")[1] == path.split("/")[1]]

    answer = put(caller, path, {**usual, **changes})

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    [error] = answer.json["errors"]
    assert error["field"] == field
    assert reason in error["reason"]


@pytest.mark.parametrize(
    "body",
    [r'{"kind": "own", "names": ["\ud800"]}', '["Acme"]', "{", '{"names": ' + "[" * 5000 + "]" * 5000 + "}"],
)
def test_what_is_no_readable_object_is_refused(office: Office, caller: Caller, body: str) -> None:
    answer = caller.ask("PUT", "/watches/larkfield", ADMIN, body)

    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == "body"


def test_query_is_refused_with_the_place_of_the_error(office: Office, caller: Caller) -> None:
    answer = put(caller, "/watches/larkfield", {**WATCH, "query": "Larkfield\nNOT (station"})

    [error] = answer.json["errors"]
    assert answer.status == 400
    assert (error["field"], error["line"]) == ("query", 2)
    assert error["column"] > 0


def test_handles_are_kept_with_their_sign(office: Office, caller: Caller) -> None:
    answer = put(caller, "/watches/larkfield", {**WATCH, "handles": ["lark", "@field"]})

    assert answer.json["handles"] == ["@lark", "@field"]


def test_watch_goes_by_policies_that_there_are(office: Office, caller: Caller) -> None:
    answer = put(caller, "/watches/lamps", {"kind": "own", "names": ["Acme"], "praise_policy_id": "cheers"})

    assert answer.status == 400
    reason = "there is no policy 'cheers'; there are 'default', 'night'"
    assert answer.json["errors"] == [{"field": "praise_policy_id", "reason": reason}]


def test_default_policy_stands_where_nobody_made_one(office: Office, caller: Caller) -> None:
    listed = caller.get("/policies", READ).json["policies"]

    assert [policy["id"] for policy in listed] == ["default", "night"]
    assert caller.get("/policies/default", READ).json == listed[0]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/people/ann", "is still named by rota support"),
        ("/rotas/support", "is still asked by policy night"),
        ("/policies/night", "is still used by watch kettles"),
    ],
)
def test_what_others_need_is_not_removed(office: Office, caller: Caller, path: str, why: str) -> None:
    put(caller, "/watches/kettles", {"kind": "own", "names": ["Acme"], "policy_id": "night"})

    answer = caller.ask("DELETE", path, ADMIN)

    assert answer.status == 409
    assert why in answer.json["detail"]
    assert caller.get(path, ADMIN).status == 200


def test_tokens_of_somebody_removed_are_revoked(office: Office, caller: Caller) -> None:
    put(caller, "/rotas/support", {**ROTA, "people": ["ann"]})

    assert caller.ask("DELETE", "/people/bob", ADMIN).status == 204

    assert caller.get("/mentions", "bbbbbbbbbbbb").status == 401


def test_rehearsal_says_who_would_hear_what_when_and_tells_nobody(office: Office, caller: Caller) -> None:
    answer = caller.get("/policies/night/rehearsal?mention=m1aa", READ)

    assert answer.status == 200
    assert answer.json["notices"] == [
        {
            "at": "2026-03-14T09:14:00Z",
            "round": 1,
            "step": 1,
            "destination": "email:@support",
            "person_id": "bob",
        }
    ]
    assert office.world.deliveries.keys == []
    assert office.world.mentions.commits == []
    assert caller.get("/policies/night/rehearsal", READ).json["errors"][0]["field"] == "mention"
    assert caller.get("/policies/night/rehearsal?mention=m1zz", READ).status == 404


def test_calendar_says_who_is_on_duty_when(office: Office, caller: Caller) -> None:
    answer = caller.get("/rotas/support/calendar?since=2026-03-02T08:00:00Z&until=2026-03-16", READ)

    assert [(turn["person_id"], turn["starts_at"]) for turn in answer.json["turns"]] == [
        ("ann", "2026-03-02T08:00:00Z"),
        ("bob", "2026-03-09T08:00:00Z"),
    ]
    usual = caller.get("/rotas/support/calendar", READ).json
    assert (usual["since"], usual["until"]) == ("2026-03-14T09:14:00Z", "2026-04-11T09:14:00Z")


@pytest.mark.parametrize("asked", ["since=2026-03-02&until=2030-01-01", "since=2026-03-02&until=2026-03-01"])
def test_calendar_that_cannot_be_drawn_is_refused(office: Office, caller: Caller, asked: str) -> None:
    answer = caller.get(f"/rotas/support/calendar?{asked}", READ)

    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == "until"
