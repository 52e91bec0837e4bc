"""Trouble on real parts: destinations that are no good, mails that come back, a road that is broken.

What takes its time begins first, and is looked at last.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain import canary
from chalicelib.domain.feedback import labels_of
from ops import deployed
from ops.local import STACK
from tests.notifiers.receiving import Service, answering, hang, reply
from tests.road import System, earshot, heard_at, on_the_road, tell, wait_for
from tests.test_feedback import MAIL, bounced

pytestmark = on_the_road

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BUSY_S = 5


@dataclass
class Complaint:
    """Something that was noted, and what became of it."""

    system: System
    id: str
    words: str

    @property
    def dossier(self) -> Any:
        return self.system.mention(self.id)

    def delivery(self, destination: str) -> Any:
        return next((x for x in self.dossier["deliveries"] if x["destination"] == destination), None)

    def stands(self, destination: str, status: str) -> Any:
        """The delivery there, once it stands so."""
        found = self.delivery(destination)
        return found if found and found["status"] == status else None


def complain(system: System, name: str, *steps: str) -> Complaint:
    """A complaint about a watch of its own, of which people hear by these steps."""
    told = [word for step in steps for word in ("--step", step)]
    earshot(system.local, "policies", "set", name, *told)
    watch = ("watches", "add", name, "--kind", "own", "--names", f"Troublewell {name}")
    earshot(system.local, *watch, "--policy", name)
    words = f"The Troublewell {name} broke and nobody answers me, {time.time_ns()}."
    noted = tell(system, "/mentions", {"channel": "phone", "text": words, "watch": name})
    assert noted.status == 201, noted.body
    return Complaint(system, noted.json["mention"]["id"], words)


@dataclass
class Town:
    """Services that are told of one complaint, in one step with a mail, and are no good at it."""

    busy: Service
    complaint: Complaint


@pytest.fixture(scope="module")
def town(system: System) -> Iterator[Town]:
    """Of the three one hangs, one talks nonsense, and Slack asks for a pause."""
    with ExitStack() as open_until_the_end:
        hanging, nonsense, busy = (
            open_until_the_end.enter_context(answering(answer))
            for answer in (hang, b"nonsense\r\n\r\n", reply(429, Retry_After=str(BUSY_S)))
        )
        _set_keys(
            system,
            {
                "webhook:hanging": {"url": hanging.base, "secret": SECRET},
                "webhook:nonsense": {"url": nonsense.base, "secret": SECRET},
                "slack:busy": {"url": f"{busy.base}/services/T/B/X"},
            },
        )
        step = "0=webhook:hanging,webhook:nonsense,slack:busy,email:ben"
        yield Town(busy, complain(system, "town", step))


def _set_keys(system: System, more: dict[str, Any]) -> None:
    """As `earshot keys set` keeps them, which demands that Slack's are at Slack's own address."""
    secrets, name = system.client("secretsmanager"), system.physical("KeysSecret")
    kept = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
    secrets.put_secret_value(SecretId=name, SecretString=json.dumps({**kept, **more}))


@pytest.fixture(scope="module")
def operator(system: System) -> Callable[[str], Any]:
    """Listens at the operator's topic."""
    return heard_at(system, system.physical("OperatorTopic"), "operator-listener")


def test_destinations_that_are_no_good_hold_up_no_mail(system: System, town: Town) -> None:
    mail = wait_for("mail", lambda: system.mail_about(town.complaint.words, to="ben@larkfield.example"))
    wait_for("Slack's refusal", lambda: town.busy.received)
    town.busy.answer = reply(200, "ok")

    assert "Step 1 of 1" in mail.text
    assert wait_for("record", lambda: town.complaint.stands("email:ben", "sent"))
    for other in ("webhook:hanging", "webhook:nonsense", "slack:busy"):
        assert town.complaint.delivery(other)["status"] == "queued"


def test_mail_that_comes_back_is_a_failed_delivery_and_the_next_person_hears(
    system: System, operator: Callable[[str], Any]
) -> None:
    """From the topic on: what puts events into it, SES, delivers none in the embedded cloud."""
    earshot(system.local, "people", "add", "eve", "Eve Eastwood", "eve@larkfield.example")
    complaint = complain(system, "bounce", "0=email:eve", "30=email:ben")
    sent = wait_for("mail to Eve", lambda: complaint.stands("email:eve", "sent"))

    event = _came_back(complaint, sent["id"])
    topic = {"TopicArn": system.physical("MailFeedbackTopic")}
    for body in (event, "Successfully validated SNS topic for Amazon SES event publishing.", event):
        system.client("sns").publish(**topic, Message=body)
    wait_for("mail to Ben", lambda: system.mail_about(complaint.words, to="ben@larkfield.example"))

    assert complaint.delivery("email:eve")["failure"] == "mail bounced (General, 5.1.1)"
    assert "undelivered" in [line["deed"] for line in complaint.dossier["history"]]
    people = json.loads(earshot(system.local, "people", "list", "--json"))
    marked = {each["id"]: each["unreachable"] for each in people if each["unreachable"]}
    assert set(marked) == {"eve"}
    assert wait_for("word to the operator", lambda: operator("No mail goes to eve any more"))


def _came_back(complaint: Complaint, delivery_id: str) -> str:
    """What SES publishes of the mail, as it was labelled."""
    labels = labels_of(complaint.id, f"{complaint.id}.{delivery_id}")
    tags = {name: [text] for name, text in labels.items()}
    mail = {**MAIL, "destination": ["eve@larkfield.example"], "tags": tags}
    return json.dumps({**json.loads(bounced()), "mail": mail})


def test_canary_that_is_held_up_is_missed_by_another_road_and_arrives_once_it_is_free(
    system: System, operator: Callable[[str], Any]
) -> None:
    """The functions themselves, as the schedule would call them at night; the road between them is real."""
    now = datetime.now(UTC)
    mention_id = canary.id_of(system.api, now.date())
    _let_deliveries_flow(system, flow=False)
    _run(system, "ReleaseCanary", now)
    wait_for("escalation", lambda: system.mention(mention_id).get("deliveries"))

    is_there = _run(system, "CheckCanary", now)

    assert is_there is False
    assert wait_for("word to the operator", lambda: operator("its notice did not go out"))
    _let_deliveries_flow(system, flow=True)
    wait_for("acknowledgement", lambda: system.mention(mention_id)["status"] == "acknowledged")
    assert _run(system, "CheckCanary", now) is True
    assert system.mention(mention_id)["status"] == "resolved"


def _run(system: System, function: str, now: datetime) -> Any:
    return deployed.invoke(system.local.cloud, STACK, function, deployed.scheduled(now))


def _let_deliveries_flow(system: System, flow: bool) -> None:
    """Switch off what calls Deliver when there is something to deliver, or on again."""
    functions = system.client("lambda")
    name = system.physical("Deliver")
    for mapping in functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=flow)


def test_destination_that_asked_for_a_pause_is_told_after_it_and_once(system: System, town: Town) -> None:
    """A minute later at the earliest; then FollowUp, which runs every minute, is not waited for."""

    def is_sent() -> Any:
        _run(system, "FollowUp", datetime.now(UTC))
        return town.complaint.stands("slack:busy", "sent")

    wait_for("record", is_sent)

    refused, taken = town.busy.received
    assert town.complaint.words in taken.body.decode()
    assert refused.json == taken.json
