"""Tells whoever listens to an Amazon SNS topic, in a few lines that also fit a text message."""

from __future__ import annotations

import logging
import unicodedata
from typing import Any, Protocol

from ..domain.notices import Notice
from ..errors import PermanentError
from . import aws
from .untrusted import cut, shown
from .ways import Way
from .wording import URGENT, Wording, worded

log = logging.getLogger(__name__)

WAY = Way(
    written="sns",
    tells="everybody who subscribed to the topic; no link, since it goes to nobody in particular",
    twice="arrives twice",
)
SUBJECT_CHARS = 99  # SNS wants fewer than 100, in ASCII
_TEXT_CHARS = 200
_ATTRIBUTE_CHARS = 200
_ADVICE = {
    "NotFound": "the topic does not exist any more; deploy again",
    "AuthorizationError": "allow sns:Publish on the topic",
    "AccessDenied": "allow sns:Publish on the topic",
    "KMSAccessDenied": "allow the function to use the topic's key",
}


class Needs(Protocol):
    """The settings that this notifier reads."""

    @property
    def topic_arn(self) -> str: ...


def build(settings: Needs) -> TopicNotifier:
    """The notifier of this deployment."""
    return TopicNotifier(aws.client("sns"), settings.topic_arn)


class TopicNotifier:
    """Publishes notices. A topic is nobody in particular: the link to acknowledge is never printed."""

    def __init__(self, client: Any, topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def send(self, notice: Notice) -> None:
        """Publish the notice. Raises TemporaryError or PermanentError."""
        if not self._topic_arn:
            raise PermanentError("no topic is set up")
        words = worded(notice)
        with aws.refusals("sns", _ADVICE):
            answer = self._client.publish(
                TopicArn=self._topic_arn,
                Subject=subject(words),
                Message=text(words),
                MessageAttributes=_attributes(notice),
            )
        ids = {"mention": notice.mention.id, "sns_message": answer.get("MessageId")}
        log.info("notice published", extra=ids)


def subject(words: Wording) -> str:
    """Who is meant, what it is and where, as far as ASCII can say it."""
    about = (URGENT if words.is_urgent else "") + (ascii_of(words.about) or "Earshot")
    place = ascii_of(words.place)
    line = f"{about}: {words.verdict}, {words.on}{place}" if place else f"{about}: {words.verdict}"
    return line[:SUBJECT_CHARS]


def text(words: Wording) -> str:
    """The notice in a few lines, the words that were said on a line of their own."""
    who = words.author or "Somebody"
    lines = [
        f"{words.about}: {who} {words.on}{words.place}",
        f'"{cut(": ".join(filter(None, (words.title, words.text))), _TEXT_CHARS)}"',
        words.spoken,
        f"{words.urgency}. {words.judged}. {words.progress}.",
        words.original.url if words.original else "",
        f"In Earshot: {words.look.url}" if words.look else "",
    ]
    return "\n".join(line for line in lines if line)


def ascii_of(line: str) -> str:
    """The line as far as ASCII can say it, with single blanks."""
    plain = unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode()
    return " ".join(plain.split())


def _attributes(notice: Notice) -> dict[str, dict[str, str]]:
    """What subscribers may filter by."""
    mention = notice.mention
    values = {
        "verdict": mention.verdict.value,
        "urgency": mention.urgency.value,
        "watch": mention.about,
        "mention": mention.id,
    }
    named = {
        name: {"DataType": "String", "StringValue": shown(value, _ATTRIBUTE_CHARS)}
        for name, value in values.items()
        if shown(value, _ATTRIBUTE_CHARS)
    }
    return {**named, "step": {"DataType": "Number", "StringValue": str(notice.step)}}
