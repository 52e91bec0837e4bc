"""Lists that are too long for one answer: how they are asked for, and how the next page is found."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from .operations import Ask
from .parameters import MOST_A_PAGE

PAGED = (
    Ask("limit", Annotated[int, Meta(ge=1, le=MOST_A_PAGE)], "How many at most; 25 unless told."),
    Ask("cursor", Annotated[str, Meta(min_length=1)], "From where on, as the page before says in `next`."),
)
