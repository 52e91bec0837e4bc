"""Puts real parts into use cases. Each part is made once per process, on first use, and imported only then:
what a function does not need must not cost its cold start.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    pass


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@cache
def settings() -> Settings:
    """This deployment's settings."""
    return Settings.from_environment()
