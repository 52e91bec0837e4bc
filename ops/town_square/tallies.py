"""Counts who asked for what, so that a test can say whether a listener was polite."""

from __future__ import annotations

from collections import Counter, defaultdict
from threading import Lock

_MOST_PATHS = 2000
_MOST_AGENTS = 10
_OTHERS = "(others)"


class Tallies:
    """Requests, statuses and user agents per path. Bounded: strange paths beyond a number share one
    line.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._statuses: dict[str, Counter[str]] = defaultdict(Counter)
        self._agents: dict[str, set[str]] = defaultdict(set)

    def note(self, path: str, status: int, agent: str) -> None:
        """Remember one answered request."""
        with self._lock:
            if path not in self._statuses and len(self._statuses) >= _MOST_PATHS:
                path = _OTHERS
            self._statuses[path][str(status)] += 1
            if len(self._agents[path]) < _MOST_AGENTS:
                self._agents[path].add(agent)

    def report(self) -> dict[str, dict[str, object]]:
        """Per path: how many requests, how many of each status, which user agents."""
        with self._lock:
            return {
                path: {
                    "requests": statuses.total(),
                    "statuses": dict(statuses),
                    "user_agents": sorted(self._agents[path]),
                }
                for path, statuses in sorted(self._statuses.items())
            }

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._statuses.clear()
            self._agents.clear()
