"""What a request's body holds: a JSON object, or nothing."""

from __future__ import annotations

import json

from chalice.app import Request

from ..errors import InvalidInput

_MOST_BYTES = 64 * 1024


def fields_of(request: Request) -> dict[str, object]:
    """The fields of the object; none where there is no body. Raises InvalidInput."""
    if len(request.raw_body) > _MOST_BYTES:
        raise InvalidInput("body", f"must be at most {_MOST_BYTES // 1024} KB")
    if not request.raw_body:
        return {}
    try:
        body = json.loads(request.raw_body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("body", "must be empty or a JSON object") from error
    if not isinstance(body, dict):
        raise InvalidInput("body", "must be empty or a JSON object")
    return body
