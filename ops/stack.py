"""Brings a stack to a template, through a change set, on any CloudFormation there is, and tells how it goes.

bundle ─ upload ─▶ change set ─ nothing to change ─▶ outputs
                       │
                       └─ execute ─ events ─▶ complete ─▶ new, and to be protected? ─▶ a second one ─▶ outputs
                                        └──▶ rolled back ─▶ DeployFailed with each resource's reason
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .artifacts import Artifacts, bucket_of
from .bundle import Bundle
from .change_sets import ChangeSet
from .clouds import Cloud
from .deployed import outputs_of, stack_of
from .errors import DeployFailed
from .progress import Progress, Say
from .stack_states import STUCK, UPDATABLE, advice_for

_PROTECT_LATER = "to protect them, deploy again with: --set Protect=yes"


def deploy(
    cloud: Cloud, stack_name: str, bundle: Bundle, parameters: Mapping[str, str], report: Progress
) -> dict[str, str]:
    """Create or update the stack and return its outputs. Parameters not named keep their value, or take their
    default. Raises DeployFailed with the reasons.

    A new stack's tables are protected from deletion, unless a parameter says not to, by a second change set
    once it stands. Were they from the start, a creation that fails could not take them back: CloudFormation
    cannot delete a protected table, and the stack would end in ROLLBACK_FAILED.
    """
    kind = _change_set_kind(cloud, stack_name)
    protects = kind == "CREATE" and _is_protected(bundle, parameters)
    wanted = {**parameters, "Protect": "no"} if protects else parameters
    with report.step("uploading the bundle") as say:
        url = _upload(bucket_of(cloud), stack_name, bundle, say)
    with report.step("working out what changes") as say:
        change_set = ChangeSet(cloud, stack_name, kind)
        change_set.create(url, _parameters(cloud, stack_name, bundle, wanted, kind))
        changes = change_set.wait()
        say(_counted(changes))
    if changes is not None:
        with report.step(f"{'creating' if kind == 'CREATE' else 'updating'} the stack {stack_name}") as say:
            change_set.execute(say)
    if protects:
        _protect(cloud, stack_name, bundle, url, report)
    elif "Protect" not in parameters and _present(cloud, stack_name).get("Protect") == "no":
        report.note(f"the tables of {stack_name} are not protected from deletion; {_PROTECT_LATER}")
    return outputs_of(cloud, stack_name)


def _change_set_kind(cloud: Cloud, stack_name: str) -> str:
    """CREATE or UPDATE. A stack in review is one whose first change set was never executed: still to be
    created."""
    stack = stack_of(cloud, stack_name)
    status = stack["StackStatus"] if stack else "REVIEW_IN_PROGRESS"
    if status == "REVIEW_IN_PROGRESS":
        return "CREATE"
    if status in UPDATABLE:
        return "UPDATE"
    if status in STUCK:
        raise DeployFailed(
            f"stack {stack_name!r} is in {status}: {STUCK[status].reason}", advice_for(status, stack_name)
        )
    raise DeployFailed(
        f"stack {stack_name!r} is in {status}", "another deployment is under way; try again after it"
    )


def _is_protected(bundle: Bundle, parameters: Mapping[str, str]) -> bool:
    """Whether a stack made with these parameters has protected tables."""
    by_default: str = bundle.template.get("Parameters", {}).get("Protect", {}).get("Default", "no")
    return parameters.get("Protect", by_default) == "yes"


def _counted(changes: int | None) -> str:
    """CloudFormation counts resources. A change that concerns none of them is one of outputs."""
    if changes is None:
        return "nothing to change"
    return f"{changes} changes" if changes else "only outputs change"


def _protect(cloud: Cloud, stack_name: str, bundle: Bundle, url: str, report: Progress) -> None:
    with report.step("protecting its tables") as say:
        change_set = ChangeSet(cloud, stack_name, "UPDATE")
        try:
            change_set.create(url, _parameters(cloud, stack_name, bundle, {"Protect": "yes"}, "UPDATE"))
            if change_set.wait() is not None:
                change_set.execute(say)
        except DeployFailed as error:
            advice = f"the stack stands, but its tables are not protected from deletion; {_PROTECT_LATER}"
            raise DeployFailed(error.reason, advice) from error


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
    present = _present(cloud, stack_name) if kind == "UPDATE" else {}
    kept = (asked.keys() & present.keys()) - wanted.keys()
    return [
        *({"ParameterKey": name, "ParameterValue": wanted[name]} for name in sorted(wanted)),
        *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)),
    ]


def _present(cloud: Cloud, stack_name: str) -> dict[str, str]:
    """The parameters that the stack was deployed with."""
    stack = stack_of(cloud, stack_name) or {}
    return {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
