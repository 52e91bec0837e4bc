"""The registry builds each notifier from the settings it says it needs, and imports it only then."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module

import pytest

from chalicelib import notifiers
from chalicelib.errors import NotFound, PermanentError


@dataclass
class Everything:
    mail_from: str = "earshot@larkfield.example"
    mail_feedback_set: str = "feedback-1"
    topic_arn: str = "arn:aws:sns:eu-west-1:123456789012:earshot"
    keys_secret_arn: str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys"
    allow_private_addresses: bool = False


@dataclass
class OnlyTopic:
    topic_arn: str = "arn:aws:sns:eu-west-1:123456789012:earshot"


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.mark.parametrize("name", sorted(notifiers.NAMES))
def test_every_registered_notifier_can_be_built(name: str) -> None:
    notifier = notifiers.build(name, Everything())

    assert callable(notifier.send)
    assert type(notifier).__module__ == import_module(f"chalicelib.notifiers.{name}").__name__


def test_notifier_reads_no_setting_that_it_does_not_need() -> None:
    assert notifiers.build("sns", OnlyTopic())


def test_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match="no notifier 'pigeon'"):
        notifiers.build("pigeon", Everything())


def test_sender_without_an_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(PermanentError, match="sender has no usable"):
        notifiers.build("email", Everything(mail_from="nobody"))


@pytest.mark.parametrize("module", ["email", "sns"])
def test_importing_a_notifier_loads_neither_aws_nor_templates(module: str) -> None:
    code = (
        f"import sys, chalicelib.notifiers.{module}; "
        "print(sorted({'boto3', 'botocore', 'jinja2'} & set(sys.modules)))"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
