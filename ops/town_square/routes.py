"""Which address answers what. Takes a request, returns a response; knows nothing of sockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urljoin

from . import feeds, front, manners, odd, pages, sites, speaking
from .looks import drawing
from .messages import Request, Response
from .posts import Post
from .sites import BY_KEY, SITES, Site
from .square import TownSquare
from .tallies import Tallies

_HTML = {
    "Content-Type": "text/html; charset=utf-8",
    # What strangers say is escaped; should that ever fail, the browser still refuses to run it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_PICTURES = "/photos/img/"
_FEEDS = {site.feed: site for site in SITES}
_HOMES = {site.home: site for site in SITES}


class Town:
    """The square as seen through HTTP. `base` is the address under which it tells others to find
    it.
    """

    def __init__(self, square: TownSquare, base: str, pause: Callable[[float], bool], drip_s: float) -> None:
        self.square, self.base, self.tallies = square, base, Tallies()
        self._pause, self._drip_s = pause, drip_s

    def answer(self, request: Request) -> Response:
        """The answer to any request at all. Counted, unless it asks for the counts."""
        try:
            response = self._route(request)
        except speaking.Refused as refusal:
            response = _json({"error": str(refusal)}, refusal.status)
        response = manners.polite(request, response, self.square.clock())
        if request.path != "/_requests.json":
            agent = request.headers.get("user-agent", "")
            self.tallies.note(request.path, response.status, agent)
        return response

    def _route(self, request: Request) -> Response:
        allowed = _SPECIAL.get(request.path, {}).keys() or {"GET"}
        method = "GET" if request.method == "HEAD" else request.method
        if method not in allowed:
            return Response(405, {"Allow": ", ".join(sorted(allowed))})
        if request.path in _SPECIAL:
            return _SPECIAL[request.path][method](self, request)
        return self._read(request.path)

    def _read(self, path: str) -> Response:
        if path in _FEEDS:
            return self._feed(_FEEDS[path])
        if path in _HOMES:
            return self._home(_HOMES[path])
        if f"{path}/" in _HOMES:
            return Response(301, {"Location": urljoin(self.base, f"{path}/")})
        if path.startswith(odd.PREFIX):
            return self._odd(path.removeprefix(odd.PREFIX))
        if path.startswith(_PICTURES) and path.endswith(".svg"):
            return _picture(path.removeprefix(_PICTURES).removesuffix(".svg"))
        return self._entry(path)

    def _feed(self, site: Site) -> Response:
        changed_at = self.square.changed_at(site.key)
        channel = feeds.Channel(site, self.base, changed_at)
        body = feeds.write(channel, self.square.posts(site.key))
        headers = {"Content-Type": site.media_type}
        return Response(headers=headers, body=body, polite=True, changed_at=changed_at)

    def _home(self, site: Site) -> Response:
        # The blog shares its front page with its comments.
        keys = [each.key for each in SITES if each.home == site.home]
        comments = self.square.posts("comments", 20) if "comments" in keys else []
        own = BY_KEY[next(key for key in keys if key != "comments")]
        return _page(pages.front_page(own, self.square.posts(own.key), comments))

    def _entry(self, path: str) -> Response:
        post = self.square.find(path)
        if not post:
            return Response(404, _HTML, pages.missing_page())
        if post.deleted_at:
            return Response(410, _HTML, pages.gone_page(post))
        return _page(pages.entry_page(post, self.square.comments_on(path), self.base))

    def _odd(self, name: str) -> Response:
        setting = odd.Setting(self.base, self.square.clock(), self._pause, self._drip_s)
        return odd.answer(name, setting) or Response(404, _HTML, pages.missing_page())

    def _front(self, _: Request) -> Response:
        return _page(front.square_page(odd.catalogue()))

    def _latest(self, _: Request) -> Response:
        return _page(front.latest_page(self.square.latest(25)))

    def _catalogue(self, _: Request) -> Response:
        return _json({"sites": sites.catalogue(self.base, odd.catalogue())})

    def _robots(self, _: Request) -> Response:
        return Response(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nAllow: /\n")

    def _report(self, _: Request) -> Response:
        return _json({"paths": self.tallies.report()})

    def _forget(self, request: Request) -> Response:
        speaking.check_origin(request)
        self.tallies.reset()
        return Response(204)

    def _publish(self, request: Request) -> Response:
        speaking.check_origin(request)
        post = self.square.publish(speaking.read_draft(request, self.base))
        location = {"Location": self._address(post)}
        if speaking.is_form(request):
            return Response(303, location)
        return _json(self._summary(post), 201, location)

    def _edit(self, request: Request) -> Response:
        speaking.check_origin(request)
        link, text = speaking.read_edit(request, self.base)
        return self._changed(link, self.square.edit(link, text))

    def _delete(self, request: Request) -> Response:
        speaking.check_origin(request)
        link = speaking.read_deletion(request, self.base)
        return self._changed(link, self.square.delete(link))

    def _changed(self, link: str, post: Post | None) -> Response:
        if post:
            return _json(self._summary(post))
        if self.square.find(link):
            return _json({"error": f"{link} is deleted"}, 410)
        return _json({"error": f"nothing was said at {link}"}, 404)

    def _summary(self, post: Post) -> dict[str, object]:
        return {"address": self._address(post), "site": post.site, "title": post.title}

    def _address(self, post: Post) -> str:
        return urljoin(self.base, post.link)


_Answer = Callable[[Town, Request], Response]
_SPECIAL: dict[str, dict[str, _Answer]] = {
    "/": {"GET": Town._front},
    "/latest": {"GET": Town._latest},
    "/sites.json": {"GET": Town._catalogue},
    "/robots.txt": {"GET": Town._robots},
    "/_requests.json": {"GET": Town._report, "DELETE": Town._forget},
    "/_publish": {"POST": Town._publish},
    "/_edit": {"POST": Town._edit},
    "/_delete": {"POST": Town._delete},
}


def _page(body: bytes) -> Response:
    return Response(headers=_HTML, body=body, polite=True)


def _picture(number: str) -> Response:
    headers = {"Content-Type": "image/svg+xml", "X-Content-Type-Options": "nosniff"}
    return Response(headers=headers, body=drawing(number).encode(), polite=True)


def _json(value: dict[str, object], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Response(status, {**_JSON, **(headers or {})}, body)
