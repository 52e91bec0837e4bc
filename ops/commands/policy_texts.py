"""A policy as people type it, and as they read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.hours import Hours
from chalicelib.domain.policies import DEFAULT_POLICY, Destination, Policy, Step

from .missing import missing
from .tables import show
from .times import span

ALWAYS = "always"
"""What is typed for no working hours: around the clock."""
_MINUTE = timedelta(minutes=1)


def known_policy(policy_id: str) -> Policy:
    """The policy as it is stored, or the built-in one. Raises UsageError."""
    policy = wiring.policies().get(policy_id)
    if policy is None and policy_id != DEFAULT_POLICY.id:
        raise missing("policy", policy_id, "policies")
    return policy or DEFAULT_POLICY


def step_of(text: str) -> Step:
    """What `30=email:ann,sns` or `4h=slack:care` means. Raises ValueError."""
    delay, _, who = text.partition("=")
    after = span(delay)
    try:
        after = timedelta(minutes=float(delay)) if after is None else after
    except (ValueError, OverflowError) as error:
        raise ValueError(f"a step is written like 30=email:ann,sns or 4h=slack:care, not {text!r}") from error
    return Step(after, tuple(Destination.parse(each) for each in who.split(",")))


def hours_of(
    known: Hours | None, text: str | None, zone: str | None, holidays: Iterable[date]
) -> Hours | None:
    """The working hours once these were typed; what was not keeps its value. Raises ValueError."""
    if text == ALWAYS:
        return None
    if text is None and known is None:
        if zone or holidays:
            raise ValueError("--zone and --holiday go with hours: add --hours 'Mon-Fri 09:00-17:00'")
        return None
    place = zone or (known.zone if known else None)
    if place is None:
        raise ValueError("--hours needs to know whose clock is meant: add --zone Europe/Berlin")
    return Hours.parse(text or str(known), place, holidays or (known.holidays if known else ()))


def tell(policy: Policy) -> None:
    """Print all there is to it."""
    count = len(policy.steps)
    click.echo(f"Policy {policy.id} has {count} {'step' if count == 1 else 'steps'}.")
    rows = [
        (number, in_words(step.after), ", ".join(map(str, step.destinations)))
        for number, step in enumerate(policy.steps, 1)
    ]
    show(("Step", "After", "Told"), rows, as_json=False, nothing="")
    if policy.repeat:
        click.echo(f"Repeated {policy.repeat} {'time' if policy.repeat == 1 else 'times'}.")
    click.echo(f"Whoever has it may keep it for {in_words(policy.hold)}. Delays count from {policy.clock}.")
    if hours := policy.hours:
        closed = f"; closed on {', '.join(map(str, sorted(hours.holidays)))}" if hours.holidays else ""
        click.echo(f"They run {hours} in {hours.zone}{closed}.")


def in_words(delay: timedelta) -> str:
    """As in `30 min` or `4 h`."""
    minutes = delay / _MINUTE
    return f"{minutes / 60:g} h" if minutes and not minutes % 60 else f"{minutes:g} min"


def written(policy: Policy) -> dict[str, object]:
    """For programs, in the shape of the API."""
    hours = policy.hours
    return {
        "id": policy.id,
        "steps": [
            {"after_minutes": each.after / _MINUTE, "destinations": list(map(str, each.destinations))}
            for each in policy.steps
        ],
        "repeat": policy.repeat,
        "hold_minutes": policy.hold / _MINUTE,
        "clock": policy.clock,
        "hours": {"week": str(hours), "zone": hours.zone, "holidays": sorted(hours.holidays)}
        if hours
        else None,
    }
