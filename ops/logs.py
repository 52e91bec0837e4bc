"""Follows what a stack's functions log, all in one stream, each line under the name of its function."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, TextIO

from botocore.exceptions import ClientError

from .clouds import Cloud
from .deployed import log_groups_of

_COLOURS = (36, 33, 35, 32, 34, 31)  # ANSI cyan, yellow, magenta, green, blue, red
_LOOK_BACK = timedelta(seconds=20)  # CloudWatch delivers late; what was shown is remembered
_REMEMBERED = 20_000
_LOOK_EVERY_S = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One log line of one function."""

    said_at: datetime
    function: str
    text: str


def follow(
    cloud: Cloud, stack_name: str, since: timedelta, *, forever: bool = True, out: TextIO | None = None
) -> None:
    """Print what the functions logged since then and, unless told otherwise, go on until Ctrl-C."""
    out = sys.stdout if out is None else out
    reader = Reader(cloud, log_groups_of(cloud, stack_name), datetime.now(UTC) - since)
    width = max((len(name) for name in reader.log_groups), default=0)
    names = sorted(reader.log_groups)
    colours = dict(zip(names, cycle(_COLOURS), strict=False)) if out.isatty() else {}
    try:
        while True:
            for line in reader.news():
                print(_shown(line, width, colours.get(line.function)), file=out, flush=True)
            if not forever:
                return
            time.sleep(_LOOK_EVERY_S)
    except KeyboardInterrupt:
        return


@dataclass
class Reader:
    """Reads these log groups, given by name of function, and gives each line once."""

    cloud: Cloud
    log_groups: Mapping[str, str]
    since: datetime
    _order: deque[str] = field(default_factory=deque)
    _known: set[str] = field(default_factory=set)

    def news(self) -> list[Line]:
        """The lines not given before, oldest first."""
        asked_at = datetime.now(UTC)
        lines = [line for name, group in self.log_groups.items() for line in self._new_lines(name, group)]
        self.since = max(self.since, asked_at - _LOOK_BACK)
        return sorted(lines, key=lambda line: line.said_at)

    def _new_lines(self, name: str, group: str) -> Iterator[Line]:
        pages = self.cloud.client("logs").get_paginator("filter_log_events")
        start = int(self.since.timestamp() * 1000)
        try:
            for page in pages.paginate(logGroupName=group, startTime=start):
                for event in page["events"]:
                    if self._is_new(_identity(event)):
                        said_at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                        yield Line(said_at, name, event["message"].rstrip())
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise  # a function that never ran has no log group yet

    def _is_new(self, event_id: str) -> bool:
        if event_id in self._known:
            return False
        self._known.add(event_id)
        self._order.append(event_id)
        if len(self._order) > _REMEMBERED:
            self._known.discard(self._order.popleft())
        return True


def _identity(event: Mapping[str, Any]) -> str:
    """CloudWatch's own id; the embedded cloud gives none, and there the same line in the same millisecond
    is one."""
    return event.get("eventId") or repr((event["logStreamName"], event["timestamp"], event["message"]))


def _shown(line: Line, width: int, colour: int | None) -> str:
    """What was logged may come from anywhere: only printable characters reach the terminal."""
    name = f"{line.function:<{width}}"
    name = name if colour is None else f"\x1b[{colour}m{name}\x1b[0m"
    head = f"{line.said_at:%H:%M:%S} {name} "
    safe = "".join(each if each.isprintable() or each in "\n\t" else "�" for each in line.text)
    return "\n".join(head + text for text in safe.split("\n"))
