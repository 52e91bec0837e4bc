"""Drives a real embedded cloud: one per module, in a home and on ports of its own."""

from __future__ import annotations

import io
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ops import bundle, clouds, deployed, stack
from ops.embedded import Embedded
from ops.errors import CannotContinue, DeployFailed
from ops.home import Home
from ops.logs import follow
from ops.loopback import responds
from ops.ports import a_free_port
from ops.progress import Plain
from tests.ops import projects

pytestmark = pytest.mark.cloud

STACK = "tiny"
GUARDED = """
Parameters:
  Protect: {Type: String, Default: 'yes', AllowedValues: ['yes', 'no']}
Conditions:
  IsProtected: {'Fn::Equals': [{Ref: Protect}, 'yes']}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: {'Fn::If': [IsProtected, true, false]}
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
"""


class Running:
    """An embedded cloud, and a small project to deploy to it."""

    def __init__(self, path: Path, cloud_venv: Path) -> None:
        self.port = a_free_port()
        self.embedded = Embedded(Home(path / "home").make(), cloud_venv, self.port, smtp_port=a_free_port())
        self.cloud = clouds.embedded(self.port)
        self.project = path / "project"
        self.out = path / "out"

    def deploy(self, stack_name: str = STACK, parameters: dict[str, str] | None = None, **files: str) -> str:
        """Build and deploy the project, with these of its files changed; returns what was said."""
        said = io.StringIO()
        made = bundle.build(projects.write(self.project, **files), self.out, "try", Plain(said))
        stack.deploy(self.cloud, stack_name, made, parameters or {}, Plain(said))
        return said.getvalue()

    def is_guarded(self, stack_name: str) -> bool:
        """Whether the stack's table is protected from deletion, as the table itself says."""
        table = deployed.describe(self.cloud, stack_name).resources["Table"].physical_id
        described = self.cloud.client("dynamodb").describe_table(TableName=table)
        return bool(described["Table"]["DeletionProtectionEnabled"])

    def api(self) -> str:
        """Where the deployed API answers."""
        api = deployed.describe(self.cloud, STACK).resources["RestAPI"].physical_id
        return f"{self.embedded.endpoint}/_aws/execute-api/{api}/api/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, cloud_venv: Path) -> Iterator[Running]:
    made = Running(tmp_path_factory.mktemp("cloud"), cloud_venv)
    made.embedded.start()
    try:
        made.embedded.wait_ready()
        made.deploy()
        yield made
    finally:
        made.embedded.stop()


def test_a_deployed_stack_is_described_with_outputs_and_real_names(running: Running) -> None:
    found = deployed.describe(running.cloud, STACK)

    assert found.outputs["ThingsUrl"] == found.resources["Things"].physical_id
    assert found.resources["Things"].kind == "AWS::SQS::Queue"
    assert set(found.functions()) == {"APIHandler", "Shout"}
    assert responds(running.api())


def test_deploying_the_same_again_changes_nothing_and_uploads_nothing(running: Running) -> None:
    said = running.deploy()

    assert "nothing to change" in said
    assert "updating" not in said


def test_a_functions_environment_can_be_read_and_a_parameter_changes_it(running: Running) -> None:
    before = deployed.environment_of(running.cloud, STACK)

    running.deploy(parameters={"Answer": "42"})
    after = deployed.environment_of(running.cloud, STACK)
    running.deploy()
    kept = deployed.environment_of(running.cloud, STACK)

    assert (before["ANSWER"], after["ANSWER"]) == ("41", "42")
    assert kept["ANSWER"] == "42", "what is not named keeps its value"


def test_new_code_is_what_runs_next(running: Running) -> None:
    changed = projects.APP.replace(".upper()", ".title()")

    running.deploy(app=changed)

    assert deployed.invoke(running.cloud, STACK, "Shout", {"word": "hey"}) == "Hey"


def test_a_function_that_fails_says_how(running: Running) -> None:
    with pytest.raises(CannotContinue, match="function 'Shout' failed: 'boom'"):
        deployed.invoke(running.cloud, STACK, "Shout", {"word": "boom"})


def test_a_function_that_is_not_there_is_named_with_those_that_are(running: Running) -> None:
    with pytest.raises(CannotContinue, match=r"no function 'Whisper', it has \['APIHandler', 'Shout'\]"):
        deployed.invoke(running.cloud, STACK, "Whisper", {})


def test_a_stack_that_is_not_there_is_said_to_be_missing(running: Running) -> None:
    with pytest.raises(CannotContinue, match="there is no stack 'other'"):
        deployed.describe(running.cloud, "other")


def test_an_unknown_parameter_is_refused_before_anything_changes(running: Running) -> None:
    with pytest.raises(DeployFailed, match="no parameter \\['Anwser'\\]") as failed:
        running.deploy(parameters={"Anwser": "42"})

    assert failed.value.advice == "it has ['Answer']"


def test_what_functions_log_is_shown_under_their_name_with_nothing_that_a_terminal_would_obey(
    running: Running,
) -> None:
    deployed.invoke(running.cloud, STACK, "Shout", {"word": "red\x1b[31m"})
    out = io.StringIO()

    follow(running.cloud, STACK, timedelta(minutes=5), forever=False, out=out)

    lines = [line for line in out.getvalue().splitlines() if "I heard red" in line]
    assert len(lines) == 1
    assert " Shout      I heard red�[31m" in lines[0]
    assert "\x1b" not in out.getvalue()


def test_a_stack_that_cannot_be_made_tells_which_resource_and_why_and_then_how_to_be_rid_of_it(
    running: Running,
) -> None:
    queue = "{Type: 'AWS::SQS::Queue', Properties: {FifoQueue: true, QueueName: no-suffix}}"
    wrong = f"Resources: {{Things: {queue}}}"

    with pytest.raises(DeployFailed, match=r"Things \(AWS::SQS::Queue\): .+") as failed:
        running.deploy("broken", resources=wrong)
    with pytest.raises(DeployFailed, match="is in ROLLBACK_COMPLETE") as again:
        running.deploy("broken", resources=wrong)

    assert "stack 'broken' ended in ROLLBACK_COMPLETE" in failed.value.reason
    assert "aws cloudformation delete-stack --stack-name broken" in again.value.advice


def test_a_new_stacks_tables_are_protected_by_a_second_change_and_stay_so(running: Running) -> None:
    said = running.deploy("guarded", resources=GUARDED)
    later = running.deploy("guarded", resources=GUARDED)

    assert said.index("creating the stack guarded: done") < said.index("protecting its tables: done")
    assert running.is_guarded("guarded")
    assert "nothing to change" in later
    assert "not protected" not in later


def test_a_stack_for_trial_is_not_protected_until_somebody_says_so(running: Running) -> None:
    said = running.deploy("unguarded", {"Protect": "no"}, resources=GUARDED)
    before = running.is_guarded("unguarded")
    later = running.deploy("unguarded", resources=GUARDED)
    running.deploy("unguarded", {"Protect": "yes"}, resources=GUARDED)

    assert not before
    assert "protect" not in said
    assert "not protected from deletion; to protect them, deploy again with: --set Protect=yes" in later
    assert running.is_guarded("unguarded")


def test_a_guarded_stack_that_cannot_be_made_leaves_nothing_that_cannot_be_deleted(running: Running) -> None:
    formation = running.cloud.client("cloudformation")
    wrong = (
        GUARDED
        + "  Wrong: {Type: 'AWS::SQS::Queue', DependsOn: Table, Properties: {FifoQueue: true, QueueName: x}}"
    )

    with pytest.raises(DeployFailed, match="ended in ROLLBACK_COMPLETE"):
        running.deploy("undone", resources=wrong)
    formation.delete_stack(StackName="undone")
    formation.get_waiter("stack_delete_complete").wait(StackName="undone", WaiterConfig={"Delay": 0.2})
    said = running.deploy("undone", resources=GUARDED)

    assert "protecting its tables: done" in said
    assert running.is_guarded("undone")


def test_the_users_aws_configuration_is_neither_read_nor_sent(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    identity = clouds.embedded(running.port).client("sts").get_caller_identity()

    assert identity["Arn"].endswith(":root")


def test_a_page_in_a_browser_cannot_use_the_cloud(running: Running) -> None:
    request = urllib.request.Request(
        f"{running.embedded.endpoint}/_ministack/reset",
        method="POST",
        headers={"Origin": "https://evil.example"},
    )

    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=5)


def test_what_was_there_before_a_stop_is_there_after_a_start(running: Running) -> None:
    queue = deployed.outputs_of(running.cloud, STACK)["ThingsUrl"]
    running.cloud.client("sqs").send_message(QueueUrl=queue, MessageBody="keep me")
    assert responds(running.api())
    workers = running.embedded.workers()

    running.embedded.stop()
    left = [worker for worker in workers if worker.is_alive]
    running.embedded.start()
    running.embedded.wait_ready()
    received: dict[str, Any] = running.cloud.client("sqs").receive_message(QueueUrl=queue)

    assert workers
    assert left == []
    assert [each["Body"] for each in received["Messages"]] == ["keep me"]
    assert responds(running.api())


def test_a_crash_is_noticed_and_a_new_start_ends_what_it_left_behind(running: Running) -> None:
    """Its functions are waiting for a call that never comes: they go at once, or with the next start."""
    assert responds(running.api())
    workers = running.embedded.workers()
    process = running.embedded.service.process()
    assert process is not None

    process.signal(signal.SIGKILL)
    while process.is_alive:
        time.sleep(0.01)
    started = running.embedded.start()
    running.embedded.wait_ready()

    assert started
    assert not [worker for worker in workers if worker.is_alive]


def test_a_scheduled_event_looks_as_eventbridge_sends_it() -> None:
    event = deployed.scheduled(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))

    assert event["time"] == "2026-03-01T09:30:00Z"
    assert {"version", "account", "region", "detail", "detail-type", "source", "id", "resources"} < set(event)
