"""What SES puts into the queue of deliveries, in the shape of its documentation, and what is none of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.domain.feedback import Feedback, Outcome
from chalicelib.errors import InvalidInput
from chalicelib.feedback import is_from_ses, parse_feedback

LABELS = {"mention": "m1aa", "notice": "0" * 32}
MAIL = {
    "timestamp": "2026-03-14T09:14:02.012Z",
    "source": "Earshot <earshot@larkfield.example>",
    "sourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/larkfield.example",
    "sendingAccountId": "123456789012",
    "messageId": "EXAMPLE7c191be45-000000",
    "destination": ["ann@larkfield.example"],
    "headersTruncated": False,
    "headers": [{"name": "Subject", "value": "Acme: broke again"}],
    "commonHeaders": {"to": ["ann@larkfield.example"]},
    "tags": {
        "ses:configuration-set": ["MailFeedback-x"],
        "ses:source-ip": ["192.0.2.0"],
        **{name: [text] for name, text in LABELS.items()},
    },
}


def bounced(**changes: Any) -> str:
    """A bounce as SES publishes it."""
    bounce = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [
            {
                "emailAddress": "ann@elsewhere.example",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 <ann@elsewhere.example>: user unknown",
            }
        ],
        "timestamp": "2026-03-14T09:14:07.000Z",
        "feedbackId": "01000157c44f053b-000000",
        "reportingMTA": "dsn; mta.example.com",
        **changes,
    }
    return json.dumps({"eventType": "Bounce", "bounce": bounce, "mail": MAIL})


def complained(**changes: Any) -> str:
    """A complaint as SES publishes it."""
    complaint = {
        "complainedRecipients": [{"emailAddress": "ann@larkfield.example"}],
        "timestamp": "2026-03-14T09:20:00.000Z",
        "feedbackId": "01000157c44f053c-000000",
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        **changes,
    }
    return json.dumps({"eventType": "Complaint", "complaint": complaint, "mail": MAIL})


def told(outcome: Outcome, detail: str) -> Feedback:
    return Feedback(outcome, ("ann@larkfield.example",), detail, LABELS)


def test_bounce_names_whom_the_mail_was_sent_to_and_codes_only() -> None:
    """Who sent it back may be where it was forwarded to; a provider's own words may hold an address."""
    assert parse_feedback(bounced()) == told(Outcome.BOUNCED, "General, 5.1.1")


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_bounce_that_may_pass_is_one_mail_not_taken(kind: str) -> None:
    body = bounced(bounceType=kind, bounceSubType="MailboxFull")

    assert parse_feedback(body) == told(Outcome.NOT_TAKEN, "MailboxFull, 5.1.1")


@pytest.mark.parametrize(
    ("changes", "detail"),
    [({}, "abuse"), ({"complaintFeedbackType": None}, "it is not said why")],
)
def test_complaint_is_heeded_with_its_kind_or_without(changes: dict[str, Any], detail: str) -> None:
    assert parse_feedback(complained(**changes)) == told(Outcome.CALLED_SPAM, detail)


def test_code_that_is_none_is_not_repeated() -> None:
    """Neither lines for a log nor an address."""
    body = bounced(bounceSubType="x\nroot: ok", bouncedRecipients=[{"status": "<ann@larkfield.example>"}])

    assert parse_feedback(body) == told(Outcome.BOUNCED, "it is not said why")


@pytest.mark.parametrize(
    "body",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        complained(complaintFeedbackType="not-spam"),
        json.dumps({"eventType": "Delivery", "mail": MAIL, "delivery": {}}),
    ],
)
def test_what_is_nothing_to_heed_is_none(body: str) -> None:
    assert is_from_ses(body)
    assert parse_feedback(body) is None


@pytest.mark.parametrize(
    "body",
    [
        '{"eventType": "Bounce"',
        '{"eventType": 1, "mail": {"destination": []}}',
        '{"eventType": "Bounce", "mail": {"destination": []}}',
        '{"eventType": "Complaint", "mail": {"destination": []}, "complaint": 3}',
        '{"eventType": "Bounce", "mail": {"destination": "ann"}}',
        bounced(bounceType="Sometimes"),
        bounced(bouncedRecipients=None),
        '{"eventType": "' + "\ud800" + '"}',
        '{"eventType": ' + "[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused(body: str) -> None:
    assert is_from_ses(body)
    with pytest.raises(InvalidInput, match="no event of SES's"):
        parse_feedback(body)


def test_delivery_is_not_from_ses() -> None:
    assert not is_from_ses('{"mention_id": "m1aa", "delivery_id": "000002.step.email:ann"}')


def test_mail_without_tags_was_no_notice() -> None:
    event = json.loads(bounced())
    del event["mail"]["tags"]

    found = parse_feedback(json.dumps(event))

    assert found is not None
    assert found.mention_id is None
