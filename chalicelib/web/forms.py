"""What a form sends, in either of the two ways in which browsers and mail programs send one."""

from __future__ import annotations

from email import message_from_bytes
from urllib.parse import parse_qsl

from chalice.app import Request

from ..errors import InvalidInput

_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 20


def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. Raises InvalidInput."""
    raw = request.raw_body
    body = raw.encode() if isinstance(raw, str) else raw
    if len(body) > _MOST_BYTES:
        raise InvalidInput("body", f"must be at most {_MOST_BYTES // 1024} KB")
    kind = str(request.headers.get("content-type", ""))
    try:
        if kind.lower().startswith("multipart/form-data"):
            return _parts(kind, body)
        return dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise InvalidInput("body", "must be a form") from error


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """The parts with a name, as RFC 7578 has them: in the shape of a mail's."""
    message = message_from_bytes(b"Content-Type: %s\r\n\r\n%s" % (kind.encode(), body))
    named = ((part.get_param("name", header="content-disposition"), part) for part in message.walk())
    return {
        name: bytes(part.get_payload(decode=True) or b"").decode().strip()
        for name, part in named
        if isinstance(name, str)
    }
