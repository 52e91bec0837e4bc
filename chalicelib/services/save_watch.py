"""Save a watch: only if it does with its own examples what they say, and there are the policies it names.

watch ─▶ look for its policies ─▶ try its examples ─▶ store it
           └─▶ one is missing       └─▶ one breaks: refused, with which
"""

from __future__ import annotations

from collections.abc import Iterator

from ..domain.laboratory import broken_examples
from ..domain.policies import DEFAULT_POLICY
from ..domain.readings import Recognise
from ..domain.seen import Seen
from ..domain.watches import Watch
from ..errors import InvalidInput
from .ports import PolicyStore, WatchStore
from .put import put, remove


class SaveWatch:
    """Stores watches that keep their word."""

    def __init__(self, watches: WatchStore, policies: PolicyStore, recognise: Recognise) -> None:
        self._watches = watches
        self._policies = policies
        self._recognise = recognise

    def __call__(self, watch: Watch, seen: Seen[Watch] | None = None) -> None:
        """Listen for it from now on. Raises InvalidInput, which names every example that breaks, and Outdated
        where it is no longer what was seen.
        """
        if fault := next(self._faults(watch), None):
            raise fault
        put(self._watches, "watch", watch, seen)

    def remove(self, watch_id: str, seen: Seen[Watch] | None = None) -> None:
        """Listen for it no longer. Raises NotFound, and Outdated where it is no longer what was seen."""
        remove(self._watches, "watch", watch_id, seen)

    def _faults(self, watch: Watch) -> Iterator[InvalidInput]:
        """The built-in policy is always there."""
        known = sorted({DEFAULT_POLICY.id, *(policy.id for policy in self._policies.all())})
        named = {"policy_id": watch.policy_id, "praise_policy_id": watch.praise_policy_id}
        for field, policy_id in named.items():
            if policy_id is not None and policy_id not in known:
                listed = ", ".join(map(repr, known))
                yield InvalidInput(field, f"there is no policy {policy_id!r}; there are {listed}")
        if broken := list(broken_examples(watch, self._recognise)):
            yield InvalidInput("watch", "; ".join(broken))
