"""A webhook of one's own: whoever checks it as Standard Webhooks says finds that it is ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook

from chalicelib.domain.deliveries import Cause
from chalicelib.domain.notices import Notice
from chalicelib.domain.reach import Reach
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from chalicelib.errors import PermanentError
from chalicelib.notifiers.webhook import WebhookNotifier, content, content_after, webhook_id
from tests.domain.examples import a_mention

from .examples import a_notice, a_sequel
from .receiving import Received, Ring, answering, local_post, reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()
NOW = datetime(2026, 11, 22, 9, 30, 15, 999_999, tzinfo=UTC)


def received(notice: Notice, now: datetime = NOW, **fields: str) -> Received:
    with answering(reply(204)) as service:
        ring = Ring({"webhook:crm": {"url": f"{service.base}/in", "secret": SECRET, **fields}})
        WebhookNotifier(ring, local_post(), lambda: now).send(notice)
    return service.received[0]


def expected(request: Received, secret: str) -> str:
    """The signature by the standard's words, and by nothing of ours nor of its library."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{request.header('webhook-id')}.{request.header('webhook-timestamp')}.".encode() + request.body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_signature_covers_id_time_and_body() -> None:
    request = received(a_notice(to="crm"))

    assert request.header("webhook-signature") == expected(request, SECRET)
    assert request.header("webhook-timestamp") == "1795339815"


def test_published_example_of_the_standard_is_signed_as_published() -> None:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/python/tests/test_webhooks.py"""
    at = datetime.fromtimestamp(1614265330, UTC)

    signature = Webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_clock_of_another_zone_signs_the_same() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))

    assert received(a_notice(to="crm"), there).header("webhook-timestamp") == "1795339815"
    request = received(a_notice(to="crm"), there)
    assert request.header("webhook-signature") == expected(request, SECRET)


def test_receiver_with_the_library_of_the_standard_accepts_it() -> None:
    request = received(a_notice(to="crm"), datetime.now(UTC))
    headers = {
        name: request.header(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    }

    assert Webhook(SECRET).verify(request.body, headers)["type"] == "mention.escalated"


def test_while_a_secret_is_changed_both_sign() -> None:
    request = received(a_notice(to="crm"), old_secret=OLD)

    assert request.header("webhook-signature") == f"{expected(request, SECRET)} {expected(request, OLD)}"


def test_notice_sent_twice_has_the_same_id_and_another_time() -> None:
    first = received(a_notice(to="crm", delivery_id="d.1"))
    second = received(a_notice(to="crm", delivery_id="d.1"), NOW + timedelta(minutes=5))

    assert first.header("webhook-id") == second.header("webhook-id")
    assert first.body == second.body
    assert first.header("webhook-timestamp") != second.header("webhook-timestamp")


def test_other_notices_have_other_ids_without_full_stops() -> None:
    notices = [
        a_notice(to="crm", delivery_id="d.1"),
        a_notice(to="crm", delivery_id="d.2"),
    ]

    ids = [webhook_id(notice) for notice in notices]

    assert len(set(ids)) == len(ids)
    assert not [each for each in ids if "." in each]


def test_program_gets_the_whole_story() -> None:
    told = content(a_notice(to="crm"))

    assert (told["type"], told["timestamp"]) == ("mention.escalated", "2026-11-22T09:30:00+00:00")
    data = told["data"]
    assert (data["verdict"], data["urgency"], data["watch"]) == ("bad", "soon", "larkfield")
    assert data["reach"] is None
    assert (data["confidence"], data["calibrated"]) == (a_mention().judgement.confidence, False)
    assert data["url"] == "https://blog.example/posts/1"
    assert data["said_at"] == "2026-11-22T09:20:00+00:00"
    assert (data["step"], data["steps"], data["to"]) == (1, 2, "crm")
    assert data["links"]["mention"] == "https://api.example/api/mentions/m1"
    assert data["playbook"]["never"].startswith("Never")


def test_program_gets_the_confidence_that_the_api_shows() -> None:
    calibrated = Probabilities(bad=0.41, good=0.29, indifferent=0.2, troll=0.1)
    judgement = Judgement(Verdict.BAD, 0.9126, ("broke",), "test-1", calibrated=calibrated)

    told = content(a_notice(to="crm", mention={"judgement": judgement}))["data"]

    assert (told["confidence"], told["calibrated"]) == (0.41, True)


def test_program_gets_how_far_it_goes_where_that_is_told() -> None:
    told = content(a_notice(mention={"reach": Reach(None, 140)}))

    assert told["data"]["reach"] == {"audience": None, "reactions": 140}
    assert told["data"]["urgency"] == "urgent"


def test_secret_that_is_none_is_not_repeated() -> None:
    with pytest.raises(PermanentError) as caught:
        received(a_notice(to="crm"), secret="whsec_x")

    assert "earshot keys set webhook:crm" in str(caught.value)
    assert "whsec_x" not in str(caught.value)


def test_program_that_wants_no_more_says_so_for_good() -> None:
    with answering(reply(410)) as service:
        ring = Ring({"webhook:crm": {"url": service.base, "secret": SECRET}})
        notifier = WebhookNotifier(ring, local_post(), lambda: NOW)
        with pytest.raises(PermanentError, match="wants no more webhooks"):
            notifier.send(a_notice(to="crm"))


@pytest.mark.parametrize(
    ("cause", "event"),
    [(Cause.TAKEN, "mention.taken"), (Cause.FREED, "mention.freed"), (Cause.OVER, "mention.over")],
)
def test_how_it_went_on_is_an_event_of_its_own(cause: Cause, event: str) -> None:
    sequel = a_sequel(cause)

    assert content_after(sequel) == {
        "type": event,
        "timestamp": "2026-11-22T09:35:00+00:00",
        "data": {"mention": sequel.mention.id, "watch": "larkfield"},
    }


def test_sequel_is_signed_and_has_the_same_id_however_often_it_is_tried() -> None:
    with answering(reply(204)) as service:
        ring = Ring({"webhook:support": {"url": f"{service.base}/in", "secret": SECRET}})
        notifier = WebhookNotifier(ring, local_post(), lambda: NOW)
        for _ in range(2):
            notifier.follow(a_sequel(Cause.OVER))
        notifier.follow(a_sequel(Cause.TAKEN))

    first, again, other = service.received
    assert first.header("webhook-id") == again.header("webhook-id") != other.header("webhook-id")
    assert first.header("webhook-signature") == expected(first, SECRET)
