"""The web: a JSON API for programs, and the pages behind acknowledge links for people."""

from .application import Application

__all__ = ["Application"]
