"""What comes back of a mail: known again by labels that say nothing of anybody, and told in words."""

from dataclasses import replace

import pytest

from chalicelib.domain.feedback import Feedback, Outcome, alarm_of, labels_of, reason_of
from chalicelib.domain.people import Person

from .examples import NOW

ANN = Person("ann", "Ann Archer", "ann@larkfield.example")


def test_labels_lead_to_the_notice_and_name_nobody() -> None:
    notice_id = "m1aa.000002.step.email:ann"

    labels = labels_of("m1aa", notice_id)

    assert labels == labels_of("m1aa", notice_id)
    assert labels != labels_of("m1aa", "m1aa.000002.step.email:ben")
    assert Feedback(Outcome.BOUNCED, (), "", labels).mention_id == "m1aa"
    assert "ann" not in "".join(labels.values())


def test_mail_without_labels_was_about_no_mention() -> None:
    assert Feedback(Outcome.BOUNCED, (), "").mention_id is None


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Outcome.BOUNCED, "mail bounced on 2026-03-14 (NoEmail, 5.1.1)"),
        (Outcome.CALLED_SPAM, "a mail was called spam on 2026-03-14 (NoEmail, 5.1.1)"),
    ],
)
def test_operator_is_told_who_why_and_what_to_do(outcome: Outcome, why: str) -> None:
    reason = reason_of(
        Feedback(outcome, (ANN.email,), "NoEmail, 5.1.1"), NOW.replace(month=3, day=14, year=2026)
    )
    subject, text = alarm_of(replace(ANN, unreachable=reason))

    assert reason == why
    assert "ann" in subject
    assert why in text
    assert "earshot people add ann" in text
    assert ANN.email not in subject + text


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("ann@larkfield.example", True),
        (" Ann@LARKFIELD.example ", True),
        ("ben@larkfield.example", False),
        ("ann@other.example", False),
        ("", False),
    ],
)
def test_person_is_known_by_their_address(address: str, is_theirs: bool) -> None:
    assert ANN.is_at(address) is is_theirs


def test_domain_is_the_same_in_ascii() -> None:
    eva = Person("eva", "Eva", "eva@bücher.example")

    assert eva.is_at("eva@xn--bcher-kva.example")
    assert not eva.is_at(f"eva@{'ü' * 70}.example")
