"""Domain values in the shapes in which they are shown: people and watches go by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..domain.addresses import is_web_address
from ..domain.changes import Dossier
from ..domain.deliveries import Delivery
from ..domain.escalations import Escalation
from ..domain.history import HistoryLine, Via
from ..domain.mentions import Answer, Mention, MentionStatus, Sighting
from ..domain.playbook import advice_for
from ..domain.reach import Reach
from ..domain.rulings import Ruling
from ..domain.verdicts import Judgement, Probabilities
from ..domain.watches import Watch
from . import shapes


def mention_json(mention: Mention) -> shapes.Mention:
    """A mention as it stands in a list."""
    return shapes.Mention(**_of_mention(mention))  # type: ignore[arg-type]


def dossier_json(dossier: Dossier, watches: Iterable[Watch]) -> shapes.Dossier:
    """A mention with all that is known about it."""
    mention = dossier.mention
    return shapes.Dossier(
        **_of_mention(mention),  # type: ignore[arg-type]
        watches=[_watch(watch) for watch in watches if watch.id in mention.watch_ids],
        sightings=list(map(_sighting, mention.sightings)),
        judgement=_judgement(mention.judgement),
        escalation=_escalation(dossier.escalation) if dossier.escalation else None,
        deliveries=list(map(delivery_json, dossier.deliveries)),
        history=history_json(dossier),
        advice=_advice(mention) if mention.status is not MentionStatus.DELETED else None,
    )


def _of_mention(mention: Mention) -> Mapping[str, object]:
    return {
        "id": mention.id,
        "url": mention.url if is_web_address(mention.url) else None,
        "title": mention.title,
        "text": mention.text,
        "author": mention.author,
        "channel": mention.channel,
        "verdict": mention.verdict,
        "confidence": mention.judgement.certainty,
        "calibrated": mention.judgement.is_calibrated,
        "ruling": _ruling(mention.ruling) if mention.ruling else None,
        "weight": mention.weight,
        "reach": _reach(mention.reach) if mention.reach else None,
        "urgency": mention.urgency,
        "signals": list(mention.signals),
        "status": mention.status,
        "owner": mention.owner,
        "until": mention.until,
        "answer": _answer(mention.answer) if mention.answer else None,
        "ignored": mention.ignored,
        "version": mention.version,
        "about": mention.about,
        "watch_ids": list(mention.watch_ids),
        "found_at": mention.found_at,
        "published_at": mention.published_at,
        "edited_at": mention.edited_at,
    }


def _judgement(judgement: Judgement) -> shapes.Judgement:
    return shapes.Judgement(
        judgement.verdict,
        judgement.certainty,
        judgement.is_calibrated,
        _odds(judgement.calibrated or judgement.probabilities),
        list(judgement.evidence),
        judgement.judged_by,
        judgement.reason or None,
    )


def _odds(odds: Probabilities | None) -> shapes.Probabilities | None:
    return shapes.Probabilities(*(round(odd, 4) for odd in odds)) if odds else None


def _ruling(ruling: Ruling) -> shapes.Ruling:
    return shapes.Ruling(ruling.verdict, ruling.by, ruling.at)


def _reach(reach: Reach) -> shapes.Reach:
    return shapes.Reach(reach.audience, reach.reactions)


def _watch(watch: Watch) -> shapes.WatchName:
    return shapes.WatchName(watch.id, watch.name, watch.kind)


def _sighting(sighting: Sighting) -> shapes.Sighting:
    url = sighting.url if is_web_address(sighting.url) else None
    is_copy = sighting.copy_id is not None
    return shapes.Sighting(sighting.source_id, url, sighting.seen_at, is_copy, sighting.author)


def _escalation(escalation: Escalation) -> shapes.Escalation:
    """Rounds count from 1 here, as people count them; `step` is how many were taken."""
    return shapes.Escalation(
        escalation.status,
        escalation.policy_id,
        escalation.opened_at,
        escalation.due_at,
        escalation.step,
        escalation.round + 1,
    )


def _answer(answer: Answer) -> shapes.Answer:
    return shapes.Answer(answer.text, answer.url, answer.by, answer.at)


def delivery_json(delivery: Delivery) -> shapes.Delivery:
    """A notice to a destination."""
    return shapes.Delivery(
        delivery.id,
        delivery.cause,
        delivery.step + 1,
        str(delivery.destination),
        delivery.person_id,
        delivery.status,
        delivery.attempts,
        delivery.queued_at,
        delivery.at,
        delivery.failure,
        delivery.opened_at,
        delivery.acknowledged_at,
    )


def history_json(dossier: Dossier) -> list[shapes.HistoryLine]:
    """All that happened; first the line that nobody writes down: the mention itself says it."""
    found = shapes.HistoryLine(dossier.mention.found_at, "found", "earshot", Via.RULE, "")
    return [found, *map(_history_line, dossier.history)]


def _history_line(line: HistoryLine) -> shapes.HistoryLine:
    return shapes.HistoryLine(line.at, line.deed, line.by, line.via, line.note)


def _advice(mention: Mention) -> shapes.Advice:
    advice = advice_for(mention.verdict)
    return shapes.Advice(list(advice.do), advice.never)
