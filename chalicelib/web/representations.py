"""Domain values as JSON: times are ISO 8601 in UTC, closed sets their words; people and watches go by id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ..domain.addresses import is_web_address
from ..domain.changes import Dossier
from ..domain.coverage import Allowance, Coverage
from ..domain.escalations import Escalation
from ..domain.history import HistoryLine, Via
from ..domain.mentions import Mention, MentionStatus, Sighting
from ..domain.playbook import advice_for
from ..domain.rulings import Ruling
from ..domain.watches import Watch
from .times import iso, iso_or_none

Json = dict[str, object]


def mention_json(mention: Mention) -> Json:
    """A mention as it stands in a list."""
    return {
        "id": mention.id,
        "url": mention.url if is_web_address(mention.url) else None,
        "title": mention.title,
        "text": mention.text,
        "author": mention.author,
        "channel": mention.channel,
        "verdict": mention.verdict,
        "confidence": mention.judgement.confidence,
        "ruling": _ruling(mention.ruling) if mention.ruling else None,
        "weight": mention.weight,
        "urgency": mention.urgency,
        "signals": list(mention.signals),
        "status": mention.status,
        "owner": mention.owner,
        "about": mention.about,
        "watch_ids": list(mention.watch_ids),
        "found_at": iso(mention.found_at),
        "published_at": iso_or_none(mention.published_at),
        "edited_at": iso_or_none(mention.edited_at),
    }


def dossier_json(dossier: Dossier, watches: Iterable[Watch]) -> Json:
    """A mention with all that is known about it."""
    mention = dossier.mention
    judgement = mention.judgement
    return {
        **mention_json(mention),
        "watches": [_watch(watch) for watch in watches if watch.id in mention.watch_ids],
        "sightings": [_sighting(sighting) for sighting in mention.sightings],
        "judgement": {
            "verdict": judgement.verdict,
            "confidence": judgement.confidence,
            "evidence": list(judgement.evidence),
            "judged_by": judgement.judged_by,
            "reason": judgement.reason or None,
        },
        "escalation": _escalation(dossier.escalation) if dossier.escalation else None,
        "history": [_found(mention), *map(_history_line, dossier.history)],
        "advice": _advice(mention) if mention.status is not MentionStatus.DELETED else None,
    }


def _ruling(ruling: Ruling) -> Json:
    return {"verdict": ruling.verdict, "by": ruling.by, "at": iso(ruling.at)}


def _watch(watch: Watch) -> Json:
    return {"id": watch.id, "name": watch.name, "kind": watch.kind}


def _sighting(sighting: Sighting) -> Json:
    url = sighting.url if is_web_address(sighting.url) else None
    return {
        "source_id": sighting.source_id,
        "url": url,
        "seen_at": iso(sighting.seen_at),
        "is_copy": sighting.copy_id is not None,
        "author": sighting.author,
    }


def _escalation(escalation: Escalation) -> Json:
    """Steps count from 1 here, as people count them; `step` is how many were taken."""
    return {
        "status": escalation.status,
        "policy_id": escalation.policy_id,
        "opened_at": iso(escalation.opened_at),
        "due_at": iso_or_none(escalation.due_at),
        "step": escalation.step,
        "deliveries": [
            {
                "step": delivery.step + 1,
                "destination": str(delivery.destination),
                "at": iso(delivery.at),
                "failure": delivery.failure,
            }
            for delivery in escalation.deliveries
        ],
    }


def _found(mention: Mention) -> Json:
    """The line that nobody writes down: the mention itself says it."""
    return {
        "at": iso(mention.found_at),
        "deed": "found",
        "by": "earshot",
        "via": Via.RULE,
        "note": "",
    }


def _history_line(line: HistoryLine) -> Json:
    return {"at": iso(line.at), "deed": line.deed, "by": line.by, "via": line.via, "note": line.note}


def _advice(mention: Mention) -> Json:
    advice = advice_for(mention.verdict)
    return {"do": list(advice.do), "never": advice.never}


def coverage_json(line: Coverage) -> Json:
    """A line of the ledger. Never the source's address, which may hold a token: its host says enough."""
    cadence, failure = line.cadence, line.failure
    return {
        "source_id": line.source_id,
        "kind": line.kind,
        "host": line.host,
        "title": line.title,
        "watch_id": line.watch_id,
        "state": line.state,
        "last_success_at": iso_or_none(line.last_success_at),
        "last_new_at": iso_or_none(line.last_new_at),
        "usual_gap_minutes": cadence.usual if cadence else None,
        "quiet_after_minutes": cadence.patience // timedelta(minutes=1) if cadence else None,
        "interval_minutes": line.interval,
        "failure": {"kind": failure.kind, "detail": failure.detail} if failure else None,
        "failing_since": iso_or_none(line.since),
        "next_try_at": iso_or_none(line.next_try_at),
        "budget": _allowance(line.budget) if line.budget else None,
        "notes": list(line.notes),
    }


def _allowance(budget: Allowance) -> Json:
    return {
        "left": budget.left,
        "most": budget.most,
        "unit": budget.unit,
        "ends_at": iso(budget.ends_at),
    }
