"""A hub is asked as the protocol wants it, politely, and through the guard like anybody else."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping
from urllib.parse import parse_qs

import httpx
import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.domain.subscriptions import LEASE, Hub
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.hubs import WebSubHubs

TOPIC = "https://news.example/topic?a=1&b=ü"
CALLBACK = "https://api.example/websub/s1/capability"
SECRET = "s3cret"
ASKED_OF = "https://hub.example/"


class Answers:
    """Answers by address; remembers what it was asked."""

    def __init__(self, answers: Mapping[str, httpx.Response]) -> None:
        self.answers = answers
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        return self.answers[str(request.url)]


def subscribe(answers: Answers, hub_url: str = ASKED_OF) -> None:
    transport = httpx.MockTransport(answers)
    fetcher = Fetcher(guard=AddressGuard(), contact="ops@earshot.example", transport=transport)
    asyncio.run(WebSubHubs(fetcher).subscribe(Hub(hub_url, TOPIC), CALLBACK, SECRET))


def refused(answers: Answers, hub_url: str = ASKED_OF) -> EarshotError:
    with pytest.raises(EarshotError) as raised:
        subscribe(answers, hub_url)

    told = "".join(traceback.format_exception(raised.value))
    assert "capability" not in told
    assert SECRET not in told
    return raised.value


def test_hub_is_asked_with_a_form_that_says_it_all() -> None:
    answers = Answers({ASKED_OF: httpx.Response(202)})

    subscribe(answers)

    (asked,) = answers.asked
    assert asked.method == "POST"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "ops@earshot.example" in asked.headers["User-Agent"]
    assert parse_qs(asked.content.decode(), strict_parsing=True) == {
        "hub.mode": ["subscribe"],
        "hub.topic": [TOPIC],
        "hub.callback": [CALLBACK],
        "hub.secret": [SECRET],
        "hub.lease_seconds": [str(int(LEASE.total_seconds()))],
    }


@pytest.mark.parametrize("status", [200, 202, 204])
def test_hub_that_takes_it_is_not_asked_again(status: int) -> None:
    answers = Answers({ASKED_OF: httpx.Response(status, text="welcome")})

    subscribe(answers)

    assert len(answers.asked) == 1


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("elsewhere", ["https://hub.example/new", "https://other.example/hub"])
def test_hub_that_has_moved_is_asked_there_in_the_same_words(status: int, elsewhere: str) -> None:
    moved = httpx.Response(status, headers={"Location": elsewhere})
    answers = Answers({ASKED_OF: moved, elsewhere: httpx.Response(202)})

    subscribe(answers)

    first, second = answers.asked
    assert (second.method, second.content) == (first.method, first.content)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_redirect_that_makes_a_reading_of_it_is_not_followed(status: int) -> None:
    moved = httpx.Response(status, headers={"Location": "https://hub.example/new"})
    answers = Answers({ASKED_OF: moved})

    error = refused(answers)

    assert isinstance(error, SourceRefused)
    assert error.failure.kind is FailureKind.REDIRECTS
    assert len(answers.asked) == 1


@pytest.mark.parametrize(
    ("status", "is_final"), [(400, True), (403, True), (404, True), (410, True), (429, False), (503, False)]
)
def test_refusal_says_whether_to_come_again(status: int, is_final: bool) -> None:
    error = refused(Answers({ASKED_OF: httpx.Response(status, text=f"{CALLBACK} is not welcome")}))

    assert isinstance(error, SourceRefused if is_final else SourceUnavailable)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    "hub_url",
    ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://0x7f.1/", "https://hub.example:22/"],
)
def test_hub_cannot_lead_us_into_our_own_network(hub_url: str) -> None:
    answers = Answers({})

    error = refused(answers, hub_url)

    assert isinstance(error, SourceRefused)
    assert error.failure.kind is FailureKind.BLOCKED_ADDRESS
    assert answers.asked == []


def test_redirect_cannot_either() -> None:
    moved = httpx.Response(307, headers={"Location": "http://10.0.0.1/"})

    error = refused(Answers({ASKED_OF: moved}))

    assert isinstance(error, SourceRefused)
    assert error.failure.kind is FailureKind.BLOCKED_ADDRESS


def test_callback_and_secret_never_reach_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    subscribe(Answers({ASKED_OF: httpx.Response(202)}))

    assert "capability" not in caplog.text
    assert SECRET not in caplog.text
