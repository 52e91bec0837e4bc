"""An alert in PagerDuty: one until somebody has the mention, as serious as its urgency, closed with it."""

from __future__ import annotations

import pytest

from chalicelib.domain.deliveries import Cause
from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError
from chalicelib.notifiers.pagerduty import HOSTS, PagerDutyNotifier, dedup_key, event, event_after
from tests.domain.examples import a_judgement

from .examples import a_hostile_notice, a_notice, a_sequel
from .receiving import Ring, answering, local_post, reply

KEY = "R" * 32
TAKEN = reply(202, '{"status": "success"}')


def test_all_steps_of_a_mention_are_one_alert_until_somebody_has_it() -> None:
    """PagerDuty wakes nobody again by an alert that was acknowledged."""
    first, second = event(a_notice(step=1)), event(a_notice(step=2, delivery_id="other"))
    other, later = event(a_notice(mention={"id": "m2"})), event(a_notice(step=2, turn=2))

    assert first["dedup_key"] == second["dedup_key"]
    assert len({each["dedup_key"] for each in (first, other, later)}) == 3


@pytest.mark.parametrize(
    ("cause", "action"),
    [(Cause.TAKEN, "acknowledge"), (Cause.FREED, "resolve"), (Cause.OVER, "resolve")],
)
def test_alert_goes_the_way_of_its_mention(cause: Cause, action: str) -> None:
    after = event_after(a_sequel(cause, turn=2))

    assert after == {"event_action": action, "dedup_key": event(a_notice(turn=2))["dedup_key"]}


def test_sequel_says_nothing_of_what_was_said() -> None:
    with answering(TAKEN) as service:
        ring = Ring({"pagerduty:support": {"routing_key": KEY}})
        PagerDutyNotifier(ring, local_post(), {"us": service.base}).follow(a_sequel(Cause.OVER))

    assert set(service.received[0].json) == {"routing_key", "event_action", "dedup_key"}


@pytest.mark.parametrize("mention_id", ["", "m1", "m" * 1000, "\u202e"])
def test_key_of_the_alert_is_short_and_plain(mention_id: str) -> None:
    assert len(dedup_key(mention_id, 7)) <= 255
    assert dedup_key(mention_id, 7).isascii()


@pytest.mark.parametrize(
    ("mention", "severity"),
    [
        ({"signals": (Signal.SAFETY,)}, "critical"),
        ({}, "error"),
        ({"judgement": a_judgement(Verdict.INDIFFERENT)}, "warning"),
    ],
)
def test_alert_is_as_serious_as_the_mention_is_urgent(mention: dict[str, object], severity: str) -> None:
    assert event(a_notice(mention=mention))["payload"]["severity"] == severity


def test_alert_says_what_was_said_and_when() -> None:
    told = event(a_notice())

    assert told["event_action"] == "trigger"
    assert told["payload"]["timestamp"] == "2026-11-22T09:20:00+00:00"
    assert "“My lamp: The Larkfield lamp broke after a day.”" in told["payload"]["summary"]
    assert told["links"][0] == {"href": "https://blog.example/posts/1", "text": "Read it on blog.example"}


def test_summary_stays_within_what_pagerduty_takes() -> None:
    assert len(event(a_hostile_notice())["payload"]["summary"]) <= 1024


@pytest.mark.parametrize(("fields", "region"), [({}, "us"), ({"region": "eu"}, "eu")])
def test_event_goes_to_the_region_of_the_account(fields: dict[str, str], region: str) -> None:
    with answering(TAKEN) as service:
        ring = Ring({"pagerduty:support": {"routing_key": KEY, **fields}})
        hosts = {"us": "http://127.0.0.1:9", "eu": "http://127.0.0.1:9"} | {region: service.base}
        PagerDutyNotifier(ring, local_post(), hosts).send(a_notice(to="support"))

    assert service.received[0].path == "/v2/enqueue"
    assert service.received[0].json["routing_key"] == KEY
    assert all(host.startswith("https://events.") for host in HOSTS.values())


def test_key_that_pagerduty_does_not_know_is_to_be_checked() -> None:
    body = '{"status": "invalid event", "errors": ["Length of \'routing_key\' is incorrect"]}'
    with answering(reply(400, body)) as service:
        ring = Ring({"pagerduty:support": {"routing_key": KEY}})
        notifier = PagerDutyNotifier(ring, local_post(), {"us": service.base})
        with pytest.raises(PermanentError, match="check the integration key"):
            notifier.send(a_notice(to="support"))
