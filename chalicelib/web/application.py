"""The application, whose routes are made when somebody first asks for one.

Every function imports `app`, and most serve no web: its modules would be half of what that costs them.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice


class Application(Chalice):
    """Chalice with our routes."""

    _has_routes = False

    @property
    def routes(self) -> dict[str, dict[str, Any]]:
        """By path, then by method."""
        if not self._has_routes:
            self._has_routes = True
            from .routes import register

            register(self)
        return self._routes

    @routes.setter
    def routes(self, none_yet: dict[str, dict[str, Any]]) -> None:
        self._routes = none_yet
