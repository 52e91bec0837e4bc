"""Save a watch: only if it does with its own examples what they say.

watch ─▶ try its examples ─▶ store it
              └─▶ one breaks: refused, with which
"""

from __future__ import annotations

from ..domain.laboratory import broken_examples
from ..domain.readings import Recognise
from ..domain.watches import Watch
from ..errors import InvalidInput
from .ports import WatchStore


class SaveWatch:
    """Stores watches that keep their word."""

    def __init__(self, watches: WatchStore, recognise: Recognise) -> None:
        self._watches = watches
        self._recognise = recognise

    def __call__(self, watch: Watch) -> None:
        """Listen for it from now on. Raises InvalidInput, naming every example that breaks."""
        if broken := list(broken_examples(watch, self._recognise)):
            raise InvalidInput("watch", "; ".join(broken))
        self._watches.put(watch)
