"""Notify: puts together all that a person needs to know about a mention, and hands it to their notifier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..domain.deliveries import Delivery
from ..domain.escalations import EscalationStatus, policy_id_for
from ..domain.history import Deed
from ..domain.links import link_for
from ..domain.mentions import OPEN, Mention
from ..domain.notices import Notice, Sequel
from ..domain.people import Person
from ..domain.playbook import advice_for
from ..domain.policies import Destination
from ..domain.storms import Storm
from ..errors import NotFound, PermanentError
from .ports import (
    Follower,
    LinkSigner,
    MentionStore,
    Notifier,
    PersonStore,
    PolicyStore,
    PulseStore,
    RotaStore,
    SourceStore,
    WatchStore,
)
from .standing_in import policy_for


class Notify:
    """`notifier` gives the notifier of a name and raises NotFound for one that does not exist; `follower`
    gives it where it follows mentions, else None.
    """

    def __init__(
        self,
        mentions: MentionStore,
        people: PersonStore,
        rotas: RotaStore,
        policies: PolicyStore,
        pulses: PulseStore,
        watches: WatchStore,
        sources: SourceStore,
        signer: LinkSigner,
        notifier: Callable[[str], Notifier],
        follower: Callable[[str], Follower | None],
        api_url: str,
    ) -> None:
        self._mentions = mentions
        self._people = people
        self._rotas = rotas
        self._policies = policies
        self._pulses = pulses
        self._watches = watches
        self._sources = sources
        self._signer = signer
        self._notifier = notifier
        self._follower = follower
        self._api_url = api_url

    def __call__(self, mention: Mention, delivery: Delivery, now: datetime) -> str | None:
        """Tell one destination; says which person that was. Raises TemporaryError or PermanentError."""
        if delivery.is_sequel:
            self._follow(mention, delivery)
            return None
        person = self._person(delivery.destination, now)
        is_open = mention.status in OPEN
        is_theirs = person is not None and person.id == mention.owner
        watch = self._watches.get(mention.about)
        policy = policy_for(self._policies, policy_id_for(mention, watch))
        clock = self._mentions.escalation(mention.id)
        notice = Notice(
            mention=mention,
            watch=watch,
            advice=advice_for(mention.verdict),
            person=person,
            acknowledge_url=self._link(mention, person, Deed.ACKNOWLEDGED, now) if is_open else None,
            mention_url=f"{self._api_url}/mentions/{mention.id}",
            step=delivery.step + 1,
            steps=max(delivery.step + 1, len(policy.steps)),
            sources=self._titles(mention),
            to=delivery.destination.to,
            delivery_id=f"{mention.id}.{delivery.id}",
            cause=delivery.cause,
            turn=delivery.turn,
            history=self._mentions.history(mention.id),
            not_ours_url=self._link(mention, person, Deed.IGNORED, now) if is_open else None,
            mine_url=self._link(mention, person, Deed.ANSWERED, now) if is_theirs else None,
            storm=self._storm(mention),
            is_last=clock is None or clock.status is not EscalationStatus.OPEN,
        )
        self._notifier(delivery.destination.notifier).send(notice)
        return person.id if person else None

    def is_followed(self, destination: Destination) -> bool:
        """Whether it wants to hear how mentions go on."""
        return self._follower(destination.notifier) is not None

    def _follow(self, mention: Mention, delivery: Delivery) -> None:
        follower = self._follower(delivery.destination.notifier)
        if follower is None:
            raise PermanentError(f"{delivery.destination} follows mentions no more; nothing need be done")
        sequel = Sequel(
            mention,
            delivery.cause,
            delivery.turn,
            delivery.queued_at,
            delivery.destination.to,
            f"{mention.id}.{delivery.id}",
        )
        follower.follow(sequel)

    def _person(self, destination: Destination, now: datetime) -> Person | None:
        """Who that is now: whoever is on duty, where a rota says so."""
        person_id = destination.person_id
        if rota_id := destination.rota_id:
            rota = self._rotas.get(rota_id)
            if rota is None:
                raise NotFound("rota", rota_id)
            person_id = rota.on_duty(now)
        if person_id is None:
            return None
        person = self._people.get(person_id)
        if person is None:
            raise NotFound("person", person_id)
        return person

    def _storm(self, mention: Mention) -> Storm | None:
        """The storm that this mention's notices stand for, while it lasts."""
        pulse = self._pulses.get(mention.about)
        storm = pulse.storm if pulse else None
        return storm if storm and storm.head_id == mention.id else None

    def _link(self, mention: Mention, person: Person | None, deed: Deed, now: datetime) -> str | None:
        if person is None:
            return None
        return f"{self._api_url}/a/{self._signer.seal(link_for(mention, person.id, deed, now))}"

    def _titles(self, mention: Mention) -> dict[str, str]:
        found, _ = self._sources.load([sighting.source_id for sighting in mention.sightings], ())
        return {source.id: source.title or source.host for source in found.values()}
