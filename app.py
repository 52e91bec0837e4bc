"""What runs: every Lambda function, and the web routes. Each decodes its event and calls a use case.

Scheduled and queue functions stand here and nowhere else: Chalice would point those of a blueprint at the
blueprint's own module. Queue names are placeholders; the merged template gives each mapping its real queue.
"""

from __future__ import annotations

from typing import Any

from chalice.app import CloudWatchEvent, Cron, Rate, SQSEvent

from chalicelib import batches, garbage, logs, messages, web, wiring

app = web.Application(app_name="earshot", configure_logs=False)
logs.configure()
garbage.spare_start()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def plan(event: CloudWatchEvent) -> int:
    """Queue the sources that are due."""
    return wiring.plan()(wiring.now())


@app.on_sqs_message(queue="fetch.fifo", batch_size=10)
def fetch(event: SQSEvent) -> dict[str, Any]:
    """Read sources, keep what is about us, push what is bad."""
    retry = wiring.fetch_queue().retry_soon
    return batches.together(_records(event), messages.read_order(), messages.fetch(), retry)


@app.on_sqs_message(queue="negatives", batch_size=10)
def escalate(event: SQSEvent) -> dict[str, Any]:
    """Do what the clocks of mentions strike for: steps, deadlines, promises."""
    return batches.each(_records(event), messages.escalate())


@app.on_sqs_message(queue="deliveries", batch_size=1)
def deliver(event: SQSEvent) -> dict[str, Any]:
    """Tell one destination: a slow one holds up no other."""
    return batches.each(_records(event), messages.deliver())


@app.on_sqs_message(queue="inbound", batch_size=10)
def open_mail(event: SQSEvent) -> dict[str, Any]:
    """Note what people write to us by mail."""
    return batches.each(_records(event), messages.open_mail())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def follow_up(event: CloudWatchEvent) -> int:
    """Push again what is late or was lost."""
    return wiring.follow_up()(wiring.now())


# By the clock and not by rate: each run looks at whole hours of it, and must meet every one of them once.
@app.schedule(Cron(23, "*", "*", "*", "?", "*"))
def recheck(event: CloudWatchEvent) -> int:
    """Look again at what was said: is it still there?"""
    return wiring.recheck()(wiring.now())


# Two runs a day: the first lets the canary fly, the second looks whether it has arrived.
@app.schedule(Cron(47, 5, "*", "*", "?", "*"))
def release_canary(event: CloudWatchEvent) -> None:
    """Let a test complaint of our own travel the whole road."""
    wiring.canary().release(wiring.now())


@app.schedule(Cron(47, 6, "*", "*", "?", "*"))
def check_canary(event: CloudWatchEvent) -> bool:
    """Has it arrived? If not, tell the operator."""
    return wiring.canary().check(wiring.now())


def _records(event: SQSEvent) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = event.to_dict()["Records"]
    return records
