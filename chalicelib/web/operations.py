"""What can be asked of the API: the address, who may, what is sent and what is answered.

Routes and the OpenAPI document are made from the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
from chalice.app import Response

from ..domain.people import Scope

View = Callable[..., Response]

BY_VERSION, BY_CONTENT = r'^(\*|"[0-9]{1,9}")?$', r'^(\*|"[0-9a-f]{16}")?$'
"""What tags look like, of what counts its versions and of what does not."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that may stand in the address after the question mark, of this type."""

    name: str
    type: Any
    meaning: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`needs` is the scope of the token it takes; None is for everybody. `says` describes it where its view's
    docstring does not.

    `tagged`: the answer has an ETag. `conditional`: an If-Match is honoured, which looks so. `keyed`: an
    Idempotency-Key is. `refuses`: as things stand it may be impossible (409). `also` are other statuses of
    success, `fails` those of failure that do not follow from the rest. `ids` says of which type what stands
    in the path is, where it is no mere text.
    """

    method: str
    path: str
    view: View
    needs: Scope | None = None
    says: str = ""
    body: type[msgspec.Struct] | None = None
    example: Mapping[str, object] | None = None
    answer: type[msgspec.Struct] | None = None
    status: HTTPStatus = HTTPStatus.OK
    also: tuple[HTTPStatus, ...] = ()
    asks: tuple[Ask, ...] = ()
    fails: tuple[HTTPStatus, ...] = ()
    tagged: bool = False
    conditional: str = ""
    keyed: bool = False
    refuses: bool = False
    ids: Mapping[str, Any] = field(default_factory=dict)

    @property
    def meaning(self) -> str:
        """In words; the first sentence is a title."""
        return self.says or (self.view.__doc__ or "").strip()
