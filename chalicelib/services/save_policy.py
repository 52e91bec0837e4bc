"""Save what decides who hears: a policy or a rota, once everybody and everything that it names is there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from ..domain.policies import DEFAULT_POLICY, Destination, Policy
from ..domain.rotas import Rota, names
from ..domain.seen import Seen
from ..errors import InvalidInput, NotPossible
from .ports import PersonStore, PolicyStore, RotaStore, WatchStore
from .put import put, remove

log = logging.getLogger(__name__)


class SavePolicy:
    """`trouble` says what is wrong with a destination's way to tell, in words, or nothing."""

    def __init__(
        self,
        policies: PolicyStore,
        rotas: RotaStore,
        people: PersonStore,
        watches: WatchStore,
        trouble: Callable[[Destination], str | None],
    ) -> None:
        self._policies = policies
        self._rotas = rotas
        self._people = people
        self._watches = watches
        self._trouble = trouble

    def __call__(self, policy: Policy, seen: Seen[Policy] | None = None) -> None:
        """Escalate by it from now on. Better refused now than when there is a complaint to tell.

        Raises InvalidInput, and Outdated where it is no longer what was seen.
        """
        if fault := next(self._faults(policy), None):
            raise fault
        put(self._policies, "policy", policy, seen)
        log.info("policy saved", extra={"policy": policy.id})

    def remove(self, policy_id: str, seen: Seen[Policy] | None = None) -> None:
        """Escalate by it no longer. Raises NotFound, NotPossible where a watch still does, and Outdated where
        it is no longer what was seen.
        """
        used = [w.id for w in self._watches.all() if policy_id in (w.policy_id, w.praise_policy_id)]
        if used and policy_id != DEFAULT_POLICY.id:
            raise NotPossible("id", f"is still used by watch {', '.join(used)}; change that first")
        remove(self._policies, "policy", policy_id, seen)

    def save_rota(self, rota: Rota, now: datetime, seen: Seen[Rota] | None = None) -> None:
        """Ask it from now on who is on duty. Raises InvalidInput, and Outdated where it is no longer what was
        seen.
        """
        for person_id in sorted(names(rota, now)):
            if self._people.get(person_id) is None:
                raise InvalidInput("people", f"there is nobody {person_id!r}; see: earshot people")
        put(self._rotas, "rota", rota, seen)
        log.info("rota saved", extra={"rota": rota.id})

    def remove_rota(self, rota_id: str, seen: Seen[Rota] | None = None) -> None:
        """Ask it no longer. Raises NotFound, NotPossible where a policy still does, and Outdated where it is
        no longer what was seen.
        """
        used = [policy.id for policy in self._policies.all() if rota_id in _rotas_of(policy)]
        if used:
            raise NotPossible("id", f"is still asked by policy {', '.join(used)}; change that first")
        remove(self._rotas, "rota", rota_id, seen)

    def names_of(self, person_id: str, now: datetime) -> tuple[str, ...]:
        """What names this person, and would fail without them: `policy default`, `rota support`."""
        policies = [
            p.id for p in self._policies.all() if person_id in {told.person_id for told in _told_by(p)}
        ]
        rotas = [rota.id for rota in self._rotas.all() if person_id in names(rota, now)]
        return (*(f"policy {each}" for each in policies), *(f"rota {each}" for each in rotas))

    def _faults(self, policy: Policy) -> Iterator[InvalidInput]:
        for destination in _told_by(policy):
            if trouble := self._trouble(destination):
                yield InvalidInput("steps", trouble)
            elif rota_id := destination.rota_id:
                if self._rotas.get(rota_id) is None:
                    reason = f"{str(destination)!r} asks a rota that there is not; see: earshot rotas"
                    yield InvalidInput("steps", reason)
            elif destination.person_id and self._people.get(destination.person_id) is None:
                reason = f"{str(destination)!r} names nobody we know; see: earshot people"
                yield InvalidInput("steps", reason)


def _told_by(policy: Policy) -> Iterator[Destination]:
    return (destination for step in policy.steps for destination in step.destinations)


def _rotas_of(policy: Policy) -> set[str | None]:
    return {destination.rota_id for destination in _told_by(policy)}
