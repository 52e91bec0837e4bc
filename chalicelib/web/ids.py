"""Ids of mentions, as they stand in addresses."""

from __future__ import annotations

from ..errors import NotFound

_LONGEST = 64


def plausible(mention_id: str) -> str:
    """Spares the storage what cannot be an id. Raises NotFound."""
    if not (mention_id.isascii() and mention_id.isalnum() and len(mention_id) <= _LONGEST):
        raise NotFound("mention", mention_id[:_LONGEST])
    return mention_id
