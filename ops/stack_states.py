"""The states that a stack rests in: those it can be updated from, and what a person does about the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UPDATABLE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"})
_DELETE = "look at its events, then: aws cloudformation delete-stack --stack-name {stack}"
_LET_GO = (
    "look at its events; where a table is in the way, let go of it with:\n"
    "  aws dynamodb update-table --table-name TABLE --no-deletion-protection-enabled\n"
    "then: aws cloudformation delete-stack --stack-name {stack}"
)
_LOOK_AND = (
    "look at its events, mend what they name, then: aws cloudformation {command} --stack-name {{stack}}"
)


@dataclass(frozen=True, slots=True)
class Stuck:
    """`reason` says why nothing can be deployed, `advice`, about {stack}, what a person can do."""

    reason: str
    advice: str


STUCK: Mapping[str, Stuck] = {
    "ROLLBACK_COMPLETE": Stuck(
        "its first creation failed and was undone, and such a stack can only be deleted", _DELETE
    ),
    "ROLLBACK_FAILED": Stuck("its first creation failed and could not be undone", _LET_GO),
    "CREATE_FAILED": Stuck("its first creation failed", _LET_GO),
    "DELETE_FAILED": Stuck("it could not be deleted", _LET_GO),
    # Never to be deleted: what was heard so far lies in its tables.
    "UPDATE_FAILED": Stuck("an update failed and was not undone", _LOOK_AND.format(command="rollback-stack")),
    "UPDATE_ROLLBACK_FAILED": Stuck(
        "an update failed and could not be undone", _LOOK_AND.format(command="continue-update-rollback")
    ),
}


def advice_for(status: str, stack_name: str) -> str:
    """What a person can do about a stack in this state; empty when it needs nothing."""
    return STUCK[status].advice.format(stack=stack_name) if status in STUCK else ""
