"""Starts the town square: `python -m ops.town_square`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from threading import Event

from .server import serving
from .square import DEFAULT_PACE, TownSquare

_ABOUT = """
A small HTTP server with a handful of sites that look like the real thing: a blog with comments,
a news wire and two papers, a forum, a photo feed, a review page. They talk about a company called
Larkfield and its competitor Brightmoor, neither of which exists, and go on talking while you watch.
"""
_ADDRESSES = """
addresses:
  /                 what there is, what was just said, and a form to say something
  /sites.json       all sites and feeds, for machines; "sample": false are the odd ones
  /odd/...          servers that misbehave: moved, gone, slow, huge, broken, ...
  /_requests.json   how often each path was asked for (DELETE forgets)
  /_publish         POST {"site", "title", "text", "author"?, "url"?}   (this machine only)
  /_edit, /_delete  POST {"url", "text"}, POST {"url"}                  (this machine only)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    options = _parser().parse_args(arguments)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    square = TownSquare(seed=options.seed, pace=timedelta(seconds=options.pace), backlog=options.backlog)
    try:
        with serving(square, options.host, options.port, options.address) as server:
            print(f"The town square is open at {server.base}/", flush=True)
            stop.wait()
    except OSError as error:
        print(f"cannot open {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ops.town_square",
        description=_ABOUT,
        epilog=_ADDRESSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_options(parser)
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    add("--port", type=_port, default=8600, help="0 takes any free one (default: %(default)s)")
    add(
        "--pace",
        type=_pace,
        default=DEFAULT_PACE.total_seconds(),
        metavar="SECONDS",
        help="time between two posts (default: %(default)s)",
    )
    add("--seed", type=int, default=1, help="who says what when (default: %(default)s)")
    add(
        "--backlog",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="begin with posts from the last hours and weeks (default: yes)",
    )
    add(
        "--address",
        default="",
        metavar="URL",
        help="what the feeds call this server, if others reach it under another name",
    )


def _port(value: str) -> int:
    if not value.isdecimal() or int(value) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {value!r}")
    return int(value)


def _pace(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0.001 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"not between a millisecond and a day: {value!r}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
