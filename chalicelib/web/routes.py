"""Which address leads where, and what every answer has in common.

Routes are registered on the application itself: a Chalice blueprint loses its routes' methods and content
types when it is registered a second time, as happens wherever two applications live in one process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice, Request, Response

from ..errors import EarshotError
from . import callbacks, canary, cors, links, mention_routes, openapi, problems, slack
from .operations import Operation, View
from .problems import Problem
from .resources import dead_letters, deliveries, health, people, policies, rotas, sources, tokens, watches

log = logging.getLogger(__name__)

_LINK = "/a/{token}"
_CALLBACK = "/websub/{source_id}/{key}"
_JSON = ["application/json"]
# Chalice takes a request without a content type for JSON; a browser's form always has its own.
_FORM = ["application/x-www-form-urlencoded", "application/json"]
_ANYTHING = ["*/*"]
# What the gateway would take for text in UTF-8, and alter where it is none; but hubs sign bytes.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
_PUSHED_AS_BYTES = [
    "application/atom+xml",
    "application/rss+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
]

# What the gateway lets through, all callers together. It does not say how much of it is left.
THROTTLE = '"all-callers";q=50;w=1'

OPERATIONS: tuple[Operation, ...] = (
    *mention_routes.ROUTES,
    *deliveries.ROUTES,
    *watches.ROUTES,
    *sources.ROUTES,
    *policies.ROUTES,
    *rotas.ROUTES,
    *people.ROUTES,
    *tokens.ROUTES,
    *dead_letters.ROUTES,
    *health.ROUTES,
)
"""The API. Each module of `resources` has its own."""

# Who comes by these has no token, but a link, a signature or a key in the address; or is anybody at all.
_OTHERS: tuple[tuple[str, str, list[str], View], ...] = (
    ("GET", "/openapi.json", _JSON, openapi.view(OPERATIONS)),
    ("GET", _LINK, _FORM, links.show),
    ("POST", _LINK, _FORM, links.act),
    ("POST", "/slack/actions", _FORM, slack.act),
    ("GET", "/canary.xml", _ANYTHING, canary.feed),
    ("GET", _CALLBACK, _ANYTHING, callbacks.confirm),
    ("POST", _CALLBACK, _ANYTHING, callbacks.take),
)


def register(app: Chalice) -> None:
    """Give the application its routes, and every answer its common headers."""
    for method, path, content_types, view in (*_api(), *_OTHERS):
        app.route(path, methods=[method], content_types=content_types)(_answering(app, view))
    app.api.binary_types += _PUSHED_AS_BYTES
    app.register_middleware(_finish, "http")


def _api() -> Iterator[tuple[str, str, list[str], View]]:
    """The API, and what a browser asks before it lets a page use it."""
    methods: dict[str, list[str]] = {}
    for operation in OPERATIONS:
        yield operation.method, operation.path, _JSON, operation.view
        methods.setdefault(operation.path, []).append(operation.method)
    for path, allowed in methods.items():
        yield "OPTIONS", path, _ANYTHING, cors.preflight(allowed)


def _answering(app: Chalice, view: View) -> View:
    """The view as Chalice calls it, with errors of ours turned into answers.

    Others are left to Chalice, which logs them with their traceback; `_finish` then rewrites its answer.
    """

    @wraps(view)
    def answer(**path: str) -> Response:
        request = app.current_request
        assert request is not None
        try:
            # The gateway passes path parameters as they stand in the address.
            return view(request, **{name: unquote(value) for name, value in path.items()})
        except EarshotError as error:
            problem = problems.problem_for(error)
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                log.error("request failed", exc_info=error, extra={"route": request.path})
            return _told(problem, request)

    return answer


def _finish(request: Any, get_response: Callable[[Any], Response]) -> Response:
    response = get_response(request)
    if isinstance(response.body, dict) and "Code" in response.body:
        response = _told(_from_chalice(response), request)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request is not None and request.path in _API_PATHS:
        response.headers["RateLimit-Policy"] = THROTTLE
        response.headers.update(cors.headers_for(request))
    return response


def _from_chalice(response: Response) -> Problem:
    """What Chalice answers by itself (wrong method, wrong content type, a crash) in our own words."""
    status = HTTPStatus(response.status_code)
    headers = {name: str(value) for name, value in response.headers.items() if name == "Allow"}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return problems.problem_for(Exception())
    return Problem(status, f"{response.body['Message']}.", headers)


_API_PATHS = frozenset({"/openapi.json", *(operation.path for operation in OPERATIONS)})


def _told(problem: Problem, request: Request | None) -> Response:
    if request is not None and request.path == _LINK:
        return links.show_problem(problem)
    return problems.as_json(problem)
