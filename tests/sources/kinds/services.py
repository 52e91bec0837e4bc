"""Made-up services on a loopback port, and a listener that fetches from them as the fetch function does.

Each kind's scene (in `scenes/`) says how its service behaves; `test_every_kind` plays all of them through the
same troubles. The service counts what it is asked.
"""

from __future__ import annotations

import asyncio
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from chalicelib.domain.coverage import Spent
from chalicelib.domain.entries import Entry
from chalicelib.domain.manners import Kind
from chalicelib.domain.sources import Document, Failure, Source, after_failure, after_reading, source_id
from chalicelib.domain.watches import Place, Watch, WatchKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.sources import kinds
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.reader import SourceReader

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CONTACT = "https://larkfield.example/about"
SECRET = "not-to-be-told"  # stands in every key, so that a test can look for it everywhere

WATCH = Watch(
    "larkfield",
    "Larkfield",
    WatchKind.OWN,
    ("Larkfield",),
    ("red widget",),
    handles=("@larkfield",),
    domains=("larkfield.example",),
    language="en",
    place=Place(52.2, 0.12, 2.0),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the service received it. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def document(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says to it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: object, status: int = 200, **headers: str) -> Answer:
        """As JSON. Underscores in header names stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json", **named})

    @classmethod
    def xml(cls, text: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(200, text.encode(), {"Content-Type": "application/xml; charset=utf-8", **named})


@dataclass(frozen=True, slots=True)
class Post:
    """Something that somebody says there. `number` is its id, and grows."""

    number: int
    text: str
    at: datetime
    author: str = "joan"


class Service(ABC):
    """A service that remembers what it was asked. `now` is its clock, which the listener sets."""

    def __init__(self) -> None:
        self.posts: list[Post] = []  # oldest first
        self.asked: list[Asked] = []
        self.trouble: Callable[[Asked], Answer | None] | None = None
        self.now = NOW
        self.base = ""

    def say(self, *texts: str, ago: timedelta = MINUTE) -> None:
        """Somebody says these things, one second after another, the last of them `ago`."""
        for back, text in enumerate(reversed(texts)):
            at = self.now - ago - timedelta(seconds=back)
            self.posts.append(Post(0, text, at))
        self.posts.sort(key=lambda post: post.at)
        self.posts = [replace(post, number=1000 + i) for i, post in enumerate(self.posts)]

    @property
    def newest_first(self) -> list[Post]:
        return self.posts[::-1]

    def receive(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        spoiled = self.trouble(asked) if self.trouble else None
        return spoiled or self.answer(asked)

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What the real one would say: it insists on its parameters and keys, and keeps to its page sizes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """How a kind is played through: its service, and a source of it.

    `address` is the path of the source's address at the service; `a_page` is how many entries an answer holds
    at most, `keeps` how many the service shows at all (a feed: one page), None for all. `sign_in` is the path
    of requests that only fetch a session. `quiet` is how many requests a fetch that finds nothing may take.
    `names_watch` is False where everything counts, named or not. `spoiled` makes a well-formed answer of an
    unknown shape.
    """

    kind: str
    service: Callable[[], Service]
    address: str = "/"
    options: Mapping[str, str] = field(default_factory=dict)
    key: Mapping[str, str] = field(default_factory=dict)
    a_page: int = 20
    keeps: int | None = None
    quiet: int = 1
    sign_in: str | None = None
    spoiled: Answer = field(default_factory=lambda: Answer.of({"something": "else entirely"}))
    is_json: bool = True

    @property
    def declared(self) -> Kind:
        return kinds.declared(self.kind)


class Ring:
    """Keys in memory."""

    def __init__(self, **keys: Mapping[str, str]) -> None:
        self.keys = {name: dict(fields) for name, fields in keys.items()}

    def get(self, name: str) -> Mapping[str, str]:
        return self.keys.get(name, {})

    def fresh(self, name: str) -> Mapping[str, str]:
        return self.get(name)

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        self.keys[name] = {**self.keys.get(name, {}), **fields}


class Purse:
    """Budgets in memory."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}
        self.bounds: dict[str, int] = {}

    def spend(self, account: str, period: str, units: int, most: int) -> bool:
        spent = self.counts.get((account, period), 0)
        if spent + units > most:
            return False
        self.counts[account, period] = spent + units
        self.bounds[account] = most
        return True

    def spent_by(self, accounts: Collection[str]) -> dict[str, Spent]:
        newest = dict(sorted(self.counts))
        return {
            account: Spent(newest[account], self.counts[account, newest[account]], self.bounds[account])
            for account in accounts
            if account in newest
        }

    def give_back(self, account: str, period: str, units: int) -> None:
        if self.counts.get((account, period), 0) >= units:
            self.counts[account, period] -= units

    def spent(self, account: str, period: str) -> int:
        return self.counts.get((account, period), 0)


class Steps:
    """Writes down the gaps that were to be kept between requests, in seconds, and keeps none: no test sleeps.
    So with the rests that a host asked for.
    """

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.rests: list[timedelta] = []

    async def wait(self, _: str, gap_s: float) -> None:
        self.gaps.append(gap_s)

    def rest(self, _: str, wait: timedelta) -> None:
        self.rests.append(wait)

    def rest_of(self, _: str) -> timedelta | None:
        return self.rests[-1] if self.rests else None


class Listener:
    """Fetches one source again and again, remembering between fetches what the fetch function would.

    `heard` holds every entry that would have been handed on to be matched, in order; `failures` what went
    wrong.
    """

    def __init__(self, scene: Scene, service: Service) -> None:
        self.service = service
        self.scene = scene
        key = {name: text.replace("{base}", service.base) for name, text in scene.key.items()}
        self.ring = Ring(**{scene.kind: key} if key else {})
        self.purse = Purse()
        self.pace = Steps()
        self.watch = WATCH
        self.now = NOW
        self.heard: list[Entry] = []
        self.failures: list[Failure] = []
        self.source = self._source()

    def _source(self) -> Source:
        url = self.service.base + self.scene.address
        name = source_id(self.scene.kind, url, WATCH.id, self.scene.options)
        if self.scene.declared.has_secret_address:
            self.ring.keep(f"source:{name}", {"address": url})
            url = f"{self.service.base}/"
        options = {
            key: value.replace("{base}", self.service.base) for key, value in self.scene.options.items()
        }
        return Source(
            id=name, kind=self.scene.kind, url=url, added_at=NOW, watch_id=WATCH.id, options=options
        )

    def fetch(self, after: timedelta = 60 * MINUTE) -> Document | Failure:
        """One fetch, `after` the one before."""
        self.now += after
        self.service.now = self.now
        try:
            document = asyncio.run(self._read())
        except (SourceUnavailable, SourceRefused) as error:
            return self._failed(error.failure)
        self.heard += [entry for entry in document.entries if not self.source.seen.has(entry)]
        if document.broke_off:
            return self._failed(document.broke_off)
        self.source = after_reading(self.source, document, self.now)
        return document

    def _failed(self, failure: Failure) -> Failure:
        self.failures.append(failure)
        self.source = after_failure(self.source, failure, self.now)
        return failure

    async def _read(self) -> Document:
        fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact=CONTACT, now=lambda: self.now)
        reader = SourceReader(fetcher, self.ring, self.purse, lambda: self.now, self.pace)
        try:
            return await reader.read(self.source, self.watch)
        finally:
            await reader.close()

    @property
    def texts(self) -> list[str]:
        """What was heard, of each entry the text that a service was given to say."""
        return [said for entry in self.heard if (said := told(entry))]


def told(entry: Entry) -> str:
    """The sentence that a post was made of: `Larkfield … .`, wherever the service put it."""
    content = entry.content
    start, end = content.find("Larkfield says"), content.find(" indeed.")
    return content[start:end] if 0 <= start < end else ""


def sentence(number: int) -> str:
    """Something to say that can be found again; see `told`."""
    return f"Larkfield says {number} indeed."


@contextmanager
def played(scene: Scene) -> Iterator[Listener]:
    """The scene with its service listening, until the block ends."""
    with served(scene.service()) as service:
        yield Listener(scene, service)


@contextmanager
def served(service: Service) -> Iterator[Service]:
    """The service on a port of its own, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    service.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: ",".join(values) for name, values in parse_qs(parts.query, True).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = service.receive(Asked(self.command, parts.path, query, headers, body))
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET  # noqa: N815  # the name is the library's

        def log_message(self, *_: object) -> None: ...

    return Handler
