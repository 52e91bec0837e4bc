"""Save a watch: only if it does with its own examples what they say.

watch ─▶ try its examples ─▶ store it
              └─▶ one breaks: refused, with which
"""

from __future__ import annotations

from ..domain.laboratory import broken_examples
from ..domain.readings import Recognise
from ..domain.seen import Seen
from ..domain.watches import Watch
from ..errors import InvalidInput
from .ports import WatchStore
from .put import put


class SaveWatch:
    """Stores watches that keep their word."""

    def __init__(self, watches: WatchStore, recognise: Recognise) -> None:
        self._watches = watches
        self._recognise = recognise

    def __call__(self, watch: Watch, seen: Seen[Watch] | None = None) -> None:
        """Listen for it from now on. Raises InvalidInput, which names every example that breaks, and Outdated
        where it is no longer what was seen.
        """
        if broken := list(broken_examples(watch, self._recognise)):
            raise InvalidInput("watch", "; ".join(broken))
        put(self._watches, "watch", watch, seen)
