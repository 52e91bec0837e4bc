"""Policies and rotas: who hears of a mention, after how long, and who is on duty."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map of a class.)

from __future__ import annotations

from datetime import date, time, timedelta

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from ..domain.hours import Hours
from ..domain.policies import Clock, Destination, Policy, Step
from ..domain.rotas import Cover, Rota
from .attributes import IntegerAttribute, MemberAttribute, TextsAttribute, TimeAttribute
from .commits import delete, put_over, unchanged
from .failures import told_apart
from .items import Connected, Item


class StepMap(MapAttribute[str, object]):
    """A step; destinations are written as people write them."""

    after_s = NumberAttribute()
    destinations = TextsAttribute()


class HoursMap(MapAttribute[str, object]):
    """Working hours, as people write them."""

    zone = UnicodeAttribute()
    week = UnicodeAttribute()
    holidays = TextsAttribute(null=True)


class PolicyItem(Item):
    """A policy."""

    class Meta(Connected):
        table = "policies"

    id = UnicodeAttribute(hash_key=True)
    steps = ListAttribute(of=StepMap)
    repeat = IntegerAttribute(null=True)
    hold_s = NumberAttribute(null=True)
    clock = MemberAttribute(Clock, null=True)
    hours = HoursMap(null=True)


class CoverMap(MapAttribute[str, object]):
    """Who stands in, and when."""

    person_id = UnicodeAttribute()
    starts_at = TimeAttribute()
    ends_at = TimeAttribute()


class RotaItem(Item):
    """A rota."""

    class Meta(Connected):
        table = "rotas"

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    zone = UnicodeAttribute()
    people = TextsAttribute()
    starts_on = UnicodeAttribute()
    hands_over = UnicodeAttribute()
    every_days = IntegerAttribute()
    covers = ListAttribute(of=CoverMap, null=True)


class DynamoPolicyStore:
    """The policies table."""

    @told_apart()
    def get(self, policy_id: str) -> Policy | None:
        item = PolicyItem.find(policy_id)
        return _policy(item) if item else None

    @told_apart()
    def all(self) -> tuple[Policy, ...]:
        """In the order of their ids."""
        return tuple(sorted(map(_policy, PolicyItem.scan()), key=lambda policy: policy.id))

    @told_apart()
    def put(self, policy: Policy) -> None:
        _policy_item(policy).save()

    @told_apart()
    def replace(self, before: Policy | None, after: Policy) -> bool:
        """False when there is another than `before`, or none."""
        item = PolicyItem.find(after.id, consistent_read=True)
        if (_policy(item) if item else None) != before:
            return False
        return put_over(item, _policy_item(after))

    @told_apart()
    def remove(self, policy_id: str, before: Policy | None = None) -> bool:
        """False when there is none, or another than `before` where that is given."""
        item = PolicyItem.find(policy_id, consistent_read=True)
        if item is None or before not in (None, _policy(item)):
            return False
        return delete(item, unchanged(item) if before else None)


class DynamoRotaStore:
    """The rotas table."""

    @told_apart()
    def get(self, rota_id: str) -> Rota | None:
        item = RotaItem.find(rota_id)
        return _rota(item) if item else None

    @told_apart()
    def all(self) -> tuple[Rota, ...]:
        """In the order of their ids."""
        return tuple(sorted(map(_rota, RotaItem.scan()), key=lambda rota: rota.id))

    @told_apart()
    def put(self, rota: Rota) -> None:
        _rota_item(rota).save()

    @told_apart()
    def replace(self, before: Rota | None, after: Rota) -> bool:
        """False when there is another than `before`, or none."""
        item = RotaItem.find(after.id, consistent_read=True)
        if (_rota(item) if item else None) != before:
            return False
        return put_over(item, _rota_item(after))

    @told_apart()
    def remove(self, rota_id: str, before: Rota | None = None) -> bool:
        """False when there is none, or another than `before` where that is given."""
        item = RotaItem.find(rota_id, consistent_read=True)
        if item is None or before not in (None, _rota(item)):
            return False
        return delete(item, unchanged(item) if before else None)


def _policy(item: PolicyItem) -> Policy:
    known = Policy(item.id, tuple(map(_step, item.steps)))
    return Policy(
        known.id,
        known.steps,
        repeat=item.repeat or 0,
        hold=timedelta(seconds=item.hold_s) if item.hold_s else known.hold,
        clock=item.clock or known.clock,
        hours=_hours(item.hours) if item.hours else None,
    )


def _policy_item(policy: Policy) -> PolicyItem:
    hours = policy.hours
    return PolicyItem(
        id=policy.id,
        steps=list(map(_step_map, policy.steps)),
        repeat=policy.repeat,
        hold_s=policy.hold.total_seconds(),
        clock=policy.clock,
        hours=_hours_map(hours) if hours else None,
    )


def _rota_item(rota: Rota) -> RotaItem:
    return RotaItem(
        id=rota.id,
        name=rota.name,
        zone=rota.zone,
        people=rota.people,
        starts_on=rota.starts_on.isoformat(),
        hands_over=rota.hands_over.isoformat(),
        every_days=rota.every_days,
        covers=[
            CoverMap(person_id=each.person_id, starts_at=each.starts_at, ends_at=each.ends_at)
            for each in rota.covers
        ],
    )


def _step_map(step: Step) -> StepMap:
    return StepMap(after_s=step.after.total_seconds(), destinations=tuple(map(str, step.destinations)))


def _step(stored: StepMap) -> Step:
    return Step(timedelta(seconds=stored.after_s), tuple(map(Destination.parse, stored.destinations)))


def _hours_map(hours: Hours) -> HoursMap:
    holidays = tuple(day.isoformat() for day in sorted(hours.holidays))
    return HoursMap(zone=hours.zone, week=str(hours), holidays=holidays)


def _hours(stored: HoursMap) -> Hours:
    return Hours.parse(stored.week, stored.zone, map(date.fromisoformat, stored.holidays or ()))


def _rota(item: RotaItem) -> Rota:
    return Rota(
        id=item.id,
        name=item.name,
        zone=item.zone,
        people=tuple(item.people),
        starts_on=date.fromisoformat(item.starts_on),
        hands_over=time.fromisoformat(item.hands_over),
        every_days=item.every_days,
        covers=tuple(Cover(each.person_id, each.starts_at, each.ends_at) for each in item.covers or ()),
    )
