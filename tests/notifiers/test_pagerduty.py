"""An alert in PagerDuty: one for a mention, as serious as its urgency."""

from __future__ import annotations

import pytest

from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError
from chalicelib.notifiers.pagerduty import HOSTS, PagerDutyNotifier, dedup_key, event
from tests.domain.examples import a_judgement

from .examples import a_hostile_notice, a_notice
from .receiving import Ring, answering, local_post, reply

KEY = "R" * 32
TAKEN = reply(202, '{"status": "success"}')


def test_all_steps_of_a_mention_are_one_alert() -> None:
    first, second = event(a_notice(step=1), KEY), event(a_notice(step=2, delivery_id="other"), KEY)
    other = event(a_notice(mention={"id": "m2"}), KEY)

    assert first["dedup_key"] == second["dedup_key"]
    assert first["dedup_key"] != other["dedup_key"]


@pytest.mark.parametrize("mention_id", ["", "m1", "m" * 1000, "\u202e"])
def test_key_of_the_alert_is_short_and_plain(mention_id: str) -> None:
    assert len(dedup_key(mention_id)) <= 255
    assert dedup_key(mention_id).isascii()


@pytest.mark.parametrize(
    ("mention", "severity"),
    [
        ({"signals": (Signal.SAFETY,)}, "critical"),
        ({}, "error"),
        ({"judgement": a_judgement(Verdict.INDIFFERENT)}, "warning"),
    ],
)
def test_alert_is_as_serious_as_the_mention_is_urgent(mention: dict[str, object], severity: str) -> None:
    assert event(a_notice(mention=mention), KEY)["payload"]["severity"] == severity


def test_alert_says_what_was_said_and_when() -> None:
    told = event(a_notice(), KEY)

    assert told["event_action"] == "trigger"
    assert told["payload"]["timestamp"] == "2026-11-22T09:20:00+00:00"
    assert "“My lamp: The Larkfield lamp broke after a day.”" in told["payload"]["summary"]
    assert told["links"][0] == {"href": "https://blog.example/posts/1", "text": "Read it on blog.example"}


def test_summary_stays_within_what_pagerduty_takes() -> None:
    assert len(event(a_hostile_notice(), KEY)["payload"]["summary"]) <= 1024


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
