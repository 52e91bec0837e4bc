"""Puts real parts into use cases. Each part is made once per process, on first use, and imported only then:
what a function does not need must not cost its cold start.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .settings import Settings

if TYPE_CHECKING:
    from .domain.people import Person
    from .services.admit import Admit
    from .services.escalate import Escalate
    from .services.fetch import Fetch
    from .services.follow_up import FollowUp
    from .services.look import Look
    from .services.plan import Plan
    from .services.ports import (
        LinkSigner,
        MentionStore,
        Notifier,
        PersonStore,
        PolicyStore,
        SourceStore,
        TokenStore,
        WatchStore,
    )
    from .services.respond import Respond


@cache
def settings() -> Settings:
    """This deployment's settings."""
    return Settings.from_environment()
