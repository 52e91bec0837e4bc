"""Sources, tokens, deliveries, dead letters and health through the API."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.people import token_text
from chalicelib.domain.polling import minute_of
from chalicelib.domain.sources import SourceStatus
from tests.domain.examples import a_source
from tests.web.conftest import ANNS, NOW, READ, SECRET, Caller
from tests.web.resources.conftest import ADMIN, FAILED, LETTER, ORIGIN, Office

SECRET_FEED = "https://feeds.example/alerts/0123456789?token=hush"
RETRY = f"/mentions/m1aa/deliveries/{quote(FAILED.id, safe='')}/retry"


def test_source_is_added_once_and_fetched_at_once(office: Office, caller: Caller) -> None:
    body = json.dumps({"url": "https://news.example/feed.xml"})

    first, again = caller.post("/sources", ADMIN, body), caller.post("/sources", ADMIN, body)

    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert first.headers["Location"] == f"sources/{first.json['id']}"
    assert (first.json["host"], first.json["status"]) == ("news.example", "active")
    assert [order.host for order in office.queue.orders] == ["news.example"]


def test_secret_address_is_never_shown(office: Office, caller: Caller) -> None:
    made = caller.post("/sources", ADMIN, json.dumps({"kind": "private_feed", "url": SECRET_FEED}))

    listed = caller.get("/sources", ADMIN)
    assert made.status == 201
    assert "hush" not in made.text + listed.text
    assert {"address": SECRET_FEED} in office.keys.keys.values()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "pigeon"}, "kind"),
        ({}, "url"),
        ({"url": "ftp://x.example"}, "url"),
        ({"kind": "hn_algolia", "watch": "nothing"}, "watch"),
        ({"url": "https://x.example", "options": {"a": "b"}}, "option a"),
        ({"url": "https://x.example", "least_interval": 0}, "least_interval"),
    ],
)
def test_source_that_cannot_be_used_is_refused(
    office: Office, caller: Caller, body: dict[str, object], field: str
) -> None:
    answer = caller.post("/sources", ADMIN, json.dumps(body))

    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == field


def test_sources_come_page_by_page(office: Office, caller: Caller) -> None:
    office.sources.save(a_source(id="0000", url="https://a.example/"))

    first = caller.get("/sources?limit=1", READ)
    second = caller.get(f"/sources{first.json['next']}", READ)

    assert [source["id"] for source in (*first.json["sources"], *second.json["sources"])] == [
        "0000",
        a_source().id,
    ]
    assert first.headers["Link"] == f'<{first.json["next"]}>; rel="next"'
    assert second.json["next"] is None
    assert caller.get("/sources?cursor=nonsense", READ).status == 400


def test_source_rests_and_is_listened_to_again(office: Office, caller: Caller) -> None:
    path = f"/sources/{a_source().id}"
    seen = caller.get(path, READ).headers["ETag"]

    paused = caller.ask("PATCH", path, ADMIN, '{"status": "paused"}', If_Match=seen)
    late = caller.ask("PATCH", path, ADMIN, '{"status": "active"}', If_Match=seen)
    resumed = caller.ask("PATCH", path, ADMIN, '{"status": "active"}')

    assert (paused.status, paused.json["status"]) == (200, "paused")
    assert late.status == 412
    assert (resumed.json["status"], resumed.headers["ETag"]) == ("active", seen)


def overtake(office: Office, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Once the source was read the next time, somebody else writes it."""
    load = office.sources.load

    def overtaken(*asked: Any) -> Any:
        monkeypatch.setattr(office.sources, "load", load)
        found = load(*asked)
        assert office.sources.save(replace(found[0][a_source().id], **changes))
        return found

    monkeypatch.setattr(office.sources, "load", overtaken)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_source_that_changes_after_the_look_at_it_is_left_as_it_is(
    office: Office, caller: Caller, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Between the look and the write a fetch learns what it is called."""
    path = f"/sources/{a_source().id}"
    seen = caller.get(path, READ).headers["ETag"]
    overtake(office, monkeypatch, title="Another blog")

    answer = caller.ask(method, path, ADMIN, '{"status": "paused"}', If_Match=seen)

    assert answer.status == 412
    assert office.sources.sources[a_source().id].status is SourceStatus.ACTIVE


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_fetch_under_way_keeps_nobody_from_a_source_that_they_have_seen(
    office: Office, caller: Caller, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    path = f"/sources/{a_source().id}"
    seen = caller.get(path, READ).headers["ETag"]
    overtake(office, monkeypatch)

    answer = caller.ask(method, path, ADMIN, '{"status": "paused"}', If_Match=seen)

    assert answer.status == (200 if method == "PATCH" else 204)


def test_removed_source_is_forgotten(office: Office, caller: Caller) -> None:
    path = f"/sources/{a_source().id}"

    assert caller.ask("DELETE", path, ADMIN).status == 204
    assert caller.get(path, READ).status == 404


def test_token_is_told_once_and_admitted(office: Office, caller: Caller) -> None:
    made = caller.post("/tokens", ADMIN, '{"person_id": "bob", "scope": "respond", "days": 7}')

    body = made.json
    text = body.pop("token")
    assert made.status == 201
    assert caller.get("/people", Authorization=f"Bearer {text}").status == 200
    shown = caller.get(f"/tokens/{body['id']}", ADMIN)
    assert text not in shown.text
    assert shown.json == {
        **{key: value for key, value in body.items() if key != "token"},
        "last_used_on": "2026-03-14",
    }
    assert body["expires_at"] == "2026-03-21T09:14:00Z"


def test_token_without_days_lives_for_ever(office: Office, caller: Caller) -> None:
    made = caller.post("/tokens", ADMIN, '{"person_id": "bob", "days": null}')

    assert (made.json["expires_at"], made.json["scope"]) == (None, "read")


def test_key_makes_a_token_once(office: Office, caller: Caller) -> None:
    body = '{"person_id": "bob"}'
    made = caller.post("/tokens", ADMIN, body, Idempotency_Key="k1")

    again = caller.post("/tokens", ADMIN, body, Idempotency_Key="k1")
    other = caller.post("/tokens", ADMIN, '{"person_id": "ann"}', Idempotency_Key="k1")
    wrong = caller.post("/tokens", ADMIN, body, Idempotency_Key="é")

    assert (made.status, again.status, other.status, wrong.status) == (201, 409, 422, 400)
    assert made.json["id"] in again.json["detail"]
    assert len(office.world.tokens.tokens) == 5


def test_token_for_nobody_is_refused(office: Office, caller: Caller) -> None:
    answer = caller.post("/tokens", ADMIN, '{"person_id": "eve"}')

    assert answer.json["errors"] == [{"field": "person_id", "reason": "there is nobody 'eve'"}]


def test_use_of_a_token_is_noted_to_the_day(office: Office, caller: Caller) -> None:
    caller.get("/mentions", READ)

    listed = {token["id"]: token["last_used_on"] for token in caller.get("/tokens", ADMIN).json["tokens"]}

    assert (listed[READ], listed[ANNS]) == ("2026-03-14", None)
    assert SECRET not in caller.get("/tokens", ADMIN).text


def test_revoked_token_is_admitted_no_more(office: Office, caller: Caller) -> None:
    assert caller.ask("DELETE", f"/tokens/{READ}", ADMIN).status == 204

    assert caller.get("/mentions", READ).status == 401


def test_deliveries_and_history_of_a_mention_are_told(office: Office, caller: Caller) -> None:
    caller.post("/mentions/m1aa/acknowledge", ANNS)

    deliveries = caller.get("/mentions/m1aa/deliveries", READ).json["deliveries"]
    history = caller.get("/mentions/m1aa/history", READ).json["history"]

    assert [(each["destination"], each["failure"]) for each in deliveries] == [
        ("email:ann", "the mailbox is full")
    ]
    assert [line["deed"] for line in history] == ["found", "acknowledged"]
    assert caller.get("/mentions/m1zz/history", READ).status == 404


def test_failed_delivery_is_tried_anew_once(office: Office, caller: Caller) -> None:
    first, again = caller.post(RETRY, ANNS), caller.post(RETRY, ANNS)

    assert (first.status, first.json["status"], first.json["failure"]) == (200, "queued", None)
    assert again.status == 409
    assert office.world.deliveries.keys == [("m1aa", FAILED.id)]
    last = caller.get("/mentions/m1aa/history", READ).json["history"][-1]
    assert (last["deed"], last["by"], last["via"], last["note"]) == ("retried", "ann", "api", "email:ann")


def test_dead_letters_are_looked_at_and_stay(office: Office, caller: Caller) -> None:
    office.dead["inbound"].letters.append(replace(LETTER, id="l2", body="x" * 3000))

    queues = {each["queue"]: each for each in caller.get("/dead-letters", ADMIN).json["queues"]}

    assert list(queues) == ["fetch", "negatives", "deliveries", "inbound"]
    assert queues["negatives"] == {
        "queue": "negatives",
        "count": 1,
        "letters": [
            {
                "id": "l1",
                "sent_at": "2026-03-14T08:14:00Z",
                "received": 3,
                "body": '{"mention_id": "m1aa"}',
                "is_cut": False,
            }
        ],
    }
    [long] = queues["inbound"]["letters"]
    assert (len(long["body"]), long["is_cut"]) == (2000, True)


def test_dead_letters_are_redriven_or_dropped(office: Office, caller: Caller) -> None:
    office.dead["negatives"].letters.append(replace(LETTER, id="l2", body="{}"))

    dropped = caller.ask("DELETE", "/dead-letters/negatives/l2", ADMIN)
    gone = caller.ask("DELETE", "/dead-letters/negatives/l2", ADMIN)
    redriven = caller.post("/dead-letters/negatives/redrive", ADMIN)
    unknown = caller.post("/dead-letters/pigeons/redrive", ADMIN)

    assert (dropped.status, gone.status, unknown.status) == (204, 404, 404)
    assert redriven.json == {"redriven": 1, "left": 0}
    assert office.dead["negatives"].home == [LETTER.body]


def test_health_says_to_everybody_whether_all_is_well(office: Office, caller: Caller) -> None:
    answer = caller.get("/health")

    assert (answer.status, answer.json) == (200, {"status": "ok"})
    assert caller.get("/health", READ).json == {"status": "ok", "late": []}


def test_health_says_what_is_late_to_whoever_may_read(office: Office, caller: Caller) -> None:
    office.sources.minute = minute_of(NOW - timedelta(minutes=20))

    told, listed = caller.get("/health"), caller.get("/health", READ)

    assert (told.status, told.json) == (503, {"status": "late"})
    assert listed.status == 503
    assert [late["what"] for late in listed.json["late"]] == ["plan"]
    assert caller.get("/health", Authorization="Bearer wrong").status == 401


def test_pages_of_a_configured_origin_may_use_the_api(office: Office, caller: Caller) -> None:
    asked = caller.ask("OPTIONS", "/watches/kettles", Origin=ORIGIN, Access_Control_Request_Method="PUT")
    answer = caller.get("/watches/kettles", READ, Origin=ORIGIN)
    refused = caller.get("/watches/kettles", Origin=ORIGIN)

    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Methods"] == "DELETE, GET, OPTIONS, PUT"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    for each in (asked, answer, refused):
        assert each.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert each.headers["Vary"] == "Origin"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", ["https://evil.example", "https://desk.example.evil.example", "null"])
def test_pages_of_other_origins_may_not(office: Office, caller: Caller, origin: str) -> None:
    asked = caller.ask("OPTIONS", "/watches/kettles", Origin=origin)
    answer = caller.get("/watches/kettles", READ, Origin=origin)

    for each in (asked, answer):
        assert not [name for name in each.headers if name.startswith("Access-Control")]


def test_pages_behind_links_are_nobody_elses_to_read(office: Office, caller: Caller) -> None:
    page = caller.get(office.world.link(), Origin=ORIGIN)

    assert page.status == 200
    assert "Access-Control-Allow-Origin" not in page.headers
    assert "RateLimit-Policy" not in page.headers


def test_every_answer_of_the_api_tells_the_gateways_limit(office: Office, caller: Caller) -> None:
    assert caller.get("/watches").headers["RateLimit-Policy"] == '"all-callers";q=50;w=1'
    assert token_text(READ, SECRET) not in caller.get("/watches", READ).text
