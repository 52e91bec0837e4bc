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

from chalicelib.domain import canary
from chalicelib.domain.deliveries import LEASE
from chalicelib.settings import Settings
from chalicelib.storage.subscribers import ALL
from chalicelib.storage.tables import ITEMS
from chalicelib.web.routes import THROTTLE, operations
from ops.bundle import Bundle
from tests.tables import template_properties

ROOT = Path(__file__).parents[1]
FUNCTIONS = (
    "APIHandler",
    "CheckCanary",
    "Deliver",
    "Escalate",
    "Fetch",
    "FollowUp",
    "OpenMail",
    "Plan",
    "Recheck",
    "ReleaseCanary",
)

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

    names = "app plan fetch escalate deliver open_mail follow_up recheck release_canary check_canary"
    assert handlers == {f"app.{name}" for name in names.split()}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_keeps_its_logs_for_a_while(function: str, resources: Resources) -> None:
    properties = resources[function]["Properties"]
    group = resources[_named_by(properties["LoggingConfig"]["LogGroup"])]

    assert group["Type"] == "AWS::Logs::LogGroup"
    assert group["Properties"]["RetentionInDays"] == 30


def test_functions_are_traced_where_somebody_wants_to_pay_for_it(
    template: dict[str, Any], resources: Resources
) -> None:
    functions = _of_type(resources, "AWS::Serverless::Function").values()

    assert all(function["Tracing"] == {"Ref": "Tracing"} for function in functions)
    assert template["Parameters"]["Tracing"]["Default"] == "PassThrough"


def test_queue_of_mails_is_asked_only_where_mail_may_come(template: dict[str, Any]) -> None:
    """Asking an empty queue costs money."""
    resources, conditions = template["Resources"], template["Conditions"]

    asked = {name: mapping.get("Enabled", True) for name, mapping in _mappings(resources).items()}
    may_come = [{"Condition": "ReceivesMail"}, {"Condition": "HasGatewayUrl"}]
    assert asked == {
        "Fetch": True,
        "Escalate": True,
        "Deliver": True,
        "OpenMail": {"Fn::If": ["OpensMail", True, False]},
    }
    assert conditions["OpensMail"] == {"Fn::Or": may_come}


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

    assert set(mappings) == {"Fetch", "Escalate", "Deliver", "OpenMail"}
    for name, mapping in mappings.items():
        most = mapping["ScalingConfig"]["MaximumConcurrency"]
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert most == {"Ref": "FetchConcurrency"} if name == "Fetch" else most >= 2
    assert {name: mapping["BatchSize"] for name, mapping in mappings.items()} == {
        "Fetch": 10,
        "Escalate": 10,
        "Deliver": 1,  # a slow destination holds up no other
        "OpenMail": 10,
    }


def test_every_queue_has_its_dead_letters_of_the_same_kind(resources: Resources) -> None:
    queues = _of_type(resources, "AWS::SQS::Queue")
    dead = {
        _named_by(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in queues.values() if "RedrivePolicy" in q
    }

    assert dead == {
        "FetchDeadLetters",
        "NegativesDeadLetters",
        "DeliveriesDeadLetters",
        "InboundDeadLetters",
    }
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

    assert set(watched) == {
        "FetchDeadLetters",
        "NegativesDeadLetters",
        "DeliveriesDeadLetters",
        "InboundDeadLetters",
    }
    assert all(_named_by(actions[0]) == "OperatorTopic" for actions in watched.values())


def test_message_stays_invisible_for_six_runs_of_its_function(resources: Resources) -> None:
    """What AWS advises: retries after throttling must not make a message visible under a running function."""
    for function, mapping in _mappings(resources).items():
        queue = resources[_named_by(mapping["Queue"])]["Properties"]
        assert queue["VisibilityTimeout"] >= 6 * resources[function]["Properties"]["Timeout"]


def test_lease_outlives_the_function_that_holds_it(resources: Resources) -> None:
    assert timedelta(seconds=resources["Deliver"]["Properties"]["Timeout"]) < LEASE


def test_schedules_run_every_minute(resources: Resources) -> None:
    for function in ("Plan", "FollowUp"):
        (event,) = resources[function]["Properties"]["Events"].values()
        assert event["Properties"]["Schedule"] == "rate(1 minute)"


def test_recheck_meets_every_hour_of_the_clock_once(resources: Resources) -> None:
    """A rate drifts across the hour's edge, and would now and then leave one out."""
    (event,) = resources["Recheck"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "cron(23 * * * ? *)"


def test_functions_are_given_all_settings(template: dict[str, Any]) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    environment = dict.fromkeys(variables, "1")

    settings = Settings.from_environment(environment)

    assert settings.mail_from == "1"


def test_only_who_tells_people_and_hubs_where_we_are_knows_it(resources: Resources) -> None:
    """The API's own functions cannot name the API, which is made from them."""
    functions = _of_type(resources, "AWS::Serverless::Function")
    environments = {name: f.get("Environment", {}).get("Variables", {}) for name, f in functions.items()}

    told = {name: env["EARSHOT_API_URL"] for name, env in environments.items() if "EARSHOT_API_URL" in env}
    assert set(told) == {"Deliver", "Fetch", "ReleaseCanary", "CheckCanary"}
    assert all(each == told["Fetch"] for each in told.values())


def test_gateway_hands_on_what_hubs_push_byte_for_byte(resources: Resources) -> None:
    """As text in UTF-8 it would be altered where it is none, and its signature would be wrong."""
    binary = resources["RestAPI"]["Properties"]["DefinitionBody"]["x-amazon-apigateway-binary-media-types"]

    assert {"application/atom+xml", "application/rss+xml", "application/xml", "text/xml"} <= set(binary)
    assert not {"*/*", "application/json", "text/html", "text/plain"} & set(binary)


def test_only_who_looks_after_the_road_can_tell_the_operator(resources: Resources) -> None:
    variable, topic = "EARSHOT_OPERATOR_TOPIC_ARN", {"Ref": "OperatorTopic"}
    functions = _of_type(resources, "AWS::Serverless::Function")
    environments = {name: f.get("Environment", {}).get("Variables", {}) for name, f in functions.items()}
    publishers = {
        name
        for name in FUNCTIONS
        for statement in _statements(resources, name)
        if statement["Resource"] == topic and statement["Action"] == ["sns:Publish"]
    }

    told = {name: env[variable] for name, env in environments.items() if variable in env}
    assert told == {"Fetch": topic, "CheckCanary": topic, "Deliver": topic}
    assert publishers == {"Fetch", "CheckCanary", "Deliver"}


def test_who_reads_sources_may_count_what_it_spends(resources: Resources) -> None:
    allowed = {
        action
        for statement in _statements(resources, "Fetch")
        if statement["Resource"] == {"Fn::GetAtt": ["Sources", "Arn"]}
        for action in statement["Action"]
    }

    assert allowed >= {"dynamodb:GetItem", "dynamodb:UpdateItem"}


def test_only_who_hears_sources_follows_traces(resources: Resources) -> None:
    """What is said to us is no copy of anything."""
    allowed = {
        name: set(statement["Action"])
        for name in FUNCTIONS
        for statement in _statements(resources, name)
        if statement["Resource"] == {"Fn::GetAtt": ["Traces", "Arn"]}
    }

    assert allowed == {"Fetch": {"dynamodb:BatchGetItem", "dynamodb:PutItem"}}


def test_who_hears_that_something_was_taken_back_may_queue_that_others_are_told(resources: Resources) -> None:
    [statement] = [each for each in _statements(resources, "Fetch") if each["Sid"] == "TellWhoFollows"]

    assert statement["Resource"] == {"Fn::GetAtt": ["Deliveries", "Arn"]}
    assert statement["Action"] == ["dynamodb:Query", "dynamodb:PutItem"]


def test_api_may_read_the_ledger(resources: Resources) -> None:
    allowed = {
        action
        for statement in _statements(resources, "APIHandler")
        if statement["Resource"] == {"Fn::GetAtt": ["Sources", "Arn"]}
        for action in statement["Action"]
    }

    assert allowed >= {"dynamodb:Scan", "dynamodb:GetItem", "dynamodb:BatchGetItem"}


def test_who_judges_reads_the_calibration_and_only_who_rules_keeps_it(resources: Resources) -> None:
    allowed = {
        name: set(statement["Action"])
        for name in FUNCTIONS
        for statement in _statements(resources, name)
        if statement["Resource"] == {"Fn::GetAtt": ["Calibrations", "Arn"]}
    }

    read = {"dynamodb:GetItem"}
    assert allowed == {"APIHandler": read | {"dynamodb:PutItem"}, "Fetch": read, "OpenMail": read}


def test_who_mails_digests_reads_what_was_found_and_what_reached_people(resources: Resources) -> None:
    [statement] = [each for each in _statements(resources, "Deliver") if each["Sid"] == "ReadWhatDigestsTell"]

    indexes = ("found-index", "reached-index")
    assert statement["Resource"] == [{"Fn::Sub": f"${{Mentions.Arn}}/index/{name}"} for name in indexes]
    assert statement["Action"] == ["dynamodb:Query"]


def test_api_forgets_who_gets_digests_and_no_delivery(resources: Resources) -> None:
    deliveries = {"Fn::GetAtt": ["Deliveries", "Arn"]}
    theirs = [each for each in _statements(resources, "APIHandler") if each["Resource"] == deliveries]
    [statement] = [each for each in theirs if "dynamodb:DeleteItem" in each["Action"]]

    [keys] = statement["Condition"].values()
    assert keys == {"dynamodb:LeadingKeys": [ALL]}


def test_release_of_the_canary_writes_nothing_of_anybody_else(resources: Resources) -> None:
    """But its feed, whose key is made of its address."""
    of_tables = {
        each["Sid"]: each
        for each in _statements(resources, "ReleaseCanary")
        if "dynamodb" in str(each["Action"])
    }
    feed, [keys] = of_tables.pop("AddItsFeed"), of_tables["MakeSureItIsListenedFor"]["Condition"].values()

    assert set(of_tables) == {"MakeSureItIsListenedFor"}
    assert keys == {"dynamodb:LeadingKeys": [canary.NAME]}
    assert {canary.WATCH.id, canary.POLICY.id, canary.PERSON.id} == {canary.NAME}
    assert feed["Action"] == ["dynamodb:PutItem"]
    assert feed["Resource"] == {"Fn::GetAtt": ["Sources", "Arn"]}


def test_api_may_read_what_reached_people(resources: Resources) -> None:
    [statement] = [each for each in _statements(resources, "APIHandler") if each["Sid"] == "ReadMentions"]

    assert {"Fn::Sub": "${Mentions.Arn}/index/reached-index"} in statement["Resource"]
    assert statement["Action"] == ["dynamodb:Query"]


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
    for name in ("deliver", "heed", "send_digest"):
        assert f'log.warning("{said}"' in (ROOT / "chalicelib" / "services" / f"{name}.py").read_text()
    assert _named_by(alarm["AlarmActions"][0]) == "OperatorTopic"


def test_api_has_one_stage_and_is_throttled(template: dict[str, Any], resources: Resources) -> None:
    """Without a version SAM adds a stage called Stage, which nothing throttles."""
    api = resources["RestAPI"]["Properties"]

    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] <= 100
    assert api["EndpointConfiguration"] in ("REGIONAL", {"Type": "REGIONAL"})


def test_mails_lie_encrypted_private_and_for_a_while(resources: Resources) -> None:
    bucket = resources["InboundBucket"]["Properties"]

    [encryption] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    [rule] = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 30)


def test_name_of_the_bucket_fits_whatever_the_stack_is_called(resources: Resources) -> None:
    """At most 63 characters, no capitals: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""
    written, names = resources["InboundBucket"]["Properties"]["BucketName"]["Fn::Sub"]
    uuid = "0f3b7c1e-8e1a-11ef-9c3d-0a1b2c3d4e5f"

    name = written.replace("${AWS::AccountId}", "123456789012").replace("${Stack}", uuid)

    assert re.fullmatch("[a-z0-9-]{3,63}", name)
    assert names["Stack"]["Fn::Select"][1]["Fn::Split"] == ["/", {"Ref": "AWS::StackId"}]


def test_only_our_bucket_may_tell_the_queue_of_mails(resources: Resources) -> None:
    [statement] = resources["InboundQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    [event] = resources["InboundBucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    [source] = statement["Condition"]["ArnEquals"].values()
    name, values = resources["InboundBucket"]["Properties"]["BucketName"]["Fn::Sub"]

    assert _named_by(event["Queue"]) == _named_by(statement["Resource"]) == "InboundQueue"
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert source["Fn::Sub"] == ["arn:${AWS::Partition}:s3:::" + name, values]
    assert resources["InboundBucket"]["DependsOn"] == "InboundQueuePolicy"


def test_only_ses_may_put_mails_and_only_the_mailroom_opens_them(resources: Resources) -> None:
    [statement] = resources["InboundBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    openers = [
        function
        for function in FUNCTIONS
        for allowed in _statements(resources, function)
        if any(action.startswith("s3:") for action in allowed["Action"])
    ]

    assert (statement["Principal"], statement["Action"]) == ({"Service": "ses.amazonaws.com"}, "s3:PutObject")
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert openers == ["OpenMail"]


def test_mail_is_received_only_where_an_address_was_given(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    rule = resources["InboundRule"]["Properties"]["Rule"]

    conditional = {name for name, each in resources.items() if each.get("Condition") == "ReceivesMail"}
    assert conditional == {"InboundRules", "InboundRule"}
    assert template["Parameters"]["InboundAddress"]["Default"] == ""
    assert rule["Recipients"] == [{"Ref": "InboundAddress"}]
    assert rule["ScanEnabled"] is True
    assert rule["Actions"] == [{"S3Action": {"BucketName": {"Ref": "InboundBucket"}}}]
    assert resources["InboundRule"]["DependsOn"] == "InboundBucketPolicy", "SES tries whether it may write"


def test_what_becomes_of_our_mails_is_told_to_who_sends_them(resources: Resources) -> None:
    destination = resources["MailFeedbackDestination"]["Properties"]
    event = destination["EventDestination"]
    subscription = resources["MailFeedbackSubscription"]["Properties"]
    sending = [s for s in _statements(resources, "Deliver") if "ses:SendEmail" in s["Action"]]

    assert destination["ConfigurationSetName"] == {"Ref": "MailFeedback"}
    assert (event["Enabled"], set(event["MatchingEventTypes"])) == (True, {"bounce", "complaint"})
    assert event["SnsDestination"]["TopicARN"] == subscription["TopicArn"] == {"Ref": "MailFeedbackTopic"}
    assert (subscription["Protocol"], subscription["RawMessageDelivery"]) == ("sqs", True)
    assert _named_by(subscription["Endpoint"]) == "DeliveriesQueue"
    [statement] = sending
    assert [each["Fn::Sub"].rpartition(":")[2] for each in statement["Resource"]] == [
        "identity/*",
        "configuration-set/${MailFeedback}",
    ]


def test_only_ses_may_tell_what_becomes_of_our_mails(resources: Resources) -> None:
    [publish] = resources["MailFeedbackTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    [send] = resources["DeliveriesQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]

    conditions = publish["Condition"]["StringEquals"]
    assert (publish["Principal"], publish["Action"]) == ({"Service": "ses.amazonaws.com"}, "sns:Publish")
    assert conditions["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert conditions["aws:SourceArn"]["Fn::Sub"].endswith(":configuration-set/${MailFeedback}")
    assert resources["MailFeedbackDestination"]["DependsOn"] == "MailFeedbackTopicPolicy", "SES tries it"
    assert (send["Principal"], send["Action"]) == ({"Service": "sns.amazonaws.com"}, "sqs:SendMessage")
    assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "MailFeedbackTopic"}}}


def test_only_who_heeds_what_comes_back_and_the_api_write_people(resources: Resources) -> None:
    writers = {name for name in FUNCTIONS if "dynamodb:PutItem" in _allowed(resources, name, '"People"')}

    assert writers == {"APIHandler", "Deliver", "ReleaseCanary"}


_JUDGING = {"CountJudging": "AsksAnybody", "AskComprehend": "AsksComprehend", "AskBedrock": "AsksBedrock"}


def test_judges_that_cost_money_may_be_asked_only_where_one_was_chosen(template: dict[str, Any]) -> None:
    policies = {n: r for n, r in template["Resources"].items() if r["Type"] == "AWS::IAM::Policy"}
    conditions = template["Conditions"]

    assert {name: policy["Condition"] for name, policy in policies.items()} == _JUDGING
    assert template["Parameters"]["Judge"]["Default"] == "embedded"
    assert conditions["AsksComprehend"] == {"Fn::Equals": [{"Ref": "Judge"}, "comprehend"]}
    assert conditions["AsksBedrock"] == {"Fn::Equals": [{"Ref": "Judge"}, "bedrock"]}
    assert conditions["AsksAnybody"] == {
        "Fn::Or": [{"Condition": "AsksComprehend"}, {"Condition": "AsksBedrock"}]
    }


@pytest.mark.parametrize("name", sorted(_JUDGING))
def test_only_who_judges_may_ask_judges_and_only_what_it_takes(name: str, resources: Resources) -> None:
    properties = resources[name]["Properties"]
    [statement] = properties["PolicyDocument"]["Statement"]
    functions = [resources[each]["Properties"] for each in ("APIHandler", "Fetch", "OpenMail")]
    judging = {_named_by(function["Role"]) for function in functions}

    assert {_named_by(role) for role in properties["Roles"]} == judging
    assert not [action for action in statement["Action"] if "*" in action]
    assert (statement["Resource"] == "*") == (name == "AskComprehend"), "Comprehend knows no resources"


def test_only_the_chosen_model_may_be_asked(resources: Resources) -> None:
    [statement] = resources["AskBedrock"]["Properties"]["PolicyDocument"]["Statement"]
    condition, *either = statement["Resource"]["Fn::If"]

    assert condition == "HasJudgeGeography"
    for arns in either:
        assert all(arn["Fn::Sub"].endswith("${JudgeModel}") for arn in arns)


def test_judges_may_count_on_their_own_account_only(resources: Resources) -> None:
    [statement] = resources["CountJudging"]["Properties"]["PolicyDocument"]["Statement"]
    [keys] = statement["Condition"].values()

    assert statement["Action"] == ["dynamodb:UpdateItem"]
    assert keys == {"dynamodb:LeadingKeys": [{"Fn::Sub": "budget:judge:${Judge}"}]}


def test_api_tells_the_throttle_that_the_gateway_has(resources: Resources) -> None:
    [settings] = resources["RestAPI"]["Properties"]["MethodSettings"]

    assert f'"all-callers";q={settings["ThrottlingRateLimit"]};w=1' == THROTTLE


def test_browsers_may_ask_before_they_use_the_api(resources: Resources) -> None:
    """Of us, not of the gateway, which knows no list of origins."""
    api = resources["RestAPI"]["Properties"]
    paths = api["DefinitionBody"]["paths"]

    for operation in operations():
        integration = paths[operation.path]["options"]["x-amazon-apigateway-integration"]
        assert integration["type"] == "aws_proxy"
    for answer in api["GatewayResponses"].values():
        assert answer["ResponseParameters"]["Headers"]["Access-Control-Allow-Origin"] == "'*'"


def _allowed(resources: Resources, function: str, resource: str) -> set[str]:
    """What the function may do with this resource."""
    found = set()
    for statement in _statements(resources, function):
        named = statement["Resource"]
        if resource in json.dumps(named):
            found |= set(statement["Action"])
    return found


@pytest.mark.parametrize("table", ["Watches", "Policies", "Rotas", "People", "Tokens"])
def test_api_keeps_the_configuration(table: str, resources: Resources) -> None:
    wanted = {f"dynamodb:{action}" for action in ("GetItem", "Scan", "PutItem", "DeleteItem")}
    if table == "Tokens":
        wanted.add("dynamodb:UpdateItem")

    assert _allowed(resources, "APIHandler", f'"{table}"') == wanted


@pytest.mark.parametrize("queue", ["Fetch", "Negatives", "Deliveries", "Inbound"])
def test_only_the_api_handles_dead_letters_and_can_send_them_home(queue: str, resources: Resources) -> None:
    handlers = {name for name in FUNCTIONS if _allowed(resources, name, f'"{queue}DeadLetters"')}

    assert handlers == {"APIHandler"}
    assert _allowed(resources, "APIHandler", f'"{queue}DeadLetters"') == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
    }
    assert _allowed(resources, "APIHandler", f'"{queue}Queue"') == {"sqs:SendMessage"}


def test_api_sees_what_is_late(resources: Resources) -> None:
    for index in ("Mentions.Arn}/index/unqueued", "Escalations.Arn}/index/due", "Deliveries.Arn}/index/due"):
        assert _allowed(resources, "APIHandler", f"${{{index}-index") == {"dynamodb:Query"}


def test_only_who_adds_or_reads_sources_writes_keys(resources: Resources) -> None:
    writers = {
        name
        for name in FUNCTIONS
        if "secretsmanager:PutSecretValue" in _allowed(resources, name, '"KeysSecret"')
    }

    assert writers == {"APIHandler", "Fetch"}
