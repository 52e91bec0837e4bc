"""The API as an OpenAPI 3.1 document, made from what answers: operations, shapes and docstrings.

https://spec.openapis.org/oas/v3.1.1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from chalice.app import Request, Response

from .. import __version__
from . import shapes
from .operations import Operation

Json = dict[str, Any]

_IN_PATH = re.compile(r"\{(\w+)\}")
_ABOUT = """Hears what is said about a company elsewhere, and gets it to the person who can answer.

Send a token as `Authorization: Bearer esh_…`. Its scope is read, respond or admin; each includes the ones
before it. Errors are problem details (RFC 9457). Times are ISO 8601; those that the API tells are in UTC.

At the gateway 50 requests a second pass, 100 at once, of all callers together; then it answers 429. It does
not say how many are left, so only `RateLimit-Policy` is sent. What it answers by itself has a `type` and a
`title`, and no more.

A change that carries `If-Match` with the ETag of what was read is refused (412) where that has changed since.
Lists without a cursor are short, and told whole.
"""
_ETAG: Json = {"ETag": {"description": "Names this version, for If-Match.", "schema": {"type": "string"}}}
_LINK: Json = {"Link": {"description": "The next page, where there is one.", "schema": {"type": "string"}}}
_ID: Json = {"type": "string", "minLength": 1}
_IF_MATCH: Json = {"name": "If-Match", "in": "header", "description": "The ETag of what was read."}
_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key does it once.",
    "schema": {"type": "string", "pattern": "^[ -~]{1,200}$"},
}


def show(request: Request) -> Response:
    """This document."""
    return Response(_made(), {"Content-Type": "application/json"}, HTTPStatus.OK.value)


@cache
def _made() -> Json:
    from .routes import operations

    return document(operations())


def document(operations: Sequence[Operation]) -> Json:
    """The whole of it."""
    schemas = _Schemas(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Earshot", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


class _Schemas:
    """The JSON Schemas of all types that stand in the operations."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        types = [*_types(operations), shapes.Problem]
        found, self.components = msgspec.json.schema_components(
            types, ref_template="#/components/schemas/{name}"
        )
        self._of = dict(zip(map(id, types), found, strict=True))

    def of(self, type_: object) -> Json:
        return self._of[id(type_)]


def _types(operations: Sequence[Operation]) -> Iterator[Any]:
    for each in operations:
        yield from (type_ for type_ in (each.body, each.answer) if type_)
        yield from (ask.type for ask in each.asks)
        yield from each.ids.values()


def _operation(operation: Operation, schemas: _Schemas) -> Json:
    title, _, rest = " ".join(operation.meaning.split()).partition(". ")
    needs = operation.needs
    scope = f"Needs a token of scope {needs}." if needs else "For everybody."
    described: Json = {
        "operationId": _name(operation),
        "tags": [operation.path.split("/")[1] or "index"],
        "summary": title.rstrip("."),
        "description": f"{rest} {scope}".strip(),
        # Schemes other than OAuth2 may name roles, too:
        # https://spec.openapis.org/oas/v3.1.1#security-requirement-object
        "security": [{"token": [str(needs)]}] if needs else [{}],
        "parameters": list(_parameters(operation, schemas)),
        "responses": dict(_responses(operation, schemas)),
    }
    if operation.body:
        described["requestBody"] = _body(operation, operation.body, schemas)
    return described


def _body(operation: Operation, shape: type[msgspec.Struct], schemas: _Schemas) -> Json:
    content: Json = {"schema": schemas.of(shape)}
    if operation.example:
        content["example"] = operation.example
    is_needed = bool(schemas.components[shape.__name__].get("required"))
    return {"required": is_needed, "content": {"application/json": content}}


def _name(operation: Operation) -> str:
    words = _IN_PATH.sub("", operation.path).replace("-", "_").split("/")
    of_one = ("one",) if operation.path.endswith("}") else ()
    return "_".join((operation.method.lower(), *filter(None, words), *of_one))


def _parameters(operation: Operation, schemas: _Schemas) -> Iterator[Json]:
    for name in _IN_PATH.findall(operation.path):
        schema = schemas.of(operation.ids[name]) if name in operation.ids else _ID
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for ask in operation.asks:
        yield {
            "name": ask.name,
            "in": "query",
            "required": ask.is_needed,
            "description": ask.meaning,
            "schema": schemas.of(ask.type),
        }
    if operation.conditional:
        yield {**_IF_MATCH, "schema": {"type": "string", "pattern": operation.conditional}}
    if operation.keyed:
        yield _KEY


def _responses(operation: Operation, schemas: _Schemas) -> Iterator[tuple[str, Json]]:
    if operation.answer is None:
        yield str(HTTPStatus.NO_CONTENT.value), {"description": "It is done."}
    else:
        headers = {**(_ETAG if operation.tagged else {}), **(_LINK if _is_paged(operation) else {})}
        content = {"application/json": {"schema": schemas.of(operation.answer)}}
        for status in (operation.status, *operation.also):
            yield str(status.value), {"description": status.phrase, "headers": headers, "content": content}
    problem = {"application/problem+json": {"schema": schemas.of(shapes.Problem)}}
    for status in sorted({*_failures(operation)}):
        yield str(status.value), {"description": status.phrase, "content": problem}
    yield "default", {"description": "Any other problem.", "content": problem}


def _is_paged(operation: Operation) -> bool:
    return any(ask.name == "cursor" for ask in operation.asks)


def _failures(operation: Operation) -> Iterator[HTTPStatus]:
    yield from operation.fails
    if operation.body or operation.asks or operation.conditional:
        yield HTTPStatus.BAD_REQUEST
    if operation.needs:
        yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if "{" in operation.path:
        yield HTTPStatus.NOT_FOUND
    if operation.refuses:
        yield HTTPStatus.CONFLICT
    if operation.conditional:
        yield HTTPStatus.PRECONDITION_FAILED
    if operation.keyed:
        yield HTTPStatus.UNPROCESSABLE_ENTITY
