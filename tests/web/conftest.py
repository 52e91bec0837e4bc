"""A small world behind the web: real use cases on small stores, a clock that stands, and a client."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from chalice.app import Chalice
from chalice.test import Client

from chalicelib import web, wiring
from chalicelib.domain.history import Deed
from chalicelib.domain.links import Link
from chalicelib.domain.mentions import Mention, MentionFilter, Page, Sighting
from chalicelib.domain.people import Person, Scope, Token, hash_of, token_text
from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.services.admit import Admit
from chalicelib.services.calibrate import Calibrate
from chalicelib.services.look import Look
from chalicelib.services.override import Override
from chalicelib.services.preview import Preview
from chalicelib.services.respond import Respond
from chalicelib.services.review import Review
from chalicelib.services.see import See
from chalicelib.services.set_digest import SetDigest
from chalicelib.signing import SealedLinks
from tests.fakes import (
    FakeCalibrationStore,
    FakeDeliveryQueue,
    FakeMentionStore,
    FakeNegativesQueue,
    FakePersonStore,
    FakePolicyStore,
    FakeSourceStore,
    FakeSubscriberStore,
    FakeTokenStore,
    FakeViewerStore,
    FakeWatchStore,
)
from tests.sources.kinds.services import Purse

NOW = datetime(2026, 3, 14, 9, 14, tzinfo=UTC)
SECRET = "s" * 43
LINK_SECRET = "l" * 64
FORM = {"Content_Type": "application/x-www-form-urlencoded"}

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


def _token(token_id: str, person_id: str, scope: Scope) -> Token:
    return Token(token_id, hash_of(SECRET), person_id, scope, NOW - timedelta(days=1))


@dataclass
class World:
    """What the web reaches through `wiring`, to be arranged and looked at by tests."""

    mentions: Mentions = field(default_factory=Mentions)
    people: FakePersonStore = field(default_factory=lambda: FakePersonStore(ANN, BOB))
    watches: FakeWatchStore = field(default_factory=lambda: FakeWatchStore(KETTLES))
    viewers: FakeViewerStore = field(default_factory=FakeViewerStore)
    calibrations: FakeCalibrationStore = field(default_factory=FakeCalibrationStore)
    policies: FakePolicyStore = field(default_factory=FakePolicyStore)
    negatives: FakeNegativesQueue = field(default_factory=FakeNegativesQueue)
    deliveries: FakeDeliveryQueue = field(default_factory=FakeDeliveryQueue)
    subscribers: FakeSubscriberStore = field(default_factory=FakeSubscriberStore)
    purse: Purse = field(default_factory=Purse)
    signer: SealedLinks = field(default_factory=lambda: SealedLinks(lambda: [LINK_SECRET]))
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
        self,
        person: Person = ANN,
        mention_id: str = "m1aa",
        deed: Deed = Deed.ACKNOWLEDGED,
        lives: timedelta = timedelta(days=7),
    ) -> str:
        """The path of a link that this person could be given now."""
        mention = self.mentions.get(mention_id)
        turn = mention.turn if mention else 0
        return f"/a/{self.signer.seal(Link(mention_id, person.id, deed, turn, self.now + lives))}"

    def person(self, person_id: str, name: str) -> Person:
        """Have somebody else listed."""
        person = Person(person_id, name, f"{person_id}@example.com")
        self.people.put(person)
        return person

    def opened(self, path: str) -> Link:
        """What the link at this path says."""
        return self.signer.unseal(path.rpartition("/")[2])

    def everything(self) -> Any:
        """All that is stored and queued, to be compared with what is there later, but not when tokens were
        last used.
        """
        stores = (self.mentions, self.people, self.watches, self.policies, self.viewers)
        return copy.deepcopy(
            [vars(part) for part in (*stores, self.subscribers, self.negatives, self.deliveries)]
        )


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

    def press(self, path: str, **fields: str) -> Answer:
        """Send a page's form, and go where that leads, as browsers do."""
        answer = self.post(path, body=urlencode(fields), **FORM)
        return self.get(urljoin(path, answer.headers["Location"])) if answer.status == 303 else answer


READ, ANNS, BOBS = "cccccccccccc", "aaaaaaaaaaaa", "bbbbbbbbbbbb"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    parts = {
        "now": lambda: world.now,
        "admit": lambda: Admit(world.tokens),
        "respond": lambda: Respond(
            world.mentions, world.policies, world.watches, world.people, world.negatives, world.deliveries
        ),
        "override": lambda: Override(
            world.mentions,
            world.watches,
            world.negatives,
            timedelta(hours=48),
            Calibrate(world.mentions, world.calibrations),
        ),
        "look": lambda: Look(world.mentions),
        "see": lambda: See(world.mentions, world.viewers),
        "review": lambda: Review(world.mentions, world.calibrations, world.purse, ("comprehend", "bedrock")),
        "preview": lambda: Preview(world.watches, world.mentions, FakeSourceStore(), nobody_knows),
        "set_digest": lambda: SetDigest(world.subscribers),
        "people": lambda: world.people,
        "watches": lambda: world.watches,
        "link_signer": lambda: world.signer,
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return world


@pytest.fixture
def app(world: World) -> Chalice:
    return web.Application("earshot", configure_logs=False)


@pytest.fixture
def caller(app: Chalice) -> Iterator[Caller]:
    with Client(app) as client:
        yield Caller(client)
