"""Earshot at work in a process of its own: its functions, called as AWS calls them, and what that takes.

    question ─▶ a schedule fires, or a queue's mapping receives a batch ─▶ function of `app.py` ─▶ units, CPU

Everything is real but the clock, which goes on as it is told: a day of work takes seconds.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ..clouds import embedded
from ..ports import HOST
from .metering import Meter
from .questions import answer_all
from .small_cloud import furnish

_QUEUES = {
    "fetch": "EARSHOT_FETCH_QUEUE_URL",
    "escalate": "EARSHOT_NEGATIVES_QUEUE_URL",
    "deliver": "EARSHOT_DELIVERIES_QUEUE_URL",
}
_BATCH = {"fetch": 10, "escalate": 10, "deliver": 1}  # as `app.py` has them
_A_DAY = timedelta(days=1)
_SCHEDULED = {
    "version": "0",
    "id": "1",
    "account": "123456789012",
    "region": "us-east-1",
    "source": "aws.events",
    "detail-type": "Scheduled Event",
    "resources": [],
    "detail": {},
}


@dataclass
class _Run:
    """What some runs of functions took: how many, the CPU's time, and what was sent."""

    runs: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    units: Mapping[str, float] = field(default_factory=dict)
    tables: Mapping[str, float] = field(default_factory=dict)
    calls: int = 0


class _Office:
    """One system at work."""

    def __init__(self) -> None:
        # Early in an hour, so that all that is done falls into one.
        self._now = (datetime.now(UTC) + timedelta(hours=1)).replace(minute=5, second=7, microsecond=0)
        self._meter = Meter()
        self._environment: Mapping[str, str] = {}
        self._mapping: Any = None  # what asks the queues for Lambda; not metered

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Move in; let time pass; run what a schedule or a queue calls; or let a person act."""
        match question:
            case {"do": "begin", "port": port}:
                self._begin(port)
            case {"do": "wait", "minutes": minutes}:
                self._now += timedelta(minutes=minutes)
            case {"do": "add", "urls": urls, "interval": interval}:
                self._listen_to(urls, interval)
            case {"do": "send to", "port": port}:
                os.environ["AWS_ENDPOINT_URL_SQS"] = f"http://{HOST}:{port}"
            case {"do": "fetch", "urls": urls}:
                return self._metered(lambda: self._fetched(urls))
            case {"do": "schedule", "function": function}:
                return self._metered(lambda: self._scheduled(function))
            case {"do": "queue", "function": function}:
                return self._metered(lambda: self._queued(function))
            case {"do": "acknowledge"}:
                return self._metered(self._acknowledged)
        return {}

    def _begin(self, port: int) -> None:
        cloud = embedded(port)
        cloud.adopt()
        self._mapping = cloud.client("sqs")
        self._environment = furnish(cloud)
        os.environ |= self._environment
        import boto3

        import app  # noqa: F401  # the first of its kind configures the logs
        from chalicelib import wiring
        from chalicelib.storage.mention_items import MentionItem

        wiring.now = lambda: self._now
        boto3.setup_default_session()
        wiring.watches()
        for events in (boto3.DEFAULT_SESSION.events, MentionItem.connection().client.meta.events):
            self._meter.watch(events)
        self._meter.listen()
        self._settle()

    def _settle(self) -> None:
        """Somebody listens for something, and is told of it."""
        from chalicelib import wiring
        from chalicelib.domain.people import Person
        from chalicelib.domain.policies import Destination, Policy, Step
        from chalicelib.domain.watches import Watch, WatchKind

        steps = (Step(timedelta(0), (Destination("email", "ann"),)),)
        wiring.policies().put(Policy("default", steps))
        wiring.people().put(Person("ann", "Ann Archer", "ann@example.com"))
        wiring.watches().put(Watch("larkfield", "Larkfield", WatchKind.OWN, ("Larkfield",)))

    def _listen_to(self, urls: list[str], interval: int) -> None:
        from chalicelib.domain.sources import Source, source_id
        from chalicelib.storage.source_items import SourceItem, item_of_source

        with SourceItem.batch_write() as batch:
            for url in urls:
                source = Source(
                    id=source_id("feed", url),
                    kind="feed",
                    url=url,
                    added_at=self._now,
                    least_interval=interval,
                    most_interval=interval,
                    usual_interval=interval,
                )
                batch.save(item_of_source(source))

    def _fetched(self, urls: list[str]) -> tuple[int, float]:
        """One run of fetch that reads these, an order for each host, which it receives and deletes."""
        from chalicelib.domain.addresses import host_of
        from chalicelib.domain.sources import source_id

        hosts: dict[str, list[str]] = {}
        for url in urls:
            hosts.setdefault(host_of(url), []).append(source_id("feed", url))
        records = [
            {
                "messageId": host,
                "receiptHandle": host,
                "body": json.dumps({"host": host, "source_ids": ids, "minute": 0}),
                "attributes": {"MessageGroupId": host},
                "eventSource": "aws:sqs",
            }
            for host, ids in hosts.items()
        ]
        self._meter.add("sqs FIFO request", 2)
        return 1, self._called("fetch", {"Records": records})

    def _metered(self, act: Callable[[], tuple[int, float]]) -> Mapping[str, Any]:
        self._meter.read()
        began = time.monotonic()
        runs, cpu_s = act()
        wall_s = time.monotonic() - began
        units, tables, calls = self._meter.read()
        return vars(_Run(runs, cpu_s, wall_s, units, tables, calls))

    def _scheduled(self, name: str) -> tuple[int, float]:
        return 1, self._called(name, {**_SCHEDULED, "time": self._now.isoformat()})

    def _queued(self, name: str) -> tuple[int, float]:
        """Work off what lies in the queue, batch by batch, as its mapping does: a request for each, and one
        to delete it. Those that meet an empty queue go on for ever, and are no run's.
        """
        sqs, url = self._mapping, self._environment[_QUEUES[name]]
        runs, cpu_s = 0, 0.0
        while records := self._received(sqs, url, _BATCH[name]):
            cpu_s += self._called(name, {"Records": records})
            runs += 1
            entries = [{"Id": str(n), "ReceiptHandle": r["receiptHandle"]} for n, r in enumerate(records)]
            sqs.delete_message_batch(QueueUrl=url, Entries=entries)
            self._meter.add("sqs FIFO request" if url.endswith(".fifo") else "sqs request", 2)
        return runs, cpu_s

    def _received(self, sqs: Any, url: str, most: int) -> list[dict[str, Any]]:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=most, MessageSystemAttributeNames=["All"]
        )
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
            }
            for message in answer.get("Messages", ())
        ]

    def _called(self, name: str, event: Mapping[str, Any]) -> float:
        """Call the function; says what CPU that took. Raises RuntimeError when it gave anything back."""
        import app

        began = time.process_time()
        answer = getattr(app, name)(event, None)
        took = time.process_time() - began
        if isinstance(answer, dict) and answer["batchItemFailures"]:
            raise RuntimeError(f"{name} failed: {answer}")
        return took

    def _acknowledged(self) -> tuple[int, float]:
        """Ann opens her newest link, and presses its button: two calls of the API."""
        import app
        from chalicelib import wiring
        from chalicelib.domain.history import Deed
        from chalicelib.domain.links import link_for

        mention = next(iter(wiring.mentions().reached(self._now - _A_DAY, self._now + _A_DAY)))
        token = wiring.link_signer().seal(link_for(mention, "ann", Deed.ACKNOWLEDGED, self._now))
        self._meter.read()
        from chalice.test import Client

        began = time.process_time()
        with Client(app.app) as client:
            for ask in (client.http.get, client.http.post):
                answer = ask(f"/a/{token}", headers={"Content-Type": "application/x-www-form-urlencoded"})
                if answer.status_code >= 400:
                    raise RuntimeError(f"acknowledging failed: {answer.status_code}")
        return 2, time.process_time() - began


if __name__ == "__main__":
    answer_all(_Office().answer)
