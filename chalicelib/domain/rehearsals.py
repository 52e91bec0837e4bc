"""A rehearsal of a policy: who would hear what when, if nobody acknowledged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .escalations import opened, taken
from .mentions import Mention
from .policies import Destination, Policy
from .rotas import Rota


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice that would go out. `step` counts from 1, `round` too. `person_id` is who that is, where a rota
    says so; None where the destination says it itself, or the rota does not exist.
    """

    at: datetime
    round: int
    step: int
    destination: Destination
    person_id: str | None


def rehearsed(
    policy: Policy, mention: Mention, rotas: Mapping[str, Rota], now: datetime
) -> Iterator[Planned]:
    """All that the policy would send about this mention, escalated now, in order of time."""
    _, escalation = opened(mention, policy, now)
    while (at := escalation.due_at) is not None:
        turn = escalation.round + 1
        escalation, deliveries = taken(mention, escalation, policy, at)
        for delivery in deliveries:
            rota = rotas.get(delivery.destination.rota_id or "")
            person_id = rota.on_duty(at) if rota else None
            yield Planned(at, turn, delivery.step + 1, delivery.destination, person_id)
