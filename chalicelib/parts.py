"""The real parts that use cases are given: stores, queues, and what reads, judges and tells.

Each is made once per process, on first use, and imported only then: what a function does not need must not
cost its cold start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from .errors import PermanentError
from .settings import Settings

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from .domain.readings import Recognise
    from .domain.verdicts import Judgement
    from .judging.second_opinions import Adviser
    from .keys import SecretKeys
    from .services.ports import (
        CalibrationStore,
        DeadLetters,
        DeliveryQueue,
        DigestMailer,
        FetchQueue,
        Follower,
        Judge,
        LinkSigner,
        MentionStore,
        NegativesQueue,
        Notifier,
        Operator,
        PersonStore,
        PolicyStore,
        PulseStore,
        Reader,
        RotaStore,
        SourceStore,
        SubscriberStore,
        TokenStore,
        ViewerStore,
        WatchStore,
    )
    from .sources.discovery import Feed
    from .sources.fetching import Fetcher
    from .storage.budgets import DynamoBudgets


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@cache
def settings() -> Settings:
    """This deployment's settings."""
    return Settings.from_environment()


@cache
def loop() -> asyncio.Runner:
    """The event loop of all that this process awaits."""
    import asyncio

    return asyncio.Runner()


@cache
def reader() -> Reader:
    """Reads sources, politely."""
    from .sources.reader import SourceReader

    return SourceReader(fetcher(), keys(), budgets(), now)


@cache
def discover() -> Callable[[str], Sequence[Feed]]:
    """The feeds of a web site."""
    from .sources.discovery import feeds_of

    return lambda url: loop().run(feeds_of(fetcher(), url))


@cache
def fetcher() -> Fetcher:
    """Fetches one address, politely."""
    from .network.guard import AddressGuard
    from .sources.fetching import Fetcher

    guard = AddressGuard(allow_private=settings().allow_private_addresses)
    return Fetcher(guard=guard, contact=settings().contact)


@cache
def keys() -> SecretKeys:
    """What sources let us in with."""
    from .keys import SecretKeys

    return SecretKeys(client("secretsmanager"), settings().keys_secret_arn)


@cache
def budgets() -> DynamoBudgets:
    """What was spent on sources."""
    from .storage.budgets import DynamoBudgets

    _bound()
    return DynamoBudgets()


@cache
def judge() -> Judge:
    """The embedded judge; with another behind it, where one was chosen."""
    if settings().judge == "embedded":
        return _Embedded()
    from .judging.second_opinions import SecondOpinions

    return SecondOpinions(_Embedded(), adviser(settings().judge))


class _Embedded:
    """The embedded judge, imported with the first mention: most fetches hear nothing about us."""

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        from .judging.trained import TrainedJudge

        return TrainedJudge().judge(text, about)


ADVISERS = ("comprehend", "bedrock")  # who can be asked for money


@cache
def adviser(name: str) -> Adviser:
    """The judge of that name who is asked where the embedded one is not sure. Raises PermanentError when
    there is none.
    """
    from .judging import answers, bedrock, comprehend
    from .judging.purse import Purse

    purse = Purse(budgets(), f"judge:{name}", settings().judge_monthly_usd, now)
    if name == "comprehend":
        return comprehend.Comprehend(answers.client("comprehend"), purse)
    if name == "bedrock":
        given = settings()
        model = bedrock.Model(given.judge_model, given.judge_input_price, given.judge_output_price)
        described = bedrock.Descriptions(lambda: watches().all())
        return bedrock.Bedrock(answers.client("bedrock-runtime"), model, purse, described)
    raise PermanentError(f"there is no judge {name!r}; there are embedded, comprehend and bedrock")


@cache
def recognise() -> Recognise:
    """Tells the language of a text."""
    from .judging.languages import language_of

    return language_of


@cache
def notifier(name: str) -> Notifier:
    """The notifier of that name. Raises PermanentError when there is none."""
    from . import notifiers

    return notifiers.build(name, settings())


@cache
def follower(name: str) -> Follower | None:
    """The same where it follows mentions; None where it does not, or there is none."""
    from . import notifiers

    follows = name in notifiers.NAMES and notifiers.declared(name).follows
    return cast("Follower", notifier(name)) if follows else None


@cache
def digest_mailer() -> DigestMailer:
    """Mails digests."""
    from .notifiers.digests import build

    return build(settings())


@cache
def operator() -> Operator:
    """Whoever runs Earshot."""
    from .notifiers.operator import OperatorTopic

    return OperatorTopic(client("sns"), settings().operator_topic_arn)


@cache
def link_signer() -> LinkSigner:
    """Seals and unseals links with this deployment's secret."""
    from .signing import SealedLinks, secrets_from

    return SealedLinks(secrets_from(client("secretsmanager"), settings().link_secret_arn))


@cache
def fetch_queue() -> FetchQueue:
    """Orders for fetch."""
    from .queues import SqsFetchQueue

    return SqsFetchQueue(settings().fetch_queue_url, client("sqs"))


@cache
def negatives_queue() -> NegativesQueue:
    """Mentions that somebody must hear of."""
    from .queues import SqsNegativesQueue

    return SqsNegativesQueue(settings().negatives_queue_url, client("sqs"))


@cache
def delivery_queue() -> DeliveryQueue:
    """Notices that are to be sent."""
    from .queues import SqsDeliveryQueue

    return SqsDeliveryQueue(settings().deliveries_queue_url, client("sqs"))


@cache
def dead_letters() -> Mapping[str, DeadLetters]:
    """What the queues gave up, by the queue's name."""
    from .dead_letters import SqsDeadLetters

    given = settings()
    urls = given.dead_letter_urls
    homes = {
        "fetch": (urls.fetch, given.fetch_queue_url),
        "negatives": (urls.negatives, given.negatives_queue_url),
        "deliveries": (urls.deliveries, given.deliveries_queue_url),
        "inbound": (urls.inbound, given.inbound_queue_url),
    }
    return {name: SqsDeadLetters(url, home, client("sqs")) for name, (url, home) in homes.items()}


@cache
def client(service: str) -> Any:
    """A client of an AWS service."""
    from .notifiers import aws

    return aws.client(service)


@cache
def _bound() -> None:
    """Tell storage, once, which tables are ours."""
    from .storage.items import bind

    bind(asdict(settings().tables))


@cache
def watches() -> WatchStore:
    """What we listen for."""
    from .storage.watches import DynamoWatchStore

    _bound()
    return DynamoWatchStore()


@cache
def calibrations() -> CalibrationStore:
    """What judges are worth here."""
    from .storage.calibrations import DynamoCalibrationStore

    _bound()
    return DynamoCalibrationStore()


@cache
def policies() -> PolicyStore:
    """Who is told when."""
    from .storage.policies import DynamoPolicyStore

    _bound()
    return DynamoPolicyStore()


@cache
def rotas() -> RotaStore:
    """Who is on duty."""
    from .storage.policies import DynamoRotaStore

    _bound()
    return DynamoRotaStore()


@cache
def pulses() -> PulseStore:
    """How fast complaints come."""
    from .storage.pulses import DynamoPulseStore

    _bound()
    return DynamoPulseStore()


@cache
def people() -> PersonStore:
    """Who can be told."""
    from .storage.people import DynamoPersonStore

    _bound()
    return DynamoPersonStore()


@cache
def subscribers() -> SubscriberStore:
    """Who gets digests."""
    from .storage.subscribers import DynamoSubscriberStore

    _bound()
    return DynamoSubscriberStore()


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
def viewers() -> ViewerStore:
    """Who looks at what."""
    from .storage.viewers import DynamoViewerStore

    _bound()
    return DynamoViewerStore()


@cache
def mentions() -> MentionStore:
    """What was said, with its escalations and history."""
    from .storage.mentions import DynamoMentionStore

    _bound()
    return DynamoMentionStore(settings().keep_for)
