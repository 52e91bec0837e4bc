"""Policies: who hears of a mention, and after how long."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map of a class.)

from __future__ import annotations

from datetime import timedelta

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from ..domain.escalations import Destination, Policy, Step
from .attributes import TextsAttribute
from .failures import told_apart
from .items import Connected, Item


class StepMap(MapAttribute[str, object]):
    """A step; destinations are written as people write them."""

    after_s = NumberAttribute()
    destinations = TextsAttribute()


class PolicyItem(Item):
    """A policy."""

    class Meta(Connected): ...

    id = UnicodeAttribute(hash_key=True)
    steps = ListAttribute(of=StepMap)


class DynamoPolicyStore:
    """The policies table."""

    @told_apart()
    def get(self, policy_id: str) -> Policy | None:
        item = PolicyItem.find(policy_id)
        return Policy(item.id, tuple(map(_step, item.steps))) if item else None

    @told_apart()
    def put(self, policy: Policy) -> None:
        PolicyItem(id=policy.id, steps=list(map(_step_map, policy.steps))).save()


def _step_map(step: Step) -> StepMap:
    return StepMap(after_s=step.after.total_seconds(), destinations=tuple(map(str, step.destinations)))


def _step(stored: StepMap) -> Step:
    return Step(timedelta(seconds=stored.after_s), tuple(map(Destination.parse, stored.destinations)))
