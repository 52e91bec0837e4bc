"""Notify: puts together all that a person needs to know about a mention, and hands it to their notifier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..domain.escalations import Destination
from ..domain.links import link_for
from ..domain.mentions import Mention
from ..domain.notices import Notice
from ..domain.people import Person
from ..domain.playbook import advice_for
from ..errors import NotFound
from .ports import LinkSigner, Notifier, PersonStore, SourceStore, WatchStore


class Notify:
    """`notifier` gives the notifier of a name and raises NotFound for one that does not exist."""

    def __init__(
        self,
        people: PersonStore,
        watches: WatchStore,
        sources: SourceStore,
        signer: LinkSigner,
        notifier: Callable[[str], Notifier],
        api_url: str,
    ) -> None:
        self._people = people
        self._watches = watches
        self._sources = sources
        self._signer = signer
        self._notifier = notifier
        self._api_url = api_url

    def __call__(
        self, mention: Mention, destination: Destination, step: int, steps: int, now: datetime
    ) -> None:
        """Tell one destination. `step` counts from 1. Raises TemporaryError or PermanentError."""
        person = self._person(destination)
        notice = Notice(
            mention=mention,
            watch=self._watches.get(mention.about),
            advice=advice_for(mention.verdict),
            person=person,
            acknowledge_url=self._link(mention, person, now) if person else None,
            mention_url=f"{self._api_url}/mentions/{mention.id}",
            step=step,
            steps=steps,
            sources=self._titles(mention),
        )
        self._notifier(destination.notifier).send(notice)

    def _person(self, destination: Destination) -> Person | None:
        if destination.person_id is None:
            return None
        person = self._people.get(destination.person_id)
        if person is None:
            raise NotFound("person", destination.person_id)
        return person

    def _link(self, mention: Mention, person: Person, now: datetime) -> str:
        return f"{self._api_url}/a/{self._signer.seal(link_for(mention.id, person.id, now))}"

    def _titles(self, mention: Mention) -> dict[str, str]:
        found, _ = self._sources.load([sighting.source_id for sighting in mention.sightings], ())
        return {source.id: source.title or source.host for source in found.values()}
