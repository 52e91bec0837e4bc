"""Pages for people: templates, escaping, and headers that let a page be read and answered, nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from chalice.app import Response

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


def page(
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """The template with these values, all of them escaped."""
    body = _environment().get_template(template).render(values)
    ours = _headers(has_script="viewers" in values)
    return Response(body=body, status_code=status.value, headers={**ours, **(headers or {})})


@cache
def _environment() -> Environment:
    # Only pages need Jinja, and it costs a cold start.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = _text("style.css")
    environment.globals["script"] = _text("viewers.js")
    return environment


@cache
def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash(name: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode()}'"


@cache
def _headers(has_script: bool) -> Mapping[str, str]:
    """No picture, no other site; only our own style, by its hash, and our own form. Where people see who else
    is looking, our own script, by its hash, and what it asks us.

    The address holds the token: it must not reach other sites, caches or search engines.
    """
    script = f"script-src {_hash('viewers.js')}; connect-src 'self'; " if has_script else ""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_hash('style.css')}; {script}form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
