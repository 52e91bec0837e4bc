"""What the use cases need from outside, as protocols. An edge fits by having the right methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # half of the domain, which not every function needs
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from ..domain.calibration import Calibration
    from ..domain.changes import Change
    from ..domain.coverage import Spent
    from ..domain.dead_letters import DeadLetter
    from ..domain.deliveries import Delivery
    from ..domain.digests import Edition
    from ..domain.escalations import Escalation
    from ..domain.history import HistoryLine
    from ..domain.hosts import Host
    from ..domain.likeness import Trace
    from ..domain.links import DigestLink, Link
    from ..domain.mails import Arrival
    from ..domain.mentions import Mention, MentionFilter, Page
    from ..domain.notices import Notice, Sequel
    from ..domain.people import Person, Token
    from ..domain.policies import Policy
    from ..domain.polling import DueSource, FetchOrder
    from ..domain.pushes import Push
    from ..domain.rechecks import Answer
    from ..domain.rotas import Rota
    from ..domain.sources import Document, Source
    from ..domain.storms import Pulse
    from ..domain.subscribers import Subscriber
    from ..domain.subscriptions import Hub
    from ..domain.verdicts import Judgement
    from ..domain.viewers import Viewer
    from ..domain.watches import Watch


class WatchStore(Protocol):
    def get(self, watch_id: str) -> Watch | None: ...

    def all(self) -> tuple[Watch, ...]: ...
    def put(self, watch: Watch) -> None: ...
    def replace(self, before: Watch | None, after: Watch) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""

    def remove(self, watch_id: str, before: Watch | None = None) -> bool:
        """Listen for it no longer; with `before`, only where this is what there is. False when
        there is none, or it lost.
        """


class PolicyStore(Protocol):
    def get(self, policy_id: str) -> Policy | None: ...
    def all(self) -> tuple[Policy, ...]: ...
    def put(self, policy: Policy) -> None: ...
    def replace(self, before: Policy | None, after: Policy) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""

    def remove(self, policy_id: str, before: Policy | None = None) -> bool:
        """Escalate by it no longer; with `before`, only where this is what there is. False when
        there is none, or it lost.
        """


class RotaStore(Protocol):
    def get(self, rota_id: str) -> Rota | None: ...
    def all(self) -> tuple[Rota, ...]: ...
    def put(self, rota: Rota) -> None: ...
    def replace(self, before: Rota | None, after: Rota) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""

    def remove(self, rota_id: str, before: Rota | None = None) -> bool:
        """Ask it no longer who is on duty; with `before`, only where this is what there is. False when
        there is none, or it lost.
        """


class PersonStore(Protocol):
    def get(self, person_id: str) -> Person | None: ...
    def all(self) -> tuple[Person, ...]: ...
    def put(self, person: Person) -> None: ...
    def replace(self, before: Person | None, after: Person) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""

    def remove(self, person_id: str, before: Person | None = None) -> bool:
        """Tell them no longer; with `before`, only where this is what there is. False when
        there is nobody, or it lost.
        """


class SubscriberStore(Protocol):
    def get(self, person_id: str) -> Subscriber | None: ...

    def all(self) -> tuple[Subscriber, ...]:
        """In the order of their people's ids: they are few."""

    def save(self, subscriber: Subscriber) -> bool:
        """Write it over the version before; version 1 only where there is none. False when it lost."""

    def remove(self, person_id: str) -> bool:
        """Forget them. False when there is nobody."""

    def due(self, now: datetime) -> tuple[str, ...]:
        """Ids of the people whose digest is due by now."""


class TokenStore(Protocol):
    def get(self, token_id: str) -> Token | None: ...
    def all(self) -> tuple[Token, ...]: ...
    def put(self, token: Token) -> None: ...
    def add(self, token: Token) -> bool:
        """False, and nothing is changed, when there is one of its id."""

    def mark_used(self, token_id: str, day: date) -> None:
        """Remember that it was used that day. Never moves back, and brings back no token that was removed."""

    def remove(self, token_id: str) -> bool:
        """Admit it no longer. False when there is none."""


class SourceStore(Protocol):
    def due(self, slots: Iterable[str]) -> tuple[DueSource, ...]:
        """The sources that sit in these slots of the polling wheel."""

    def load(
        self, source_ids: Sequence[str], hosts: Iterable[str]
    ) -> tuple[dict[str, Source], dict[str, Host]]:
        """These sources and hosts, as they are now. What does not exist is absent."""

    def load_to_fetch(
        self, source_ids: Sequence[str], hosts: Iterable[str]
    ) -> tuple[dict[str, Source], dict[str, Host]]:
        """Like `load`, but what a source has just become may be missing: whoever saves it then loses."""

    def all(self) -> tuple[Source, ...]:
        """Every source; for people's lists, never on the road of a mention."""

    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Source, ...], str | None]:
        """At most `limit` sources, in no particular order, and the cursor that leads on; None at the end.

        There may be fewer, even none, though more follow. Raises InvalidInput for a cursor none of ours.
        """

    def save(self, source: Source) -> bool:
        """Write `source` as version + 1, if the stored version is still the one it was read at.

        Version 0 was never stored and is written only where there is none. False when it lost.
        """

    def remove(self, source_id: str, version: int | None = None) -> bool:
        """Forget it, and a fetch under way cannot bring it back; with a `version`, only at that one. False
        when there is none, or it lost.
        """

    def save_host(self, host: Host) -> None:
        """Remember what this host asked of us; the last word counts."""

    def planned(self) -> int | None:
        """The last minute whose due sources were all queued; None before the first."""

    def mark_planned(self, minute: int) -> None:
        """Remember it. Never moves back."""


class MentionStore(Protocol):
    def get(self, mention_id: str) -> Mention | None: ...

    def escalation(self, mention_id: str) -> Escalation | None: ...

    def history(self, mention_id: str) -> tuple[HistoryLine, ...]:
        """Oldest first."""

    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        """Raises InvalidInput for a cursor that is none of ours."""

    def reached(self, since: datetime, until: datetime) -> Iterator[Mention]:
        """Those found in that time that people were told of or said something to, newest first; read as they
        are asked for, and no others with them.
        """

    def unqueued(self, before: datetime) -> tuple[str, ...]:
        """Ids of mentions waiting since before then for an escalation that was never opened."""

    def overdue(self, now: datetime) -> tuple[str, ...]:
        """Ids of mentions whose clock has struck by now."""

    def delivery(self, mention_id: str, delivery_id: str) -> Delivery | None: ...

    def deliveries(self, mention_id: str) -> tuple[Delivery, ...]:
        """All of a mention's, oldest first."""

    def undelivered(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Mention and id of the deliveries that are due by now."""

    def gather(
        self, mention_ids: Collection[str], trace_keys: Collection[str], surely: bool
    ) -> tuple[tuple[Mention, ...], tuple[Trace, ...]]:
        """These mentions, and the traces that lie under these keys, in one batch; at most 100, in no order.
        What is past its time may still be there. Unless `surely`, what was written just now may be missing.
        """

    def commit(self, change: Change) -> bool:
        """Write the change as a whole; its trace before it. False when it lost: somebody else wrote first."""


class ViewerStore(Protocol):
    def at(self, mention_id: str) -> tuple[Viewer, ...]:
        """Who was seen at this mention; who went may still be among them."""

    def put(self, viewer: Viewer) -> None:
        """Remember it. Never moves back."""


class CalibrationStore(Protocol):
    def get(self) -> Calibration:
        """What is known of the judges; that of nobody before the first ruling."""

    def save(self, calibration: Calibration) -> bool:
        """Write it over the version before. False when it lost: somebody else wrote first."""


class KeyRing(Protocol):
    def names(self) -> tuple[str, ...]:
        """Which keys there are."""

    def get(self, name: str) -> Mapping[str, str]:
        """The fields of a key; none where there is none."""

    def replace(self, name: str, fields: Mapping[str, str]) -> None:
        """The key has these fields and no others; without any it is forgotten."""


class FetchQueue(Protocol):
    def send(self, orders: Sequence[FetchOrder]) -> None:
        """Queue these orders, each in the group of its host. The same order sent twice is queued once."""

    def retry_soon(self, receipts: Sequence[str]) -> None:
        """Let these messages, received and given back, be received again within a minute. Best effort."""


class PulseStore(Protocol):
    def get(self, watch_id: str) -> Pulse | None: ...

    def save(self, pulse: Pulse, now: datetime) -> bool:
        """Write it over the version before; version 1 only where there is none. False when it lost.

        While it has a storm, it is due to be looked at again some minutes after.
        """

    def stormy(self, now: datetime) -> tuple[str, ...]:
        """Ids of watches whose storm is due to be looked at by now."""


class NegativesQueue(Protocol):
    def send(self, mention_ids: Sequence[str]) -> None:
        """Ask for these mentions to be escalated."""

    def send_storms(self, watch_ids: Sequence[str]) -> None:
        """Ask for the storms about these watches to be looked at."""


class DeliveryQueue(Protocol):
    def send(self, keys: Sequence[tuple[str, str]]) -> None:
        """Ask for these deliveries, each by its mention's id and its own, to be carried out."""

    def send_digests(self, person_ids: Sequence[str]) -> None:
        """Ask for the digests of these people to be mailed."""


class DeadLetters(Protocol):
    """What failed so often that a queue gave it up."""

    def count(self) -> int:
        """How many there are, about."""

    def look(self) -> tuple[DeadLetter, ...]:
        """Some of them, as they lie there; nothing is changed."""

    def redrive(self) -> int:
        """Send the first of them to their queue again, and say how many. What dies on the way comes twice."""

    def drop(self, letter_id: str) -> bool:
        """Forget it. False when it was not found among the first, or somebody just looks at it."""


class Reader(Protocol):
    async def read(self, source: Source, watch: Watch | None) -> Document:
        """Fetch and read a source, `watch` being what it is searched for. Raises SourceUnavailable or
        SourceRefused.
        """

    def read_pushed(self, source: Source, push: Push) -> Document:
        """Read what a hub pushed for this source. Raises as `read` does; asks nobody."""

    async def close(self) -> None:
        """Let go of the connections."""


class Hubs(Protocol):
    async def subscribe(self, hub: Hub, callback: str, secret: str) -> None:
        """Ask the hub to push there what is new, signed with the secret. Raises SourceUnavailable, or
        SourceRefused when it wants to hear no more of it.
        """


class PushKeys(Protocol):
    def push(self) -> str:
        """What callbacks' keys and the secrets of pushes are derived from. Raises TemporaryError or
        PermanentError.
        """


class Peeker(Protocol):
    async def peek(self, url: str) -> Answer:
        """Ask politely whether anything is there, and read nothing of it."""


class Mailroom(Protocol):
    def open(self, arrival: Arrival) -> bytes:
        """The mail as it came, as much of it as anybody reads. Raises TemporaryError or PermanentError."""


class Judge(Protocol):
    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        """The verdict on what `text` says about the subject that goes by the names `about`."""


class Notifier(Protocol):
    def send(self, notice: Notice) -> None:
        """Tell. Raises TemporaryError or PermanentError when nobody was told."""


class Follower(Protocol):
    """A notifier that follows mentions."""

    def follow(self, sequel: Sequel) -> None:
        """Tell how one went on. Raises TemporaryError or PermanentError when nobody was told."""


class DigestMailer(Protocol):
    def send(self, edition: Edition) -> None:
        """Mail it. Raises TemporaryError or PermanentError when it was not sent."""


class Operator(Protocol):
    def tell(self, subject: str, text: str) -> None:
        """Tell whoever runs Earshot. `text` is lines; what they say may be untrusted.

        Raises TemporaryError or PermanentError when nobody was told.
        """


class Budgets(Protocol):
    def spent_by(self, accounts: Collection[str]) -> dict[str, Spent]:
        """What these accounts spent in their newest period; one that never spent anything is absent."""


class LinkSigner(Protocol):
    def seal(self, link: Link) -> str:
        """The link as text that cannot be forged, safe in a path."""

    def unseal(self, token: str) -> Link:
        """The inverse. Raises InvalidLink. An expired link is still one of ours: the caller looks."""

    def seal_digest(self, link: DigestLink) -> str:
        """The same of a link to somebody's digest; it holds nothing personal."""

    def unseal_digest(self, token: str) -> DigestLink:
        """The inverse. Raises InvalidLink. An expired link is still one of ours: the caller looks."""
