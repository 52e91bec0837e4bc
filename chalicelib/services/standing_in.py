"""Which policy stands in where the one that is named is gone: the default one, else the built-in one."""

from __future__ import annotations

from ..domain.policies import DEFAULT_POLICY, Policy
from .ports import PolicyStore


def policy_for(policies: PolicyStore, policy_id: str | None) -> Policy:
    """The policy of this id, or the one that stands in."""
    named = policies.get(policy_id) if policy_id else None
    return named or policies.get(DEFAULT_POLICY.id) or DEFAULT_POLICY
