"""Brings a stack to a template, through a change set, on any CloudFormation there is, and tells how it goes.

bundle ─ upload ─▶ change set ─ nothing to change ─▶ outputs
                       │
                       └─ execute ─ events ─▶ complete ─▶ outputs
                                        └──▶ rolled back ─▶ DeployFailed with each resource's reason
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from .artifacts import Artifacts, bucket_of
from .bundle import Bundle
from .clouds import Cloud
from .deployed import outputs_of, stack_of
from .errors import DeployFailed
from .progress import Progress, Say

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed")
_UPDATABLE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
_STUCK = {
    "ROLLBACK_COMPLETE": "its first creation failed and was undone, and such a stack can only be deleted",
    "ROLLBACK_FAILED": "its first creation failed and could not be undone",
    "CREATE_FAILED": "its first creation failed",
    "DELETE_FAILED": "it could not be deleted; the console shows which resource is in the way",
    "UPDATE_ROLLBACK_FAILED": "an update failed and could not be undone",
}
_CONSEQUENCE = ("cancelled", "canceled")  # a resource that failed only because another did


def deploy(
    cloud: Cloud, stack_name: str, bundle: Bundle, parameters: Mapping[str, str], report: Progress
) -> dict[str, str]:
    """Create or update the stack and return its outputs. Parameters not named keep their value, or take their
    default. Raises DeployFailed with the reasons."""
    kind = _change_set_kind(cloud, stack_name)
    with report.step("uploading the bundle") as say:
        url = _upload(bucket_of(cloud), stack_name, bundle, say)
    with report.step("working out what changes") as say:
        change_set = _ChangeSet(cloud, stack_name, kind)
        change_set.create(url, _parameters(cloud, stack_name, bundle, parameters, kind))
        changes = change_set.wait()
        say(f"{changes} changes" if changes else "nothing to change")
    if changes:
        with report.step(f"{'creating' if kind == 'CREATE' else 'updating'} the stack {stack_name}") as say:
            _execute(change_set, say)
    return outputs_of(cloud, stack_name)


def _change_set_kind(cloud: Cloud, stack_name: str) -> str:
    """CREATE or UPDATE. A stack in review is one whose first change set was never executed: still to be
    created."""
    stack = stack_of(cloud, stack_name)
    status = stack["StackStatus"] if stack else "REVIEW_IN_PROGRESS"
    if status == "REVIEW_IN_PROGRESS":
        return "CREATE"
    if status in _UPDATABLE:
        return "UPDATE"
    if status in _STUCK:
        raise DeployFailed(
            f"stack {stack_name!r} is in {status}: {_STUCK[status]}",
            f"look at its events, then: aws cloudformation delete-stack --stack-name {stack_name}",
        )
    raise DeployFailed(
        f"stack {stack_name!r} is in {status}", "another deployment is under way; try again after it"
    )


def _upload(artifacts: Artifacts, stack_name: str, bundle: Bundle, say: Say) -> str:
    """Upload code and template; returns the template's URL."""
    say(f"{bundle.zip_path.stat().st_size / 1e6:.1f} MB to {artifacts.bucket}")
    key = artifacts.put_file(bundle.zip_path, stack_name)
    template = bundle.template_with_code(f"s3://{artifacts.bucket}/{key}")
    return artifacts.put_template(template, stack_name)


def _parameters(
    cloud: Cloud, stack_name: str, bundle: Bundle, wanted: Mapping[str, str], kind: str
) -> list[dict[str, Any]]:
    """What is named, and for an update the present value of what the template asks for and was given
    before."""
    asked = bundle.template.get("Parameters", {})
    if unknown := wanted.keys() - asked.keys():
        raise DeployFailed(f"the template has no parameter {sorted(unknown)}", f"it has {sorted(asked)}")
    stack = stack_of(cloud, stack_name) if kind == "UPDATE" else None
    present = {each["ParameterKey"] for each in (stack or {}).get("Parameters", [])}
    kept = (asked.keys() & present) - wanted.keys()
    return [
        *({"ParameterKey": name, "ParameterValue": wanted[name]} for name in sorted(wanted)),
        *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)),
    ]


@dataclass
class _ChangeSet:
    cloud: Cloud
    stack_name: str
    kind: str
    name: str = field(default_factory=lambda: f"earshot-{uuid.uuid4().hex}")

    @property
    def formation(self) -> Any:
        return self.cloud.client("cloudformation")

    def create(self, template_url: str, parameters: list[dict[str, Any]]) -> None:
        try:
            self.formation.create_change_set(
                StackName=self.stack_name,
                ChangeSetName=self.name,
                ChangeSetType=self.kind,
                TemplateURL=template_url,
                Parameters=parameters,
                Capabilities=_CAPABILITIES,
            )
        except ClientError as error:
            raise DeployFailed(f"CloudFormation refuses the template: {error}") from error

    def wait(self) -> int:
        """How many resources will change; 0 removes the change set again. Raises DeployFailed."""
        while True:
            now = self.formation.describe_change_set(StackName=self.stack_name, ChangeSetName=self.name)
            if now["Status"] == "CREATE_COMPLETE":
                return len(now["Changes"])
            if now["Status"] == "FAILED":
                return self._failed(now.get("StatusReason", "no reason given"))
            time.sleep(self.cloud.look_every_s)

    def _failed(self, reason: str) -> int:
        self.formation.delete_change_set(StackName=self.stack_name, ChangeSetName=self.name)
        if any(words in reason for words in _NOTHING_TO_CHANGE):
            return 0
        raise DeployFailed(f"CloudFormation cannot make the change: {reason}")


def _execute(change_set: _ChangeSet, say: Say) -> None:
    """Execute and follow the stack's events until it rests. Raises DeployFailed unless it rests where we
    wanted."""
    cloud, stack_name = change_set.cloud, change_set.stack_name
    seen = {event["EventId"] for event in _events(cloud, stack_name, set())}
    change_set.formation.execute_change_set(StackName=stack_name, ChangeSetName=change_set.name)
    reasons: list[str] = []
    status = "REVIEW_IN_PROGRESS"
    while status.endswith("_IN_PROGRESS"):
        time.sleep(cloud.look_every_s)
        status = (stack_of(cloud, stack_name) or {}).get("StackStatus", "DELETE_COMPLETE")
        for event in reversed(list(_events(cloud, stack_name, seen))):
            seen.add(event["EventId"])
            if not event["ResourceStatus"].endswith("_IN_PROGRESS"):
                say(f"{event['LogicalResourceId']} {event['ResourceStatus']}")
            reasons += _own_reason(event)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeployFailed(_told(stack_name, status, reasons))


def _events(cloud: Cloud, stack_name: str, seen: set[str]) -> Iterator[dict[str, Any]]:
    """The stack's events, newest first, up to the first that was seen before."""
    pages = cloud.client("cloudformation").get_paginator("describe_stack_events")
    for page in pages.paginate(StackName=stack_name):
        for event in page["StackEvents"]:
            if event["EventId"] in seen:
                return
            yield event


def _own_reason(event: Mapping[str, Any]) -> list[str]:
    reason = event.get("ResourceStatusReason", "")
    failed = event["ResourceStatus"].endswith("_FAILED")
    if not failed or any(word in reason for word in _CONSEQUENCE):
        return []
    return [f"{event['LogicalResourceId']} ({event['ResourceType']}): {reason or event['ResourceStatus']}"]


def _told(stack_name: str, status: str, reasons: list[str]) -> str:
    listed = "\n".join(f"  {reason}" for reason in reasons) or "  no resource says why"
    return f"stack {stack_name!r} ended in {status}:\n{listed}"
