"""What holds for every destination behind a key, whatever its service answers."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import notifiers
from chalicelib.domain.deliveries import SEQUELS, Cause
from chalicelib.domain.notices import Notice, Sequel
from chalicelib.errors import EarshotError, PermanentError, TemporaryError
from chalicelib.notifiers import Notifier
from chalicelib.notifiers.destinations import Keys
from chalicelib.notifiers.discord import DiscordNotifier
from chalicelib.notifiers.pagerduty import PagerDutyNotifier
from chalicelib.notifiers.posting import Post
from chalicelib.notifiers.slack import SlackNotifier
from chalicelib.notifiers.teams import TeamsNotifier
from chalicelib.notifiers.webhook import WebhookNotifier

from .examples import HOSTILE, RTL_OVERRIDE, a_hostile_notice, a_notice, a_sequel
from .receiving import Ring, Service, Writing, answering, drip, flood, hang, local_post, reply

SECRET = "s3cret-that-opens-the-door"
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Way:
    """A notifier, how it is made, its key where the service lies at a base, and a good answer."""

    name: str
    build: Callable[[Keys, Post, str], Notifier]
    key: Callable[[str], Mapping[str, str]]
    good: bytes

    def send(self, service: Service, notice: Notice, **limits: float) -> None:
        """Send it through real HTTP."""
        ring = Ring({f"{self.name}:support": self.key(service.base)})
        self.build(ring, local_post(**limits), service.base).send(notice)

    def follow(self, service: Service, sequel: Sequel) -> None:
        """The same of how it went on."""
        ring = Ring({f"{self.name}:support": self.key(service.base)})
        notifier: Any = self.build(ring, local_post(), service.base)
        notifier.follow(sequel)


def to_address(base: str) -> Mapping[str, str]:
    return {"url": f"{base}/{SECRET}", "secret": WHSEC}


WAYS = {
    "slack webhook": Way("slack", lambda k, p, _: SlackNotifier(k, p), to_address, reply(200, "ok")),
    "slack bot": Way(
        "slack",
        lambda k, p, base: SlackNotifier(k, p, f"{base}/api"),
        lambda _: {"token": f"xoxb-{SECRET}", "channel": "C012AB3CD", "signing_secret": "x" * 32},
        reply(200, '{"ok": true, "ts": "1.2"}'),
    ),
    "teams": Way("teams", lambda k, p, _: TeamsNotifier(k, p), to_address, reply(202)),
    "discord": Way(
        "discord", lambda k, p, _: DiscordNotifier(k, p), to_address, reply(200, '{"id": "1234"}')
    ),
    "pagerduty": Way(
        "pagerduty",
        lambda k, p, base: PagerDutyNotifier(k, p, {"us": base}),
        lambda _: {"routing_key": SECRET},
        reply(202, '{"status": "success", "message": "Event processed"}'),
    ),
    "webhook": Way("webhook", lambda k, p, _: WebhookNotifier(k, p, lambda: NOW), to_address, reply(204)),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
FOLLOWING = {name: way for name, way in WAYS.items() if notifiers.declared(way.name).follows}
every_follower = pytest.mark.parametrize("way", FOLLOWING.values(), ids=list(FOLLOWING))
every_cause = pytest.mark.parametrize("cause", sorted(SEQUELS))


def to_support(**changes: Any) -> Notice:
    return replace(a_notice(person=None, acknowledge_url=None, to="support"), **changes)


def failed(way: Way, answer: bytes | Writing, **limits: float) -> EarshotError:
    with answering(answer) as service, pytest.raises(EarshotError) as caught:
        way.send(service, to_support(), **limits)
    return caught.value


def test_every_registered_notifier_with_a_key_is_here() -> None:
    assert {way.name for way in WAYS.values()} == {n for n in notifiers.NAMES if notifiers.declared(n).keys}


@every_way
def test_who_declares_to_follow_can_and_nobody_else(way: Way) -> None:
    notifier = way.build(Ring({}), local_post(), "http://127.0.0.1:9")

    assert hasattr(notifier, "follow") == notifiers.declared(way.name).follows


@every_follower
@every_cause
def test_sequel_arrives_without_a_word_of_what_was_said(way: Way, cause: Cause) -> None:
    """It may be about what its author has taken back."""
    with answering(way.good) as service:
        way.follow(service, a_sequel(cause, mention=HOSTILE))

    (received,) = service.received
    for private in ("lamp", "Joan", "script", "javascript:", RTL_OVERRIDE):
        assert private not in received.body.decode()


@every_follower
def test_service_that_does_not_take_a_sequel_is_tried_again_or_says_what_to_do(way: Way) -> None:
    with answering(reply(503)) as service, pytest.raises(TemporaryError):
        way.follow(service, a_sequel(Cause.OVER))
    with answering(reply(400)) as service, pytest.raises(PermanentError, match="earshot keys set"):
        way.follow(service, a_sequel(Cause.OVER))


@every_way
def test_whole_story_arrives_in_one_request(way: Way) -> None:
    with answering(way.good) as service:
        way.send(service, to_support())

    (received,) = service.received
    told = received.body.decode().replace("\\", "")
    for part in (
        "arkfield",
        "bad",
        "Joan",
        "blog.example",
        "The Larkfield lamp broke after a day.",
        "broke",
        "Apologise",
        "https://blog.example/posts/1",
        "https://api.example/api/mentions/m1",
    ):
        assert part in told, part
    assert "api/a/" not in told, "nobody in particular gets a person's link"


@every_way
def test_link_that_acknowledges_is_given_where_there_is_one(way: Way) -> None:
    with answering(way.good) as service:
        way.send(service, a_notice(to="support"))

    assert "https://api.example/api/a/WyJtMSIsImFubiIsMV0.c2lnbmVk" in service.received[0].body.decode()


@every_way
def test_being_asked_to_wait_passes_and_says_how_long(way: Way) -> None:
    error = failed(way, reply(429, '{"retry_after": 3}', Retry_After="17"))

    assert isinstance(error, TemporaryError)
    assert error.retry_after_s == 17


@every_way
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_of_the_service_passes(way: Way, status: int) -> None:
    assert isinstance(failed(way, reply(status, "<h1>Oops</h1>")), TemporaryError)


@every_way
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_refusal_stays_and_says_what_to_do_next(way: Way, status: int) -> None:
    error = failed(way, reply(status, "no"))

    assert isinstance(error, PermanentError)
    assert f"earshot keys set {way.name}:support" in str(error)
    assert str(status) in str(error)


@every_way
@pytest.mark.parametrize("silence", [hang, drip])
def test_hanging_service_is_left_in_time_and_tried_again(way: Way, silence: Writing) -> None:
    error = failed(way, silence, total_s=0.1)

    assert isinstance(error, TemporaryError)
    assert "took longer than 0.1 seconds" in str(error)


@every_way
def test_redirect_is_not_followed_and_stays(way: Way) -> None:
    with answering(way.good) as elsewhere:
        error = failed(way, reply(302, Location=f"{elsewhere.base}/"))

    assert isinstance(error, PermanentError)
    assert "redirects" in str(error)
    assert elsewhere.received == []


@every_way
@pytest.mark.parametrize("nonsense", [reply(200, "<html>Log in</html>"), reply(200, "[1]"), flood])
def test_answer_that_is_not_the_services_own_is_no_success(way: Way, nonsense: bytes | Writing) -> None:
    """Teams and programs of your own say all there is to know by the status."""
    if way.name in ("teams", "webhook"):
        with answering(nonsense) as service:
            way.send(service, to_support(), body_bytes=1000)
        return

    assert isinstance(failed(way, nonsense, body_bytes=1000), TemporaryError)


@every_way
@pytest.mark.parametrize("answer", [reply(404, "no"), reply(429), reply(200, "<html>"), b"", reply(302)])
def test_no_error_and_no_log_repeats_a_secret_or_what_was_said(
    way: Way, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    if way.name in ("teams", "webhook") and b"<html>" in answer:
        answer = reply(401)
    with caplog.at_level(logging.DEBUG):
        error = failed(way, answer)

    logged = "".join(traceback.format_exception(error)) + caplog.text
    for private in (SECRET, WHSEC, "x" * 32, "lamp", "Joan"):
        assert private not in logged


@every_way
def test_destination_without_a_key_says_how_to_set_it(way: Way) -> None:
    notifier = way.build(Ring({}), local_post(), "http://127.0.0.1:9")

    with pytest.raises(PermanentError, match=f"set it with: earshot keys set {way.name}:support"):
        notifier.send(to_support())


@every_way
def test_key_that_was_set_just_now_is_used(way: Way) -> None:
    with answering(way.good) as service:
        ring = Ring({}, later={f"{way.name}:support": way.key(service.base)})
        way.build(ring, local_post(), service.base).send(to_support())

    assert len(service.received) == 1


@every_way
def test_destination_without_a_name_is_refused(way: Way) -> None:
    notifier = way.build(Ring({}), local_post(), "http://127.0.0.1:9")

    with pytest.raises(PermanentError, match=f"write it like {way.name}:support"):
        notifier.send(to_support(to=None))


@every_way
def test_nothing_hostile_arrives_unseen(way: Way) -> None:
    """Control characters, overrides of the writing direction and links that run something are dropped."""
    with answering(way.good) as service:
        way.send(service, a_hostile_notice(to="support"))

    told = service.received[0].body.decode()
    assert RTL_OVERRIDE not in told
    assert "\\u00" not in told
    assert "\\u001b" not in told
    assert "javascript:" not in told
    assert len(service.received[0].body) < 20_000
