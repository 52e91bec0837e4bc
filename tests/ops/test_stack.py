"""How a CloudFormation that is slow, stuck or refuses is answered: the embedded one is none of these."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ops.bundle import Bundle
from ops.clouds import Cloud
from ops.errors import DeployFailed
from ops.progress import Plain
from ops.stack import deploy

STACK = "earshot-test"


def error(code: str, message: str, status: int = 400) -> ClientError:
    said: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "Operation")


READY = {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "Changes": [{}]}


@dataclass
class FakeAws:
    """Every client in one. `statuses` are what the stack is in, each time somebody asks; the last one
    stays. `parameters` are those it was deployed with."""

    statuses: list[str] = field(default_factory=list)
    change_set: dict[str, Any] = field(default_factory=lambda: dict(READY))
    parameters: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)
    head_bucket_error: ClientError | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)

    class meta:  # noqa: N801  # botocore's name
        endpoint_url = "https://s3.eu-central-1.amazonaws.com"

    def create_client(self, service: str, **_: object) -> FakeAws:
        return self

    def get_config_variable(self, name: str) -> str:
        return "eu-central-1"

    def named(self, name: str) -> list[dict[str, Any]]:
        return [arguments for called, arguments in self.calls if called == name]

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> dict[str, Any]:
            self.calls.append((name, arguments))
            return {}

        return call

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "123456789012"}

    def head_bucket(self, **arguments: Any) -> None:
        self.calls.append(("head_bucket", arguments))
        if self.head_bucket_error:
            raise self.head_bucket_error

    def head_object(self, Bucket: str, Key: str, ExpectedBucketOwner: str) -> None:  # noqa: N803
        if Key not in self.objects:
            raise error("404", "Not Found", 404)

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        if not self.statuses:
            raise error("ValidationError", f"Stack with id {StackName} does not exist")
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        outputs = [{"OutputKey": "Url", "OutputValue": "here"}]
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in self.parameters.items()]
        return {"Stacks": [{"StackStatus": status, "Outputs": outputs, "Parameters": given}]}

    def execute_change_set(self, **arguments: Any) -> None:
        self.calls.append(("execute_change_set", arguments))
        for each in self.named("create_change_set")[-1]["Parameters"]:
            if "ParameterValue" in each:
                self.parameters[each["ParameterKey"]] = each["ParameterValue"]

    def describe_change_set(self, **_: Any) -> dict[str, Any]:
        return self.change_set

    def get_paginator(self, name: str) -> FakeAws:
        return self

    def paginate(self, StackName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        happened = self.events if self.named("execute_change_set") else []
        yield {"StackEvents": list(reversed(happened))}


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    (tmp_path / "bundle.zip").write_bytes(b"zip")
    (tmp_path / "template.json").write_text(
        '{"Resources": {"F": {"Properties": {"CodeUri": "./deployment.zip"}}}}'
    )
    return Bundle(tmp_path / "bundle.zip", tmp_path / "template.json", "abc")


@pytest.fixture
def protected(bundle: Bundle) -> Bundle:
    """A bundle whose template can protect what it creates, and does unless it is told not to."""
    template = {
        "Parameters": {"Protect": {"Type": "String", "Default": "yes"}, "Contact": {"Type": "String"}}
    }
    bundle.template_path.write_text(json.dumps(template | bundle.template))
    return bundle


def deployed(fake: FakeAws, bundle: Bundle, **parameters: str) -> tuple[dict[str, str], str]:
    said = io.StringIO()
    outputs = deploy(Cloud(fake, None, look_every_s=0), STACK, bundle, parameters, Plain(said))
    return outputs, said.getvalue()


def change_sets(fake: FakeAws) -> list[tuple[str, dict[str, str | None]]]:
    """The kind of each change set, and its parameters; None stands for the present value."""
    return [
        (
            made["ChangeSetType"],
            {each["ParameterKey"]: each.get("ParameterValue") for each in made["Parameters"]},
        )
        for made in fake.named("create_change_set")
    ]


def event(resource: str, status: str, reason: str = "") -> dict[str, str]:
    return {
        "EventId": f"{resource}-{status}",
        "LogicalResourceId": resource,
        "ResourceType": "AWS::Some::Thing",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


@pytest.mark.parametrize(
    ("status", "kind"),
    [("REVIEW_IN_PROGRESS", "CREATE"), ("CREATE_COMPLETE", "UPDATE"), ("UPDATE_ROLLBACK_COMPLETE", "UPDATE")],
)
def test_a_stack_is_created_or_updated_by_what_it_is_in(bundle: Bundle, status: str, kind: str) -> None:
    fake = FakeAws([status, "CREATE_COMPLETE"])

    outputs, _ = deployed(fake, bundle)

    assert fake.named("create_change_set")[0]["ChangeSetType"] == kind
    assert outputs == {"Url": "here"}


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("ROLLBACK_COMPLETE", "delete-stack"),
        ("ROLLBACK_FAILED", "delete-stack"),
        ("CREATE_FAILED", "delete-stack"),
        ("DELETE_FAILED", "delete-stack"),
        ("UPDATE_FAILED", "rollback-stack"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback"),
    ],
)
def test_a_stuck_stack_is_left_alone_and_said_to_be_stuck(bundle: Bundle, status: str, advice: str) -> None:
    fake = FakeAws([status])

    with pytest.raises(DeployFailed, match=f"is in {status}") as failed:
        deployed(fake, bundle)

    assert f"aws cloudformation {advice} --stack-name {STACK}" in failed.value.advice
    assert fake.calls == []


@pytest.mark.parametrize("status", ["ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"])
def test_tables_that_may_be_in_the_way_are_explained(bundle: Bundle, status: str) -> None:
    with pytest.raises(DeployFailed) as failed:
        deployed(FakeAws([status]), bundle)

    assert "--no-deletion-protection-enabled" in failed.value.advice


@pytest.mark.parametrize("status", ["UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED"])
def test_nobody_is_advised_to_delete_a_stack_that_was_in_use(bundle: Bundle, status: str) -> None:
    """What was heard would go with its tables."""
    with pytest.raises(DeployFailed) as failed:
        deployed(FakeAws([status]), bundle)

    assert "delete-stack" not in failed.value.advice


@pytest.mark.parametrize("asked", [{}, {"Protect": "yes"}])
def test_a_new_stack_is_protected_once_it_stands(protected: Bundle, asked: dict[str, str]) -> None:
    """A creation that fails must be able to take back the tables it has made."""
    fake = FakeAws(["REVIEW_IN_PROGRESS", "CREATE_COMPLETE"])

    outputs, said = deployed(fake, protected, Contact="us", **asked)

    assert change_sets(fake) == [
        ("CREATE", {"Contact": "us", "Protect": "no"}),
        ("UPDATE", {"Contact": None, "Protect": "yes"}),
    ]
    assert len(fake.named("execute_change_set")) == 2
    assert said.index("creating the stack") < said.index("protecting its tables")
    assert "not protected" not in said
    assert outputs == {"Url": "here"}


def test_both_change_sets_bring_the_same_template(protected: Bundle) -> None:
    fake = FakeAws(["REVIEW_IN_PROGRESS", "CREATE_COMPLETE"])

    deployed(fake, protected)

    first, second = fake.named("create_change_set")
    assert first["TemplateURL"] == second["TemplateURL"]
    assert first["ChangeSetName"] != second["ChangeSetName"]


def test_a_trial_is_created_without_protection_at_once(protected: Bundle) -> None:
    fake = FakeAws(["REVIEW_IN_PROGRESS", "CREATE_COMPLETE"])

    _, said = deployed(fake, protected, Protect="no")

    assert change_sets(fake) == [("CREATE", {"Protect": "no"})]
    assert "not protected" not in said, "that is what was asked for"


def test_an_update_keeps_the_protection_as_it_is(protected: Bundle) -> None:
    fake = FakeAws(["CREATE_COMPLETE"], parameters={"Protect": "yes"})

    deployed(fake, protected)

    assert change_sets(fake) == [("UPDATE", {"Protect": None})]


def test_an_update_without_protection_says_so_each_time(protected: Bundle) -> None:
    """A first deployment may have ended between its two change sets."""
    fake = FakeAws(["CREATE_COMPLETE"], parameters={"Protect": "no"})

    _, said = deployed(fake, protected)

    assert "not protected" in said
    assert "--set Protect=yes" in said


def test_a_creation_that_fails_is_not_protected(protected: Bundle) -> None:
    fake = FakeAws(["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])

    with pytest.raises(DeployFailed, match="ended in ROLLBACK_COMPLETE") as failed:
        deployed(fake, protected)

    assert change_sets(fake) == [("CREATE", {"Protect": "no"})]
    assert f"aws cloudformation delete-stack --stack-name {STACK}" in failed.value.advice


def test_protection_that_cannot_be_switched_on_is_told_with_what_to_do(protected: Bundle) -> None:
    fake = FakeAws(["REVIEW_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])

    with pytest.raises(DeployFailed, match="ended in UPDATE_ROLLBACK_COMPLETE") as failed:
        deployed(fake, protected)

    assert "stands, but its tables are not protected" in failed.value.advice
    assert "--set Protect=yes" in failed.value.advice


def test_a_change_of_outputs_alone_is_made(bundle: Bundle) -> None:
    """CloudFormation lists no resource then, and yet there is something to execute."""
    fake = FakeAws(["UPDATE_COMPLETE"], {**READY, "Changes": []})

    _, said = deployed(fake, bundle)

    assert len(fake.named("execute_change_set")) == 1
    assert "nothing to change" not in said


def test_a_change_set_that_somebody_else_made_obsolete_is_given_up(bundle: Bundle) -> None:
    fake = FakeAws(["UPDATE_COMPLETE"], {**READY, "ExecutionStatus": "OBSOLETE"})

    with pytest.raises(DeployFailed, match="cannot make the change"):
        deployed(fake, bundle)

    assert not fake.named("execute_change_set")


def test_a_deployment_under_way_is_not_disturbed(bundle: Bundle) -> None:
    with pytest.raises(DeployFailed, match="is in UPDATE_IN_PROGRESS") as failed:
        deployed(FakeAws(["UPDATE_IN_PROGRESS"]), bundle)

    assert "another deployment is under way" in failed.value.advice


@pytest.mark.parametrize(
    "reason",
    [
        "The submitted information didn't contain changes. Submit different information.",
        "No updates are to be performed.",
    ],
)
def test_an_empty_change_set_is_fine_and_removed(bundle: Bundle, reason: str) -> None:
    fake = FakeAws(["UPDATE_COMPLETE"], {"Status": "FAILED", "StatusReason": reason})

    outputs, said = deployed(fake, bundle)

    assert "nothing to change" in said
    assert len(fake.named("delete_change_set")) == 1
    assert not fake.named("execute_change_set")
    assert outputs == {"Url": "here"}


def test_a_change_set_that_cannot_be_made_tells_why(bundle: Bundle) -> None:
    fake = FakeAws(
        ["UPDATE_COMPLETE"], {"Status": "FAILED", "StatusReason": "Transform failed: no such queue"}
    )

    with pytest.raises(DeployFailed, match="no such queue"):
        deployed(fake, bundle)


def test_a_rollback_tells_the_cause_and_not_its_consequences(bundle: Bundle) -> None:
    fake = FakeAws(["UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"])
    fake.events = [
        event("Table", "UPDATE_FAILED", "the index is too large"),
        event("Queue", "UPDATE_FAILED", "Resource update cancelled"),
        event("Table", "UPDATE_COMPLETE"),
    ]

    with pytest.raises(DeployFailed) as failed:
        deployed(fake, bundle)

    assert "ended in UPDATE_ROLLBACK_COMPLETE" in failed.value.reason
    assert "Table (AWS::Some::Thing): the index is too large" in failed.value.reason
    assert "Queue" not in failed.value.reason


def test_what_is_finished_is_shown_once(bundle: Bundle) -> None:
    fake = FakeAws(["UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"])
    fake.events = [event("Table", "UPDATE_IN_PROGRESS"), event("Table", "UPDATE_COMPLETE")]

    _, said = deployed(fake, bundle)

    assert said.count("Table UPDATE_COMPLETE") == 1
    assert "Table UPDATE_IN_PROGRESS" not in said


def test_a_missing_bucket_is_made_private_and_encrypted_in_the_region(bundle: Bundle) -> None:
    fake = FakeAws(["CREATE_COMPLETE"], head_bucket_error=error("404", "Not Found", 404))

    deployed(fake, bundle)

    made = fake.named("create_bucket")[0]
    assert made["Bucket"] == "earshot-artifacts-123456789012-eu-central-1"
    assert made["CreateBucketConfiguration"] == {"LocationConstraint": "eu-central-1"}
    assert all(fake.named("put_public_access_block")[0]["PublicAccessBlockConfiguration"].values())
    assert fake.named("put_bucket_encryption")


def test_a_bucket_of_that_name_that_is_not_ours_is_never_written_to(bundle: Bundle) -> None:
    fake = FakeAws(["CREATE_COMPLETE"], head_bucket_error=error("403", "Forbidden", 403))

    with pytest.raises(DeployFailed, match="cannot be used"):
        deployed(fake, bundle)

    assert not fake.named("put_object")
    assert not fake.named("create_bucket")
    assert fake.named("head_bucket")[0]["ExpectedBucketOwner"] == "123456789012"


def test_code_and_template_go_under_their_hash_and_the_template_is_given_by_address(bundle: Bundle) -> None:
    fake = FakeAws(["CREATE_COMPLETE"])

    deployed(fake, bundle)

    code, template = (each["Key"] for each in fake.named("put_object"))
    url = fake.named("create_change_set")[0]["TemplateURL"]
    assert code.startswith(f"{STACK}/")
    assert code.endswith(".zip")
    assert (
        f"s3://earshot-artifacts-123456789012-eu-central-1/{code}"
        in fake.named("put_object")[1]["Body"].decode()
    )
    assert (
        url == f"https://s3.eu-central-1.amazonaws.com/earshot-artifacts-123456789012-eu-central-1/{template}"
    )


def test_what_is_there_already_is_not_uploaded_again(bundle: Bundle) -> None:
    fake = FakeAws(["CREATE_COMPLETE"])
    deployed(fake, bundle)
    fake.objects = {each["Key"] for each in fake.named("put_object")}
    fake.calls.clear()

    deployed(fake, bundle)

    assert not fake.named("put_object")
