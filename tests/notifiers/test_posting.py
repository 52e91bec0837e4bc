"""One attempt, quickly, to where it may go and nowhere else; errors say what happened, and no secrets."""

from __future__ import annotations

import traceback

import pytest

from chalicelib.errors import EarshotError, PermanentError, TemporaryError
from chalicelib.network.guard import AddressGuard
from chalicelib.notifiers.posting import Answer, Limits, Post, demand_success

from .receiving import LOCAL, Writing, answering, drip, flood, hang, local_post, reply

TODO = {404: "make a new one", 0: "look at it"}


def failure(post: Post, url: str) -> EarshotError:
    with pytest.raises(EarshotError) as caught:
        post.send_json(url, {"a": 1})
    return caught.value


def test_document_arrives_as_it_is_with_the_headers_given() -> None:
    with answering(reply(200, "ok")) as service:
        answer = local_post().send_json(f"{service.base}/in?x=1", {"said": "Ä \u2028"}, {"X-Kind": "test"})

    (received,) = service.received
    assert (answer.status, answer.text, answer.wait_s) == (200, "ok", None)
    assert received.path == "/in?x=1"
    assert received.json == {"said": "Ä \u2028"}
    assert received.header("content-type") == "application/json"
    assert received.header("x-kind") == "test"
    assert received.header("user-agent").startswith("Earshot/")


@pytest.mark.parametrize("silence", [hang, drip])
def test_who_does_not_answer_in_time_is_left(silence: Writing) -> None:
    with answering(silence) as service:
        error = failure(local_post(total_s=0.2), f"{service.base}/secret")

    assert isinstance(error, TemporaryError)
    assert str(error) == "127.0.0.1 took longer than 0.2 seconds to answer"


def test_endless_answer_is_read_to_the_bound() -> None:
    with answering(flood) as service:
        answer = local_post(body_bytes=1000).send_json(service.base, {})

    assert (answer.status, answer.text) == (200, " " * 1000)


@pytest.mark.parametrize("nonsense", [b"", b"220 mail.example ESMTP\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_answer_may_become_one(nonsense: bytes) -> None:
    with answering(nonsense) as service:
        error = failure(local_post(), service.base)

    assert isinstance(error, TemporaryError)
    assert str(error) == "127.0.0.1 broke off, or does not speak HTTP as it should"


def test_who_is_not_there_may_come_back() -> None:
    with answering(reply(200)) as service:
        url = f"{service.base}/secret"
    error = failure(local_post(), url)

    assert isinstance(error, TemporaryError)
    assert str(error) == "127.0.0.1 refuses connections"
    assert "secret" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nothing_goes_into_a_private_network_unless_that_is_allowed(host: str) -> None:
    """The guard is in the path of the real connection: the service listens there and hears nothing."""
    with answering(reply(200)) as service:
        error = failure(Post(AddressGuard()), f"https://{host}:{service.port}/")

    assert isinstance(error, PermanentError)
    assert "leads into a private network" in str(error)
    assert service.received == []


def test_nothing_goes_out_unencrypted() -> None:
    error = failure(Post(AddressGuard()), "http://hooks.example/T0/secret")

    assert isinstance(error, PermanentError)
    assert str(error) == "what we tell must not go to hooks.example unencrypted; use an https address"


@pytest.mark.parametrize("url", ["", "no address", "ftp://hooks.example/", "https://a:b@hooks.example/"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert isinstance(failure(Post(LOCAL), url), PermanentError)


def test_redirect_is_not_followed() -> None:
    with answering(reply(200)) as elsewhere, answering(reply(307, Location=elsewhere.base)) as service:
        answer = local_post().send_json(service.base, {})

    assert answer.status == 307
    assert elsewhere.received == []
    with pytest.raises(PermanentError, match=r"redirects \(status 307\), which is not followed; look at it"):
        demand_success(answer, "slack", TODO)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_failures_that_pass_are_temporary(status: int) -> None:
    with pytest.raises(TemporaryError, match=str(status)):
        demand_success(Answer(status, "", None), "slack", TODO)


@pytest.mark.parametrize(("status", "todo"), [(404, "make a new one"), (400, "look at it"), (304, "look at")])
def test_failures_that_stay_say_what_to_do(status: int, todo: str) -> None:
    with pytest.raises(PermanentError, match=todo):
        demand_success(Answer(status, "", None), "slack", TODO)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_is_success(status: int) -> None:
    demand_success(Answer(status, "", None), "slack", TODO)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry_After": "30"}, 30),
        ({"Date": "Sun, 22 Nov 2026 09:30:00 GMT", "Retry_After": "Sun, 22 Nov 2026 09:31:00 GMT"}, 60),
        ({"Retry_After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_taken_from_the_answer(headers: dict[str, str], wait_s: float | None) -> None:
    with answering(reply(429, **headers)) as service:
        answer = local_post().send_json(service.base, {})

    with pytest.raises(TemporaryError) as caught:
        demand_success(answer, "slack", TODO)
    assert caught.value.retry_after_s == wait_s


def test_word_by_which_a_service_refuses_is_told_and_no_more() -> None:
    with pytest.raises(PermanentError, match=r"status 404, no_service\)"):
        demand_success(Answer(404, "no_service\n"), "slack", TODO)
    with pytest.raises(PermanentError) as caught:
        demand_success(Answer(404, "<p>we will not post 'My lamp'"), "slack", TODO)
    assert "lamp" not in str(caught.value)


def test_attempt_is_short_by_default() -> None:
    assert (Limits().connect_s, Limits().total_s) == (3.0, 10.0)
