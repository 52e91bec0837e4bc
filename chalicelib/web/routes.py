"""Which address leads where, and what every answer has in common.

Routes are registered on the application itself: a Chalice blueprint loses its routes' methods and content
types when it is registered a second time, as happens wherever two applications live in one process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial, wraps
from http import HTTPStatus
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from chalice.app import Chalice, Request, Response

from ..errors import EarshotError
from . import cors, places, problems
from .problems import Problem

if TYPE_CHECKING:
    from .operations import Operation, View

log = logging.getLogger(__name__)

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


def operations() -> tuple[Operation, ...]:
    """All of the API."""
    return tuple(each for module in places.OPERATIONS for each in _module(module).ROUTES)


def register(app: Chalice) -> None:
    """Give the application its routes, and every answer its common headers."""
    for method, path, content_types, view in (*_api(), *_others()):
        app.route(path, methods=[method], content_types=content_types)(_answering(app, view))
    app.api.binary_types += _PUSHED_AS_BYTES
    app.register_middleware(_finish, "http")


def _api() -> Iterator[tuple[str, str, list[str], View]]:
    """The API, and what a browser asks before it lets a page use it."""
    methods: dict[str, list[str]] = {}
    for module, addresses in places.OPERATIONS.items():
        for address in addresses:
            method, path = address.split()
            yield method, path, places.JSON, _view(module, partial(_operation, method, path))
            methods.setdefault(path, []).append(method)
    for path, allowed in methods.items():
        yield "OPTIONS", path, places.ANYTHING, cors.preflight(allowed)


def _operation(method: str, path: str, module: Any) -> View:
    view: View = next(each.view for each in module.ROUTES if (each.method, each.path) == (method, path))
    return view


def _others() -> Iterator[tuple[str, str, list[str], View]]:
    for method, path, content_types, module, name in places.OTHERS:
        yield method, path, content_types, _view(module, attrgetter(name))


def _view(module: str, find: Callable[[Any], View]) -> View:
    """What is found in this module, which is imported when it is first asked for."""

    def view(request: Request, **path: str) -> Response:
        return find(_module(module))(request, **path)

    return view


def _module(name: str) -> Any:
    return import_module(f".{name}", __package__)


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


_API_PATHS = frozenset(
    {"/openapi.json", *(each.split()[1] for addresses in places.OPERATIONS.values() for each in addresses)}
)


def _told(problem: Problem, request: Request | None) -> Response:
    if request is not None and request.path in (places.LINK, places.DIGEST):
        from . import links

        return links.show_problem(problem)
    return problems.as_json(problem)
