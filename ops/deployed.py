"""What stands in a cloud: a stack's outputs, its resources' real names, and the environment its functions
run with."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from .clouds import Cloud
from .errors import CannotContinue

API_FUNCTION = "APIHandler"  # the logical id that Chalice gives the function behind the REST API


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a stack: `kind` such as `AWS::SQS::Queue`, `physical_id` what the cloud calls it."""

    logical_id: str
    kind: str
    physical_id: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack as it stands."""

    outputs: Mapping[str, str]
    resources: Mapping[str, Resource]

    def functions(self) -> dict[str, str]:
        """The Lambda functions: logical id to function name."""
        kind = "AWS::Lambda::Function"
        return {name: each.physical_id for name, each in self.resources.items() if each.kind == kind}


def stack_of(cloud: Cloud, stack_name: str) -> dict[str, Any] | None:
    """CloudFormation's own description of the stack, or None when there is none."""
    try:
        stacks = cloud.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError" and "does not exist" in str(error):
            return None
        raise
    return next((dict(stack) for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"), None)


def outputs_of(cloud: Cloud, stack_name: str) -> dict[str, str]:
    """The stack's outputs by name. Raises CannotContinue when there is no such stack."""
    stack = stack_of(cloud, stack_name)
    if stack is None:
        raise CannotContinue(f"there is no stack {stack_name!r} in {cloud.region}", "deploy it first")
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def describe(cloud: Cloud, stack_name: str) -> Deployed:
    """The stack's outputs and resources. Raises CannotContinue when there is no such stack."""
    outputs = outputs_of(cloud, stack_name)
    pages = (
        cloud.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack_name)
    )
    listed = [each for page in pages for each in page["StackResourceSummaries"]]
    resources = (
        Resource(each["LogicalResourceId"], each["ResourceType"], each["PhysicalResourceId"])
        for each in listed
        if each.get("PhysicalResourceId")
    )
    return Deployed(outputs, {each.logical_id: each for each in resources})


def environment_of(cloud: Cloud, stack_name: str, function: str = API_FUNCTION) -> dict[str, str]:
    """The environment variables of one of the stack's functions: with them, `Settings.from_environment`
    describes the deployed system to a command on the operator's machine."""
    name = _function(cloud, stack_name, function)
    found = cloud.client("lambda").get_function_configuration(FunctionName=name)
    return dict(found.get("Environment", {}).get("Variables", {}))


def log_groups_of(cloud: Cloud, stack_name: str) -> dict[str, str]:
    """Where the stack's functions log: logical id to log group."""
    found = {}
    for logical_id, name in describe(cloud, stack_name).functions().items():
        configuration = cloud.client("lambda").get_function_configuration(FunctionName=name)
        found[logical_id] = configuration.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}")
    return found


def invoke(cloud: Cloud, stack_name: str, function: str, event: Mapping[str, Any]) -> Any:
    """Call one of the stack's functions now and return its answer. Raises CannotContinue if it fails."""
    name = _function(cloud, stack_name, function)
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    payload = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise CannotContinue(f"function {function!r} failed: {payload.get('errorMessage', payload)!r}")
    return payload


def scheduled(at: datetime) -> dict[str, Any]:
    """The event that EventBridge sends to a scheduled function at this time."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": "us-east-1",
        "resources": [],
        "detail": {},
    }


def _function(cloud: Cloud, stack_name: str, logical_id: str) -> str:
    functions = describe(cloud, stack_name).functions()
    if logical_id not in functions:
        raise CannotContinue(
            f"stack {stack_name!r} has no function {logical_id!r}, it has {sorted(functions)}"
        )
    return functions[logical_id]
