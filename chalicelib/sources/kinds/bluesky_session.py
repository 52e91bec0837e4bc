"""The session by which Bluesky lets us in: created with an app password, then refreshed and kept. Few may be
created: 300 a day by the book, 100 as seen (https://github.com/bluesky-social/bsky-docs/issues/183).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from ...domain.sources import FailureKind
from ...errors import SourceRefused
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from .json_documents import load

_CREATE = "/xrpc/com.atproto.server.createSession"
_REFRESH = "/xrpc/com.atproto.server.refreshSession"


async def session(asking: Asking) -> str:
    """The token of the session that was kept, else of a new one."""
    return _kept(asking).get("access") or await renewed(asking)


async def renewed(asking: Asking) -> str:
    """The token of the session once refreshed; where that is refused, of one created once.

    Raises SourceRefused or SourceUnavailable.
    """
    refresh = _kept(asking).get("refresh")
    if refresh:
        try:
            return await _keep(asking, await asking.ask(_refreshing(asking, refresh)))
        except SourceRefused as error:
            if error.failure.kind is not FailureKind.FORBIDDEN:
                raise
    login = {"identifier": asking.key["handle"], "password": asking.key["app_password"]}
    return await _keep(asking, await asking.ask(asking.posting(_CREATE, login)))


def bearing(token: str) -> dict[str, str]:
    """The header that shows the token."""
    return {"Authorization": f"Bearer {token}"}


def _refreshing(asking: Asking, refresh: str) -> Request:
    """A POST without any content: servers refuse one that they do not expect."""
    return replace(asking.request(_REFRESH, headers=bearing(refresh)), content=b"")


def _kept(asking: Asking) -> Mapping[str, str]:
    """What this worker remembers, unless the key is another's by now; else what was kept beside the key.

    Of two workers that refresh, one comes second: the old token is good for two more hours then
    (https://github.com/bluesky-social/atproto, packages/pds/src/account-manager).
    """
    return asking.memory if asking.memory.get("handle") == asking.key["handle"] else asking.key


async def _keep(asking: Asking, response: Response) -> str:
    """Remembered first: where it cannot be kept, this worker at least need not create another."""
    answer = load(response.body, response.content_type)
    made = {"access": answer.raw("accessJwt"), "refresh": answer.raw("refreshJwt")}
    if not all(made.values()):
        raise unreadable("JSON, but no session of Bluesky")
    asking.memory.update(made, handle=asking.key["handle"])
    await asyncio.to_thread(asking.keys.keep, asking.source.kind, made)
    return made["access"]
