"""What each queue's function does with its messages: reads them, and calls a use case.

Like the use cases, these are made once per process, on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

from . import wiring

if TYPE_CHECKING:
    from .domain.polling import FetchOrder


@cache
def fetch() -> Callable[[Sequence[FetchOrder]], Collection[FetchOrder]]:
    """Carry out fetch orders; one event loop serves all of a worker's invocations."""
    from .services.fetch import Fetch

    use_case = Fetch(
        wiring.sources(),
        wiring.reader(),
        wiring.hear(),
        wiring.visit(),
        wiring.warn(),
        wiring.subscribe(),
        wiring.take_push(),
    )
    return lambda orders: wiring.loop().run(use_case(orders, wiring.now()))


@cache
def read_order() -> Callable[[str], FetchOrder]:
    """Read an order from a message of the fetch queue."""
    from .queues import parse_order

    return parse_order


@cache
def open_mail() -> Callable[[str], None]:
    """Note the mails that a message of the inbound queue announces."""
    from .mailroom import S3Mailroom, parse_arrivals
    from .services.open_mail import OpenMail
    from .sources.kinds.inbound_mail import read_received

    use_case = OpenMail(S3Mailroom(wiring.client("s3")), read_received, wiring.note())

    def open_all(body: str) -> None:
        for arrival in parse_arrivals(body):
            use_case(arrival, wiring.now())

    return open_all


@cache
def escalate() -> Callable[[str], None]:
    """Do what is due of the mention, or of the storm, that a message of the negatives queue names."""
    from .queues import parse_negative
    from .services.escalate import Escalate
    from .services.storms import Storms

    storms = Storms(wiring.pulses(), wiring.mentions(), wiring.delivery_queue())
    use_case = Escalate(
        wiring.mentions(), wiring.policies(), wiring.watches(), wiring.delivery_queue(), storms
    )

    def strike(body: str) -> None:
        mention_id, watch_id = parse_negative(body)
        if mention_id:
            use_case(mention_id, wiring.now())
        if watch_id:
            storms.look(watch_id, wiring.now())

    return strike


@cache
def deliver() -> Callable[[str], None]:
    """Carry out the delivery or the digest that a message of its queue names, or heed what came back."""
    from .feedback import is_from_ses, parse_feedback
    from .queues import digest_in, parse_delivery
    from .services.deliver import Deliver
    from .services.heed import Heed

    use_case = Deliver(wiring.mentions(), wiring.watches(), wiring.notify())
    heed = Heed(wiring.mentions(), wiring.people(), wiring.operator())

    def carry_out(body: str) -> None:
        if is_from_ses(body):
            if feedback := parse_feedback(body):
                heed(feedback, wiring.now())
        elif person_id := digest_in(body):
            wiring.send_digest()(person_id, wiring.now())
        else:
            use_case(*parse_delivery(body), wiring.now())

    return carry_out
