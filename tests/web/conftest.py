"""A small world behind the web: real use cases on small stores, a clock that stands, and a client."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.test import Client

from chalicelib import web, wiring
from chalicelib.domain.links import AcknowledgeLink
from chalicelib.domain.mentions import Mention, MentionFilter, Page, Sighting
from chalicelib.domain.people import Person, Scope, Token, hash_of, token_text
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import InvalidLink
from chalicelib.services.admit import Admit
from chalicelib.services.look import Look
from chalicelib.services.override import Override
from chalicelib.services.respond import Respond
from tests.fakes import (
    FakeMentionStore,
    FakeNegativesQueue,
    FakePersonStore,
    FakeTokenStore,
    FakeWatchStore,
)

NOW = datetime(2026, 3, 14, 9, 14, tzinfo=UTC)
SECRET = "s" * 43

ANN = Person("ann", "Ann Lee", "ann@example.com")
BOB = Person("bob", "Bob Ray", "bob@example.com")
KETTLES = Watch("kettles", "Acme Kettles", WatchKind.OWN, ("Acme",))

COMPLAINT = Mention(
    id="m1aa",
    url="https://www.forum.example/t/17",
    title="Third lid in a year",
    text="The lid of my Acme broke again. I give up.",
    author="Marta",
    watch_ids=("kettles",),
    about="kettles",
    judgement=Judgement(Verdict.BAD, 0.912, ("broke again", "give up"), "test-1"),
    found_at=NOW - timedelta(minutes=50),
    published_at=NOW - timedelta(hours=2),
    sightings=(Sighting("s1", "https://www.forum.example/t/17", NOW - timedelta(minutes=50)),),
)


class Mentions(FakeMentionStore):
    """Remembers what was asked of `page`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[MentionFilter, str | None, int]] = []

    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        self.asked.append((wanted, cursor, limit))
        return super().page(wanted, cursor, limit)


class Signer:
    """Links that cannot be altered, in the simplest way that is true to the port."""

    def seal(self, link: AcknowledgeLink) -> str:
        said = f"{link.mention_id}.{link.person_id}.{int(link.expires_at.timestamp())}"
        return f"{said}.{hashlib.sha256(f'secret {said}'.encode()).hexdigest()}"

    def unseal(self, token: str) -> AcknowledgeLink:
        try:
            mention_id, person_id, expires, _ = token.split(".")
            link = AcknowledgeLink(mention_id, person_id, datetime.fromtimestamp(int(expires), UTC))
        except ValueError as error:
            raise InvalidLink("damaged") from error
        if self.seal(link) != token:
            raise InvalidLink("forged")
        return link


def _token(token_id: str, person_id: str, scope: Scope) -> Token:
    return Token(token_id, hash_of(SECRET), person_id, scope, NOW - timedelta(days=1))


@dataclass
class World:
    """What the web reaches through `wiring`, to be arranged and looked at by tests."""

    mentions: Mentions = field(default_factory=Mentions)
    people: FakePersonStore = field(default_factory=lambda: FakePersonStore(ANN, BOB))
    watches: FakeWatchStore = field(default_factory=lambda: FakeWatchStore(KETTLES))
    negatives: FakeNegativesQueue = field(default_factory=FakeNegativesQueue)
    signer: Signer = field(default_factory=Signer)
    now: datetime = NOW
    tokens: FakeTokenStore = field(
        default_factory=lambda: FakeTokenStore(
            _token("aaaaaaaaaaaa", "ann", Scope.RESPOND),
            _token("bbbbbbbbbbbb", "bob", Scope.RESPOND),
            _token("cccccccccccc", "ann", Scope.READ),
        )
    )

    def add(self, mention: Mention = COMPLAINT, **changes: Any) -> Mention:
        """Have this mention, with these changes."""
        mention = replace(mention, **changes)
        self.mentions.mentions[mention.id] = mention
        return mention

    def link(
        self, person: Person = ANN, mention_id: str = "m1aa", lives: timedelta = timedelta(days=7)
    ) -> str:
        """The path of this person's link."""
        return f"/a/{self.signer.seal(AcknowledgeLink(mention_id, person.id, self.now + lives))}"


@dataclass
class Answer:
    """What came back, as a caller sees it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Caller:
    """Asks the application as the gateway would."""

    client: Client

    def ask(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: str | bytes = b"",
        **headers: str,
    ) -> Answer:
        """Ask with this token's id, if any. Header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token_text(token, SECRET)}"
        raw = body.encode() if isinstance(body, str) else body
        answer = self.client.http.request(method, path, headers=sent, body=raw)
        return Answer(answer.status_code, dict(answer.headers), answer.body.decode())

    def get(self, path: str, token: str | None = None, **headers: str) -> Answer:
        return self.ask("GET", path, token, **headers)

    def post(self, path: str, token: str | None = None, body: str = "", **headers: str) -> Answer:
        return self.ask("POST", path, token, body, **headers)


READ, ANNS, BOBS = "cccccccccccc", "aaaaaaaaaaaa", "bbbbbbbbbbbb"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    parts = {
        "now": lambda: world.now,
        "admit": lambda: Admit(world.tokens),
        "respond": lambda: Respond(world.mentions),
        "override": lambda: Override(world.mentions, world.watches, world.negatives, timedelta(hours=48)),
        "look": lambda: Look(world.mentions),
        "people": lambda: world.people,
        "watches": lambda: world.watches,
        "link_signer": lambda: world.signer,
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return world


@pytest.fixture
def app(world: World) -> Chalice:
    app = Chalice("earshot", configure_logs=False)
    web.register(app)
    return app


@pytest.fixture
def caller(app: Chalice) -> Iterator[Caller]:
    with Client(app) as client:
        yield Caller(client)
