"""The merged template is what we mean: Chalice's merge accepts typing errors in silence, so we read it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.domain.escalations import LEASE
from chalicelib.settings import Settings
from chalicelib.storage.tables import ITEMS
from ops.bundle import Bundle
from tests.tables import template_properties

ROOT = Path(__file__).parents[1]
FUNCTIONS = ("APIHandler", "Escalate", "Fetch", "FollowUp", "Plan")

Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def template(built: Bundle) -> dict[str, Any]:
    return built.template


@pytest.fixture(scope="session")
def resources(template: dict[str, Any]) -> Resources:
    found: Resources = template["Resources"]
    return found


def _of_type(resources: Resources, kind: str) -> dict[str, dict[str, Any]]:
    return {name: r["Properties"] for name, r in resources.items() if r["Type"] == kind}


def _named_by(reference: Any) -> str:
    """The logical id that a Ref, Fn::GetAtt or Fn::Sub points at."""
    ((how, to),) = reference.items()
    if how == "Fn::Sub":
        return str(to).split("${")[1].split("}")[0].split(".")[0]
    return str(to[0] if how == "Fn::GetAtt" else to)


def test_linter_finds_nothing(built: Bundle) -> None:
    lint = [str(Path(sys.executable).with_name("cfn-lint")), str(built.template_path)]

    done = subprocess.run(lint, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_we_merge_into_exists() -> None:
    """A mistyped logical id would become a resource without a type, or an override of nothing."""
    ours = yaml.safe_load((ROOT / ".chalice" / "resources.yaml").read_text())["Resources"]

    overridden = {name for name, resource in ours.items() if "Type" not in resource}

    assert overridden == {*FUNCTIONS, "RestAPI"}


def test_every_resource_has_a_type(resources: Resources) -> None:
    assert not [name for name, resource in resources.items() if "Type" not in resource]


def test_configuration_names_real_functions(resources: Resources) -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    configured = config["stages"]["earshot"]["lambda_functions"]

    assert {name.replace("_", "").lower() for name in configured} == {f.lower() for f in FUNCTIONS}
    assert set(_of_type(resources, "AWS::Serverless::Function")) == set(FUNCTIONS)


def test_functions_run_from_app(resources: Resources) -> None:
    """Chalice points a blueprint's job elsewhere; then `app.py` would never load."""
    handlers = {r["Handler"] for r in _of_type(resources, "AWS::Serverless::Function").values()}

    assert handlers == {"app.app", "app.plan", "app.fetch", "app.escalate", "app.follow_up"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_is_traced_and_keeps_its_logs_for_a_while(function: str, resources: Resources) -> None:
    properties = resources[function]["Properties"]
    group = resources[_named_by(properties["LoggingConfig"]["LogGroup"])]

    assert properties["Tracing"] == "Active"
    assert group["Type"] == "AWS::Logs::LogGroup"
    assert group["Properties"]["RetentionInDays"] == 30


def _statements(resources: Resources, function: str) -> Iterator[dict[str, Any]]:
    role = resources[_named_by(resources[function]["Properties"]["Role"])]
    for policy in role["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_may_write_its_own_log(function: str, resources: Resources) -> None:
    group = _named_by(resources[function]["Properties"]["LoggingConfig"]["LogGroup"])

    allowed = [s for s in _statements(resources, function) if "logs:PutLogEvents" in s["Action"]]

    assert [_named_by(statement["Resource"]) for statement in allowed] == [group]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_has_a_role_of_its_own_without_wildcards(function: str, resources: Resources) -> None:
    roles = [resources[name]["Properties"]["Role"] for name in FUNCTIONS]
    statements = list(_statements(resources, function))

    assert roles.count(resources[function]["Properties"]["Role"]) == 1
    assert not [action for s in statements for action in s["Action"] if "*" in action]
    everything = [s["Sid"] for s in statements if s["Resource"] == "*"]
    assert everything == ["Trace"], "X-Ray knows no resources; everything else is named"


def _mappings(resources: Resources) -> dict[str, dict[str, Any]]:
    functions = _of_type(resources, "AWS::Serverless::Function")
    events = {name: f.get("Events", {}) for name, f in functions.items()}
    return {
        name: event["Properties"]
        for name, all_of_it in events.items()
        for event in all_of_it.values()
        if event["Type"] == "SQS"
    }


def test_queue_functions_answer_with_what_failed_and_are_bounded(resources: Resources) -> None:
    mappings = _mappings(resources)

    assert set(mappings) == {"Fetch", "Escalate"}
    for mapping in mappings.values():
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2
        assert mapping["BatchSize"] == 10


def test_every_queue_has_its_dead_letters_of_the_same_kind(resources: Resources) -> None:
    queues = _of_type(resources, "AWS::SQS::Queue")
    dead = {
        _named_by(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in queues.values() if "RedrivePolicy" in q
    }

    assert dead == {"FetchDeadLetters", "NegativesDeadLetters"}
    for name, queue in queues.items():
        assert queue["SqsManagedSseEnabled"] is True
        if name not in dead:
            target = queues[_named_by(queue["RedrivePolicy"]["deadLetterTargetArn"])]
            assert queue.get("FifoQueue") == target.get("FifoQueue")


def test_every_dead_letter_queue_has_an_alarm_that_somebody_hears(resources: Resources) -> None:
    alarms = _of_type(resources, "AWS::CloudWatch::Alarm").values()
    watched = {
        _named_by(alarm["Dimensions"][0]["Value"]): alarm["AlarmActions"]
        for alarm in alarms
        if alarm["Namespace"] == "AWS/SQS"
    }

    assert set(watched) == {"FetchDeadLetters", "NegativesDeadLetters"}
    assert all(_named_by(actions[0]) == "OperatorTopic" for actions in watched.values())


def test_message_stays_invisible_for_six_runs_of_its_function(resources: Resources) -> None:
    """What AWS advises: retries after throttling must not make a message visible under a running function."""
    for function, mapping in _mappings(resources).items():
        queue = resources[_named_by(mapping["Queue"])]["Properties"]
        assert queue["VisibilityTimeout"] >= 6 * resources[function]["Properties"]["Timeout"]


def test_lease_outlives_the_function_that_holds_it(resources: Resources) -> None:
    assert timedelta(seconds=resources["Escalate"]["Properties"]["Timeout"]) < LEASE


def test_schedules_run_every_minute(resources: Resources) -> None:
    for function in ("Plan", "FollowUp"):
        (event,) = resources[function]["Properties"]["Events"].values()
        assert event["Properties"]["Schedule"] == "rate(1 minute)"


def test_functions_are_given_all_settings(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    environment = dict.fromkeys(variables, "1")

    settings = Settings.from_environment(environment)

    assert settings.mail_from == "1"
    only_escalate = template["Resources"]["Escalate"]["Properties"]["Environment"]["Variables"]
    assert set(only_escalate) == {"EARSHOT_API_URL"}


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_table_is_as_storage_expects_it(name: str, resources: Resources) -> None:
    table = resources[name.capitalize()]["Properties"]
    expected = template_properties(ITEMS[name])

    assert {key: _sorted(table[key]) for key in expected} == expected
    assert ("TimeToLiveSpecification" in table) == ("TimeToLiveSpecification" in expected)
    assert ("GlobalSecondaryIndexes" in table) == ("GlobalSecondaryIndexes" in expected)


def _sorted(value: Any) -> Any:
    """Attributes and indexes in order of their names; keys stay as they stand."""
    name = next(
        (n for n in ("IndexName", "AttributeType") if isinstance(value, list) and n in value[0]), None
    )
    return sorted(value, key=lambda each: each.get("IndexName", each.get("AttributeName"))) if name else value


def test_tables_can_be_protected(resources: Resources) -> None:
    for table in _of_type(resources, "AWS::DynamoDB::Table").values():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}
        recovery = table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert recovery == {"Fn::If": ["IsProtected", True, False]}


def test_link_secret_is_generated_and_never_a_parameter(resources: Resources) -> None:
    assert resources["LinkSecret"]["Properties"]["GenerateSecretString"]["PasswordLength"] >= 32


def test_operator_hears_when_people_could_not_be_told(resources: Resources) -> None:
    pattern = resources["UndeliveredNotices"]["Properties"]["FilterPattern"]
    alarm = resources["UndeliveredNoticesAlarm"]["Properties"]

    said = re.findall(r'"([^"]+)"', pattern)[0]
    assert f'log.warning("{said}"' in (ROOT / "chalicelib" / "services" / "escalate.py").read_text()
    assert _named_by(alarm["AlarmActions"][0]) == "OperatorTopic"


def test_api_has_one_stage_and_is_throttled(template: dict[str, Any], resources: Resources) -> None:
    """Without a version SAM adds a stage called Stage, which nothing throttles."""
    api = resources["RestAPI"]["Properties"]

    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] <= 100
    assert api["EndpointConfiguration"] in ("REGIONAL", {"Type": "REGIONAL"})
