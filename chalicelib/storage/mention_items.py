"""How a mention is kept.

Mentions are many, and one of up to 1 KB costs one write unit where a longer one costs two: attributes have
names of one letter, small ones before great ones, and what can be told from the rest is left out.
"""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

from datetime import timedelta

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from ..domain.mentions import Answer, Ignored, Mention, MentionStatus, Sighting
from ..domain.rulings import Ruling
from ..domain.signals import Signal
from ..domain.verdicts import Judgement, Verdict
from .attributes import (
    IntegerAttribute,
    MemberAttribute,
    MembersAttribute,
    TextsAttribute,
    TimeAttribute,
    text_of,
    time_of,
)
from .items import PRESENT, Connected, Item
from .odds import OddsAttribute
from .reaches import ReachAttribute


class FoundIndex(GlobalSecondaryIndex["MentionItem"]):
    """Whole mentions by the day they were found, in order: lists are read from here alone."""

    class Meta:
        index_name = "found-index"
        projection = AllProjection()

    found_day = UnicodeAttribute(hash_key=True)
    found = UnicodeAttribute(range_key=True)


class UnqueuedIndex(GlobalSecondaryIndex["MentionItem"]):
    """Mentions that wait for an escalation."""

    class Meta:
        index_name = "unqueued-index"
        projection = KeysOnlyProjection()

    unqueued = UnicodeAttribute(hash_key=True)
    queued_since = TimeAttribute(range_key=True)


class ReachedIndex(GlobalSecondaryIndex["MentionItem"]):
    """Whole mentions that people were told of or said something to, in the order they were found."""

    class Meta:
        index_name = "reached-index"
        projection = AllProjection()

    reached = UnicodeAttribute(hash_key=True)
    found = UnicodeAttribute(range_key=True)


class SightingMap(MapAttribute[str, object]):
    """A sighting. Address and time are left out where they are the mention's own; "" is no address."""

    source_id = UnicodeAttribute(attr_name="i")
    url = UnicodeAttribute(null=True, attr_name="u")
    seen_at = TimeAttribute(null=True, attr_name="a")
    copy_id = UnicodeAttribute(null=True, attr_name="c")
    author = UnicodeAttribute(null=True, attr_name="w")


class EarlierRulingMap(MapAttribute[str, object]):
    """A ruling that stands no more."""

    verdict = MemberAttribute(Verdict, attr_name="v")
    by = UnicodeAttribute(attr_name="i")
    at = TimeAttribute(attr_name="a")


class RulingMap(MapAttribute[str, object]):
    """Who ruled, when, what the judge had said, and which ruling stood before."""

    by = UnicodeAttribute(attr_name="i")
    at = TimeAttribute(attr_name="a")
    judged = MemberAttribute(Verdict, attr_name="v")
    earlier = EarlierRulingMap(null=True, attr_name="e")


class AnswerMap(MapAttribute[str, object]):
    """What somebody said to the author, and where."""

    text = UnicodeAttribute(attr_name="x")
    url = UnicodeAttribute(null=True, attr_name="u")
    by = UnicodeAttribute(attr_name="i")
    at = TimeAttribute(attr_name="a")


class MentionItem(Item):
    """A mention. `found` is its time and its id; `about` is left out where it is the first watch; `verdict`
    is the one that stands, by which lists are narrowed.
    """

    class Meta(Connected):
        table = "mentions"

    id = UnicodeAttribute(hash_key=True)
    found_index = FoundIndex()
    found_day = UnicodeAttribute()
    found = UnicodeAttribute()
    unqueued_index = UnqueuedIndex()
    unqueued = UnicodeAttribute(null=True)
    queued_since = TimeAttribute(null=True)
    reached_index = ReachedIndex()
    reached = UnicodeAttribute(null=True)

    url = UnicodeAttribute(null=True, attr_name="u")
    title = UnicodeAttribute(null=True, attr_name="t")
    text = UnicodeAttribute(null=True, attr_name="x")
    author = UnicodeAttribute(null=True, attr_name="a")
    watch_ids = TextsAttribute(null=True, attr_name="w")
    about = UnicodeAttribute(null=True, attr_name="b")
    verdict = MemberAttribute(Verdict, attr_name="v")
    confidence = NumberAttribute(attr_name="c")
    evidence = TextsAttribute(null=True, attr_name="e")
    judged_by = UnicodeAttribute(attr_name="j")
    reason = UnicodeAttribute(null=True, attr_name="y")
    probabilities = OddsAttribute(null=True, attr_name="q")
    calibrated = OddsAttribute(null=True, attr_name="k")
    digest = BinaryAttribute(null=True, attr_name="h", legacy_encoding=False)
    published_at = TimeAttribute(null=True, attr_name="p")
    edited_at = TimeAttribute(null=True, attr_name="d")
    sightings = ListAttribute(of=SightingMap, attr_name="s")
    status = MemberAttribute(MentionStatus, attr_name="m")
    owner = UnicodeAttribute(null=True, attr_name="o")
    signals = MembersAttribute(Signal, null=True, attr_name="g")
    ruling = RulingMap(null=True, attr_name="r")
    until = TimeAttribute(null=True, attr_name="l")
    answer = AnswerMap(null=True, attr_name="f")
    ignored = MemberAttribute(Ignored, null=True, attr_name="z")
    turn = IntegerAttribute(null=True, attr_name="i")
    reach = ReachAttribute(null=True, attr_name="A")
    version = IntegerAttribute(attr_name="n")
    expires = TTLAttribute()


def item_of_mention(mention: Mention, keep_for: timedelta) -> MentionItem:
    """The mention as it is kept."""
    found = text_of(mention.found_at)
    waits = mention.queued_since is not None
    return MentionItem(
        id=mention.id,
        found_day=found[:10],
        found=f"{found}#{mention.id}",
        unqueued=PRESENT if waits else None,
        queued_since=mention.queued_since,
        reached=PRESENT if mention.has_reached_people else None,
        url=mention.url,
        title=mention.title or None,
        text=mention.text or None,
        author=mention.author,
        watch_ids=mention.watch_ids,
        about=mention.about if mention.watch_ids[:1] != (mention.about,) else None,
        verdict=mention.verdict,
        confidence=mention.judgement.confidence,
        evidence=mention.judgement.evidence,
        judged_by=mention.judgement.judged_by,
        reason=mention.judgement.reason or None,
        probabilities=mention.judgement.probabilities,
        calibrated=mention.judgement.calibrated,
        digest=bytes.fromhex(mention.judgement.digest) or None,
        published_at=mention.published_at,
        edited_at=mention.edited_at,
        sightings=[_sighting_map(sighting, mention) for sighting in mention.sightings],
        status=mention.status,
        owner=mention.owner,
        signals=mention.signals,
        ruling=_ruling_map(mention),
        until=mention.until,
        answer=_answer_map(mention.answer) if mention.answer else None,
        ignored=mention.ignored,
        turn=mention.turn or None,
        reach=mention.reach,
        version=mention.version,
        expires=mention.found_at + keep_for,
    )


def mention_of(item: MentionItem) -> Mention:
    """The inverse."""
    found_at = time_of(item.found.partition("#")[0])
    watch_ids = tuple(item.watch_ids or ())
    about: str | None = item.about
    return Mention(
        id=item.id,
        url=item.url,
        title=item.title or "",
        text=item.text or "",
        author=item.author,
        watch_ids=watch_ids,
        about=about if about is not None else watch_ids[0],
        judgement=_judgement(item),
        found_at=found_at,
        published_at=item.published_at,
        sightings=tuple(
            Sighting(s.source_id, _url(s, item.url), s.seen_at or found_at, s.copy_id, s.author)
            for s in item.sightings
        ),
        status=item.status,
        queued_since=item.queued_since,
        edited_at=item.edited_at,
        owner=item.owner,
        signals=tuple(item.signals or ()),
        ruling=_ruling(item),
        until=item.until,
        answer=_answer(item.answer) if item.answer else None,
        ignored=item.ignored,
        turn=item.turn or 0,
        reach=item.reach,
        version=item.version,
    )


def _judgement(item: MentionItem) -> Judgement:
    evidence = tuple(item.evidence or ())
    judged = item.ruling.judged if item.ruling else item.verdict
    return Judgement(
        judged,
        item.confidence,
        evidence,
        item.judged_by,
        item.probabilities,
        item.reason or "",
        item.calibrated,
        (item.digest or b"").hex(),
    )


def _ruling_map(mention: Mention) -> RulingMap | None:
    ruling = mention.ruling
    if ruling is None:
        return None
    was = ruling.earlier
    earlier = EarlierRulingMap(verdict=was.verdict, by=was.by, at=was.at) if was else None
    return RulingMap(by=ruling.by, at=ruling.at, judged=mention.judgement.verdict, earlier=earlier)


def _ruling(item: MentionItem) -> Ruling | None:
    if item.ruling is None:
        return None
    was = item.ruling.earlier
    earlier = Ruling(was.verdict, was.by, was.at) if was else None
    return Ruling(item.verdict, item.ruling.by, item.ruling.at, earlier)


def _answer_map(answer: Answer) -> AnswerMap:
    return AnswerMap(text=answer.text, url=answer.url, by=answer.by, at=answer.at)


def _answer(stored: AnswerMap) -> Answer:
    return Answer(stored.text, stored.url, stored.by, stored.at)


def _sighting_map(sighting: Sighting, mention: Mention) -> SightingMap:
    return SightingMap(
        source_id=sighting.source_id,
        url=None if sighting.url == mention.url else sighting.url or "",
        seen_at=None if sighting.seen_at == mention.found_at else sighting.seen_at,
        copy_id=sighting.copy_id,
        author=sighting.author,
    )


def _url(stored: SightingMap, own: str | None) -> str | None:
    url: str | None = stored.url
    return own if url is None else url or None
