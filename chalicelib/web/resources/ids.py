"""Ids that people choose: they stand in addresses, policies and history."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...errors import InvalidInput
from ..bodies import shaped

NewId = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="Chosen by people.")]


class _Named(msgspec.Struct):
    id: NewId


def checked(path_id: str, body_id: str | UnsetType) -> str:
    """The id under which a thing is put, as the address says it. Raises InvalidInput."""
    shaped({"id": path_id}, _Named)
    if body_id is not UNSET and body_id != path_id:
        raise InvalidInput("id", f"must be left out, or be that of the address: {path_id}")
    return path_id
