"""How a CloudFormation that is slow, stuck or refuses is answered: the embedded one is none of these."""

from __future__ import annotations

import io
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


@dataclass
class FakeAws:
    """Every client in one. `statuses` are what the stack is in, each time somebody asks; the last one
    stays."""

    statuses: list[str] = field(default_factory=list)
    change_set: dict[str, Any] = field(default_factory=lambda: {"Status": "CREATE_COMPLETE", "Changes": [{}]})
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
        return {"Stacks": [{"StackStatus": status, "Outputs": [{"OutputKey": "Url", "OutputValue": "here"}]}]}

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


def deployed(fake: FakeAws, bundle: Bundle) -> tuple[dict[str, str], str]:
    said = io.StringIO()
    outputs = deploy(Cloud(fake, None, look_every_s=0), STACK, bundle, {}, Plain(said))
    return outputs, said.getvalue()


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
    "status",
    ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"],
)
def test_a_stuck_stack_is_left_alone_and_said_to_be_stuck(bundle: Bundle, status: str) -> None:
    fake = FakeAws([status])

    with pytest.raises(DeployFailed, match=f"is in {status}") as failed:
        deployed(fake, bundle)

    assert "delete-stack" in failed.value.advice
    assert fake.calls == []


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
