"""The small site on which a person reads the caught mails. Every text on it comes from outside: it is
escaped, and the HTML part of a mail lives in a frame that may neither run scripts, nor load anything, nor
touch the page around it."""

from __future__ import annotations

import dataclasses
import json
import re
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote

from .mailbox import Mail, mail, mails, web_addresses

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
body { color: #222 } a { color: #0b57d0 } h1 { font-size: 1.3rem } ul { list-style: none; padding: 0 }
li { border-top: 1px solid #ddd; padding: .6rem 0 } small { color: #666 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: 1rem }
iframe { width: 100%; height: 36rem; border: 1px solid #ddd }
"""
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_PAGE_POLICY = f"{_NOTHING}; style-src 'unsafe-inline'; frame-src 'self'"
_PERMITTED = (
    "allow-popups allow-popups-to-escape-sandbox"  # a link may open, and what it opens is a normal page
)
_FRAME_POLICY = f"{_NOTHING}; style-src 'unsafe-inline'; img-src data:; sandbox {_PERMITTED}"
_OUR_HOSTS = frozenset({"127.0.0.1", "localhost"})
_HTML = "text/html; charset=utf-8"


class MailPages(BaseHTTPRequestHandler):
    """Answers `/`, `/mails.json`, `/mails/ID` and `/mails/ID/html`, to this machine only."""

    directory: ClassVar[Path]
    server_version = "earshot-mail"
    sys_version = ""

    def do_GET(self) -> None:
        """A foreign host name means that a name was made to point here (DNS rebinding): mails hold signed
        links."""
        if self.headers.get("Host", "").partition(":")[0] not in _OUR_HOSTS:
            return self._answer(HTTPStatus.FORBIDDEN, "text/plain", "not for this host\n", _NOTHING)
        path = unquote(self.path.partition("?")[0])
        if path == "/":
            return self._answer(HTTPStatus.OK, _HTML, list_page(mails(self.directory)), _PAGE_POLICY)
        if path == "/mails.json":
            body = json.dumps([as_json(each) for each in mails(self.directory)], indent=1)
            return self._answer(HTTPStatus.OK, "application/json", body, _NOTHING)
        return self._one(path)

    def _one(self, path: str) -> None:
        found = re.fullmatch(r"/mails/([^/]+)(/html)?", path)
        message = mail(self.directory, found[1]) if found else None
        if found is None or message is None:
            return self._answer(HTTPStatus.NOT_FOUND, "text/plain", "no such mail\n", _NOTHING)
        if found[2]:
            return self._answer(HTTPStatus.OK, _HTML, f'<base target="_blank">{message.html}', _FRAME_POLICY)
        return self._answer(HTTPStatus.OK, _HTML, mail_page(message), _PAGE_POLICY)

    def _answer(self, status: HTTPStatus, kind: str, body: str, policy: str) -> None:
        content = body.encode("utf-8", errors="replace")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Who reads a mail is of no interest, and the page asks every few seconds."""


def list_page(found: list[Mail]) -> str:
    """All mails, newest first; the page looks for new ones by itself."""
    rows = "".join(
        f'<li><a href="/mails/{quote(each.id, safe="")}">{escape(each.subject or "(no subject)")}</a><br>'
        f"<small>{each.sent_at:%Y-%m-%d %H:%M:%S} UTC, to {escape(', '.join(each.to))}</small></li>"
        for each in found
    )
    body = f"<ul>{rows}</ul>" if found else "<p>No mail yet. This page looks again every few seconds.</p>"
    return _page(f"Caught mail ({len(found)})", body, refresh='<meta http-equiv="refresh" content="4">')


def mail_page(message: Mail) -> str:
    """One mail: its text with links that open, and its HTML in a frame."""
    address = f"/mails/{quote(message.id, safe='')}/html"
    frame = f'<iframe title="HTML part" sandbox="{_PERMITTED}" src="{address}"></iframe>'
    body = (
        f'<p><a href="/">All mails</a></p>'
        f"<p><small>{message.sent_at:%Y-%m-%d %H:%M:%S} UTC, to {escape(', '.join(message.to))}</small></p>"
        f"{f'<h2>HTML</h2>{frame}' if message.html else ''}<h2>Text</h2><pre>{_linked(message.text)}</pre>"
    )
    return _page(message.subject or "(no subject)", body)


def as_json(message: Mail) -> dict[str, object]:
    """The mail as JSON can say it."""
    plain = {"sent_at": message.sent_at.isoformat(), "path": str(message.path)}
    return dataclasses.asdict(message) | plain


def _page(title: str, body: str, refresh: str = "") -> str:
    safe = escape(title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{refresh}<title>{safe}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><h1>{safe}</h1>{body}</body></html>"
    )


def _linked(text: str) -> str:
    """The text escaped, with what looks like a web address made one."""
    shown, end = [], 0
    for found in web_addresses(text):
        address = escape(found[0])
        shown.append(escape(text[end : found.start()]))
        shown.append(f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>')
        end = found.end()
    return "".join(shown) + escape(text[end:])
