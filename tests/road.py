"""A whole system on real parts, and how tests drive it from outside.

The embedded cloud runs the real bundle from the real template as real processes, on its real schedule, with
the IAM policies enforced. Mail goes over SMTP. Nothing in here knows how Earshot does it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ops import mailbox
from ops.local import STACK, Local, Ports
from ops.mailbox import Mail

ROOT = Path(__file__).parents[1]
CLOUD_VENV = Path(os.environ.get("EARSHOT_CLOUD_VENV", ROOT / ".venv-cloud"))
EARSHOT = str(Path(sys.executable).with_name("earshot"))
# A minute until the schedule fires, and time for the functions' cold starts on a busy machine.
PATIENCE_S = 300

on_the_road = [
    pytest.mark.cloud,
    pytest.mark.xdist_group("road"),  # one system for all of them
    pytest.mark.skipif(not CLOUD_VENV.exists(), reason=f"no embedded cloud in {CLOUD_VENV}; run: make setup"),
]
Found = TypeVar("Found")


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(url: str, method: str = "GET", token: str = "", **form: str) -> Answer:
    """An HTTP request as a person or program would send it; no error status raises."""
    data = urllib.parse.urlencode(form).encode() if method == "POST" and not token else None
    request = urllib.request.Request(url, method=method, data=data)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode(), dict(error.headers))


def wait_for(what: str, look: Callable[[], Found | None], patience_s: float = PATIENCE_S) -> Found:
    """What `look` finds, as soon as it finds it."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"no {what} within {patience_s:.0f} s")


@dataclass
class System:
    local: Local
    status: dict[str, str]

    @property
    def api(self) -> str:
        return self.status["api"]

    @property
    def token(self) -> str:
        return self.status["token"]

    def client(self, service: str) -> Any:
        return self.local.cloud.client(service)

    def physical(self, logical_id: str) -> str:
        """What the cloud calls a resource of the stack."""
        formation = self.client("cloudformation")
        found = formation.describe_stack_resource(StackName=STACK, LogicalResourceId=logical_id)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def say(self, title: str, text: str, site: str = "forum") -> str:
        """Say something on the square; answers with its address."""
        body = json.dumps({"site": site, "title": title, "text": text, "author": "Joan"}).encode()
        request = urllib.request.Request(
            f"{self.status['town_square']}_publish", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            said = json.load(answer)
        return str(said["address"])

    def mail_about(self, words: str, to: str = "ann@larkfield.example") -> Mail | None:
        caught = mailbox.mails(self.local.home.mail)
        return next((mail for mail in caught if words in mail.text and to in mail.to), None)

    def mention(self, mention_id: str) -> Any:
        return ask(f"{self.api}/mentions/{mention_id}", token=self.token).json

    def mention_titled(self, title: str) -> Any:
        listed = ask(f"{self.api}/mentions?limit=100", token=self.token).json["mentions"]
        return next((each for each in listed if each["title"] == title), None)


def environment_of(local: Local) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "EARSHOT_"))},
        "EARSHOT_HOME": str(local.home.path),
        "EARSHOT_CLOUD_VENV": str(CLOUD_VENV),
        **{f"EARSHOT_{name.upper()}_PORT": str(port) for name, port in vars_of(local.ports).items()},
    }


def vars_of(ports: Ports) -> dict[str, int]:
    return {name: getattr(ports, name) for name in Ports.__dataclass_fields__}


def earshot(local: Local, *arguments: str) -> str:
    """What the command prints. It must succeed."""
    done = subprocess.run(
        [EARSHOT, *arguments], env=environment_of(local), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tell(system: System, path: str, said: dict[str, Any] | None = None, token: str = "") -> Answer:
    """Send this to the API, as JSON; no error status raises."""
    request = urllib.request.Request(f"{system.api}{path}", data=json.dumps(said or {}).encode())
    request.add_header("Authorization", f"Bearer {token or system.token}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode(), dict(error.headers))


def heard_at(system: System, topic_arn: str, queue: str) -> Callable[[str], Any]:
    """Listens at the SNS topic from now on, by a queue of this name; answers with the message that holds the
    words, once it has come.
    """
    sqs, sns = system.client("sqs"), system.client("sns")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)
    heard: list[Any] = []

    def listen(words: str) -> Any:
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        heard.extend(json.loads(message["Body"]) for message in received)
        return next((each for each in heard if words in each["Message"]), None)

    return listen
