"""A change set: CloudFormation works out what a template changes, makes the change, and tells how it goes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from .clouds import Cloud
from .deployed import stack_of
from .errors import DeployFailed
from .progress import Say
from .stack_states import advice_for

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed")
_BEING_MADE = {"CREATE_PENDING", "CREATE_IN_PROGRESS"}
_CONSEQUENCE = ("cancelled", "canceled")  # a resource that failed only because another did


@dataclass
class ChangeSet:
    """One change of a stack. `kind` is CREATE or UPDATE."""

    cloud: Cloud
    stack_name: str
    kind: str
    name: str = field(default_factory=lambda: f"earshot-{uuid.uuid4().hex}")

    @property
    def formation(self) -> Any:
        return self.cloud.client("cloudformation")

    def create(self, template_url: str, parameters: list[dict[str, Any]]) -> None:
        """Have it worked out. Raises DeployFailed."""
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

    def wait(self) -> int | None:
        """How many resources will change, which may be 0 when outputs do. None, when there is nothing to
        execute, removes the change set again. Raises DeployFailed."""
        while True:
            now = self.formation.describe_change_set(StackName=self.stack_name, ChangeSetName=self.name)
            if now.get("ExecutionStatus") == "AVAILABLE":
                return len(now["Changes"])
            if now["Status"] not in _BEING_MADE:
                self._give_up(now.get("StatusReason") or f"it is {now.get('ExecutionStatus')}")
                return None
            time.sleep(self.cloud.look_every_s)

    def execute(self, say: Say) -> None:
        """Execute and follow the stack's events until it rests. Raises DeployFailed unless it rests where we
        wanted."""
        cloud, stack_name = self.cloud, self.stack_name
        seen = {event["EventId"] for event in _events(cloud, stack_name, set())}
        self.formation.execute_change_set(StackName=stack_name, ChangeSetName=self.name)
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
            raise DeployFailed(_told(stack_name, status, reasons), advice_for(status, stack_name))

    def _give_up(self, reason: str) -> None:
        """Remove it again. Raises DeployFailed unless it only has nothing to change."""
        self.formation.delete_change_set(StackName=self.stack_name, ChangeSetName=self.name)
        if not any(words in reason for words in _NOTHING_TO_CHANGE):
            raise DeployFailed(f"CloudFormation cannot make the change: {reason}")


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
