from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.people import token_text

from .conftest import ANNS, READ, SECRET, Caller, World

LOCKED = [
    ("GET", "/mentions"),
    ("GET", "/mentions/m1aa"),
    ("POST", "/mentions/m1aa/acknowledge"),
    ("POST", "/mentions/m1aa/resolve"),
]


@pytest.mark.parametrize(("method", "path"), LOCKED)
def test_without_a_token_the_caller_is_told_to_send_one(caller: Caller, method: str, path: str) -> None:
    answer = caller.ask(method, path)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="earshot"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["title"] == "Unauthorized"


@pytest.mark.parametrize(("method", "path"), LOCKED)
@pytest.mark.parametrize(
    "sent",
    [
        "not-a-token",
        token_text(ANNS, "x" * 43),
        token_text("dddddddddddd", SECRET),
        token_text(ANNS, SECRET) + "x",
    ],
)
def test_wrong_token_is_refused_without_saying_why(
    world: World, caller: Caller, method: str, path: str, sent: str
) -> None:
    world.add()

    answer = caller.ask(method, path, Authorization=f"Bearer {sent}")

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="earshot", error="invalid_token"'
    assert answer.json["detail"] == "The token is not valid: make another with `earshot tokens add`."
    assert world.mentions.commits == []


def test_expired_token_is_refused(world: World, caller: Caller) -> None:
    token = world.tokens.tokens[READ]
    world.tokens.put(replace(token, expires_at=world.now - timedelta(seconds=1)))

    assert caller.get("/mentions", READ).status == 401


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
def test_scheme_is_read_in_any_case(caller: Caller, world: World, scheme: str) -> None:
    answer = caller.get("/mentions", authorization=f"{scheme} {token_text(READ, SECRET)}")

    assert answer.status == 200


@pytest.mark.parametrize("sent", ["Basic YTpi", "Bearer", "Bearer ", "", token_text(READ, SECRET)])
def test_anything_but_a_bearer_token_counts_as_none(caller: Caller, sent: str) -> None:
    answer = caller.get("/mentions", Authorization=sent)

    assert answer.status == 401
    assert "error=" not in answer.headers["WWW-Authenticate"]


def test_token_in_the_address_is_not_taken(caller: Caller) -> None:
    assert caller.get(f"/mentions?access_token={token_text(READ, SECRET)}").status == 401


@pytest.mark.parametrize("deed", ["acknowledge", "resolve"])
def test_reading_token_may_not_respond(world: World, caller: Caller, deed: str) -> None:
    world.add()

    answer = caller.post(f"/mentions/m1aa/{deed}", READ)

    assert answer.status == 403
    assert 'error="insufficient_scope", scope="respond"' in answer.headers["WWW-Authenticate"]
    assert answer.json["scope"] == "respond"
    assert world.mentions.commits == []


def test_responding_token_may_read(caller: Caller) -> None:
    assert caller.get("/mentions", ANNS).status == 200


def test_tokens_are_never_logged(world: World, caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.add()

    caller.get("/mentions", READ)
    caller.post("/mentions/m1aa/acknowledge", ANNS)
    caller.get("/mentions", Authorization=f"Bearer {token_text('dddddddddddd', SECRET)}")

    assert "mention acknowledged" in caplog.text
    assert SECRET not in "".join(str(vars(record)) for record in caplog.records)
