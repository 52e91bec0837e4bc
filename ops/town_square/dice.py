"""Chance that comes out the same every time it is asked about the same thing."""

from __future__ import annotations

from random import Random


def dice(*about: object) -> Random:
    """Dice of its own for whatever they are thrown about: seed, site, number."""
    return Random("/".join(map(str, about)))  # noqa: S311 - for variety, not for secrecy
