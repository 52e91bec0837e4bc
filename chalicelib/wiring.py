"""Puts real parts into use cases. Each part is made once per process, on first use, and imported only then:
what a function does not need must not cost its cold start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from .settings import Settings

if TYPE_CHECKING:
    import asyncio

    from .domain.polling import FetchOrder
    from .keys import SecretKeys
    from .services.add_source import AddSource
    from .services.admit import Admit
    from .services.follow_up import FollowUp
    from .services.hear import Hear
    from .services.look import Look
    from .services.notify import Notify
    from .services.plan import Plan
    from .services.ports import (
        FetchQueue,
        Judge,
        LinkSigner,
        MentionStore,
        NegativesQueue,
        Notifier,
        PersonStore,
        PolicyStore,
        Reader,
        SourceStore,
        TokenStore,
        WatchStore,
    )
    from .services.respond import Respond
    from .sources.asking import Budgets


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@cache
def settings() -> Settings:
    """This deployment's settings."""
    return Settings.from_environment()


# --- use cases, as the functions in app.py and the routes call them ---


@cache
def plan() -> Plan:
    """Queue what is due."""
    from .services.plan import Plan

    return Plan(sources(), fetch_queue())


@cache
def fetch() -> Callable[[Sequence[FetchOrder]], Collection[FetchOrder]]:
    """Carry out fetch orders; one event loop serves all of a worker's invocations."""
    from .services.fetch import Fetch

    use_case = Fetch(sources(), reader(), hear())
    return lambda orders: _loop().run(use_case(orders, now()))


@cache
def read_order() -> Callable[[str], FetchOrder]:
    """Read an order from a message of the fetch queue."""
    from .queues import parse_order

    return parse_order


@cache
def hear() -> Hear:
    """Turn entries into mentions."""
    from .services.hear import Hear

    return Hear(watches(), mentions(), negatives_queue(), judge(), settings().escalate_within)


@cache
def escalate() -> Callable[[str], None]:
    """Take the due step of the mention that a message of the negatives queue names."""
    from .queues import parse_mention_id
    from .services.escalate import Escalate

    use_case = Escalate(mentions(), policies(), watches(), notify())
    return lambda body: use_case(parse_mention_id(body), now())


@cache
def notify() -> Notify:
    """Tell one destination."""
    from .services.notify import Notify

    return Notify(people(), watches(), sources(), link_signer(), notifier, settings().api_url)


@cache
def follow_up() -> FollowUp:
    """Push again what is late."""
    from .services.follow_up import FollowUp

    return FollowUp(mentions(), negatives_queue())


@cache
def respond() -> Respond:
    """Acknowledge and resolve."""
    from .services.respond import Respond

    return Respond(mentions())


@cache
def look() -> Look:
    """Lists and dossiers."""
    from .services.look import Look

    return Look(mentions())


@cache
def admit() -> Admit:
    """Check bearer tokens."""
    from .services.admit import Admit

    return Admit(tokens())


@cache
def add_source() -> AddSource:
    """Listen to another place."""
    from .services.add_source import AddSource

    return AddSource(sources(), fetch_queue())


# --- parts ---


@cache
def _loop() -> asyncio.Runner:
    import asyncio

    return asyncio.Runner()


@cache
def reader() -> Reader:
    """Reads sources, politely."""
    from .sources.fetching import Fetcher
    from .sources.guard import AddressGuard
    from .sources.reader import SourceReader

    guard = AddressGuard(allow_private=settings().allow_private_addresses)
    fetcher = Fetcher(guard=guard, contact=settings().contact)
    return SourceReader(fetcher, keys(), budgets(), now)


@cache
def keys() -> SecretKeys:
    """What sources let us in with."""
    from .keys import SecretKeys

    return SecretKeys(_client("secretsmanager"), settings().keys_secret_arn)


@cache
def budgets() -> Budgets:
    """What was spent on sources."""
    from .storage.budgets import DynamoBudgets

    _bound()
    return DynamoBudgets()


@cache
def judge() -> Judge:
    """The embedded judge."""
    from .judging.words import WordJudge

    return WordJudge()


@cache
def notifier(name: str) -> Notifier:
    """The notifier of that name. Raises PermanentError when there is none."""
    from . import notifiers

    return notifiers.build(name, settings())


@cache
def link_signer() -> LinkSigner:
    """Seals and unseals links with this deployment's secret."""
    from .signing import SealedLinks, secrets_from

    return SealedLinks(secrets_from(_client("secretsmanager"), settings().link_secret_arn))


@cache
def fetch_queue() -> FetchQueue:
    """Orders for fetch."""
    from .queues import SqsFetchQueue

    return SqsFetchQueue(settings().fetch_queue_url, _client("sqs"))


@cache
def negatives_queue() -> NegativesQueue:
    """Mentions that somebody must hear of."""
    from .queues import SqsNegativesQueue

    return SqsNegativesQueue(settings().negatives_queue_url, _client("sqs"))


@cache
def _client(service: str) -> Any:
    from .notifiers.aws import client

    return client(service)


@cache
def _bound() -> None:
    """Tell storage, once, which tables are ours."""
    from .storage.tables import bind

    bind(asdict(settings().tables))


@cache
def watches() -> WatchStore:
    """What we listen for."""
    from .storage.watches import DynamoWatchStore

    _bound()
    return DynamoWatchStore()


@cache
def policies() -> PolicyStore:
    """Who is told when."""
    from .storage.policies import DynamoPolicyStore

    _bound()
    return DynamoPolicyStore()


@cache
def people() -> PersonStore:
    """Who can be told."""
    from .storage.people import DynamoPersonStore

    _bound()
    return DynamoPersonStore()


@cache
def tokens() -> TokenStore:
    """Who may use the API."""
    from .storage.people import DynamoTokenStore

    _bound()
    return DynamoTokenStore()


@cache
def sources() -> SourceStore:
    """Where we listen."""
    from .storage.sources import DynamoSourceStore

    _bound()
    return DynamoSourceStore()


@cache
def mentions() -> MentionStore:
    """What was said, with its escalations and history."""
    from .storage.mentions import DynamoMentionStore

    _bound()
    return DynamoMentionStore(settings().keep_for)
