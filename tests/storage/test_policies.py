"""The contract of PolicyStore."""

from datetime import timedelta

from chalicelib.domain.escalations import Destination, Policy, Step
from chalicelib.services.ports import PolicyStore
from tests.domain.examples import POLICY


def test_unknown_policy_is_none(policies: PolicyStore) -> None:
    assert policies.get("default") is None


def test_policy_comes_back_whole(policies: PolicyStore) -> None:
    long = Policy(
        "night",
        (
            Step(timedelta(seconds=0.5), (Destination("sns"), Destination("email", "jörg"))),
            Step(timedelta(days=3, microseconds=1), (Destination("webhook", "a:b"),)),
        ),
    )

    policies.put(POLICY)
    policies.put(long)

    assert policies.get("default") == POLICY
    assert policies.get("night") == long


def test_putting_again_replaces(policies: PolicyStore) -> None:
    policies.put(POLICY)
    shorter = Policy("default", POLICY.steps[:1])

    policies.put(shorter)

    assert policies.get("default") == shorter
