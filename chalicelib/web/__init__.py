"""The web: a JSON API for programs, and the pages behind acknowledge links for people."""

from .routes import register

__all__ = ["register"]
