from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ops.doorkeeper import guarded, with_real_names, with_real_senders


async def _inner(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def _status(path: str, headers: dict[str, str], kind: str = "http") -> object:
    """What a request is answered with: a status, or the type of the first message that has none."""
    raw = [(name.encode(), value.encode()) for name, value in ({"host": "127.0.0.1:4566"} | headers).items()]
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": raw}
    asyncio.run(guarded(_inner)(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    return sent[0].get("status", sent[0]["type"])


@pytest.mark.parametrize(
    "headers",
    [{}, {"host": "localhost:4566"}, {"sec-fetch-site": "none"}],
    ids=["an SDK", "by name", "an address that a person typed"],
)
def test_what_no_page_asked_for_may_pass(headers: dict[str, str]) -> None:
    assert _status("/", headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example:4566"},
    ],
)
def test_a_web_page_cannot_use_the_cloud(headers: dict[str, str]) -> None:
    assert _status("/", headers) == 403


def test_a_page_may_use_the_deployed_api() -> None:
    path = "/_aws/execute-api/abc/api/acknowledge"

    assert _status(path, {"origin": "http://127.0.0.1:4566", "sec-fetch-site": "same-origin"}) == 200
    assert _status(path, {"sec-fetch-site": "same-site"}) == 200


def test_a_name_made_to_point_here_does_not_even_reach_the_api() -> None:
    assert _status("/_aws/execute-api/abc/api/", {"host": "evil.example"}) == 403


def test_web_sockets_are_closed_and_the_servers_own_events_pass() -> None:
    assert _status("/", {}, kind="websocket") == "websocket.close"
    assert _status("/", {}, kind="lifespan") == 200


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sqs:SendMessageBatch", "sqs:SendMessage"),
        ("sqs:DeleteMessage", "sqs:DeleteMessage"),
        ("dynamodb:BatchGetItem", "dynamodb:BatchGetItem"),
        (None, None),
    ],
)
def test_a_batch_of_messages_needs_the_right_that_one_message_needs(
    said: str | None, meant: str | None
) -> None:
    assert with_real_names(lambda: said)() == meant


def test_sending_mail_needs_the_right_to_its_sender() -> None:
    def unaware(*_: object) -> str:
        return "*"

    body = b'{"FromEmailAddress": "Earshot <earshot@example.com>"}'
    named = with_real_senders(unaware)

    mail = named("ses", "POST", "/v2/email/outbound-emails", {}, body, {}, "us-east-1", "123456789012")
    other = named("ses", "GET", "/v2/email/identities", {}, b"", {}, "us-east-1", "123456789012")

    assert mail == "arn:aws:ses:us-east-1:123456789012:identity/earshot@example.com"
    assert other == "*"
