"""What a cold start costs: the processor's time of a fresh interpreter that handles its first event.

    bundle, unpacked ─▶ python -I: import app, one event ─▶ whole process, beside one that makes a client

Nothing is left out: the events are handled against a small cloud, and the feeds are fetched.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import click

from .. import progress
from ..errors import ServiceFailed
from .bundle import built
from .companions import Companion
from .costs import CLOUD_VENV
from .documents import made_up
from .small_cloud import small_cloud
from .tables import Aim, Findings, said, spread

_CLIENT = """
import sys
sys.path.insert(0, sys.argv[1])
import botocore.session
botocore.session.get_session().create_client("dynamodb")
"""
_FIRST_EVENT = """
import sys
sys.path.insert(0, sys.argv[1])
import app, json
print(json.dumps(getattr(app, sys.argv[2])(json.load(sys.stdin), None)), file=sys.stderr)
"""
# Before any other: notes what is compiled although bytecode was shipped.
_WATCHED = """
from importlib.machinery import SourceFileLoader
import sys
compiled, really = [], SourceFileLoader.source_to_code
def source_to_code(self, data, path, **options):
    compiled.append(path)
    return really(self, data, path, **options)
SourceFileLoader.source_to_code = source_to_code
"""
_AND_TELL = "\nassert not [path for path in compiled if path.startswith(sys.argv[1])], compiled\n"
_BARE, _CLIENT_ONLY = "interpreter alone", "interpreter and one botocore client of DynamoDB"
_API, _QUIET, _HEARD = (
    "api: GET /watches",
    "fetch: a feed, nothing about us",
    "fetch: a feed with a first mention",
)
_MOST = {_API: 1.3, _QUIET: 1.6}


@dataclass(frozen=True, slots=True)
class _Start:
    """One way to start: the script, the function's name, and an event for every repeat."""

    script: str
    function: str = ""
    events: tuple[Mapping[str, Any], ...] = ()


def measure(repeats: int = 9, zip_path: Path | None = None, cloud_venv: Path = CLOUD_VENV) -> Findings:
    """The functions of the bundle, or of one that is built already. All take turns."""
    packed = zip_path or built()
    python = Path(sys.executable)
    with (
        tempfile.TemporaryDirectory() as folder,
        small_cloud(cloud_venv) as cloud,
        Companion(python, "ops.bench.feed_server") as server,
        Companion(python, "ops.bench.at_start") as stage,
    ):
        tree = Path(folder) / "var" / "task"
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(tree)
        quiet, heard = _chosen(repeats + 1)
        served = server.ask(do="serve", documents="", feeds=max(*quiet, *heard) + 1, latency_ms=0)
        server.ask(do="begin", changed_percent=0)
        staged = stage.ask(
            port=urlsplit(cloud.endpoint or "").port,
            urls=[served["urls"][number] for number in (*quiet, *heard)],
        )
        times = _played(_starts(staged, repeats + 1), tree, staged["environment"], repeats)
        asked = server.ask(do="count")["asked"]
    if asked != len(staged["fetch"]):
        raise ServiceFailed(f"of {len(staged['fetch'])} feeds {asked} were asked for")
    return _findings(times)


def _chosen(count: int) -> tuple[list[int], list[int]]:
    """So many feeds that say nothing of the watched, and so many that do once."""
    outlines = made_up()
    quiet, heard = (
        [number for number, outline in enumerate(outlines) if outline.mentions == mentions]
        for mentions in (0, 1)
    )
    return quiet[:count], heard[:count]


def _starts(staged: Mapping[str, Any], count: int) -> Mapping[str, _Start]:
    fetches = tuple(staged["fetch"])
    return {
        _BARE: _Start("import sys"),
        _CLIENT_ONLY: _Start(_CLIENT),
        _API: _Start(_FIRST_EVENT, "app", (staged["api"],) * count),
        _QUIET: _Start(_FIRST_EVENT, "fetch", fetches[:count]),
        _HEARD: _Start(_FIRST_EVENT, "fetch", fetches[count:]),
    }


def _played(
    starts: Mapping[str, _Start], tree: Path, environment: Mapping[str, str], repeats: int
) -> Mapping[str, list[float]]:
    """Milliseconds of each, for all repeats but the first, in which it is only looked what is compiled."""
    times: dict[str, list[float]] = {name: [] for name in starts}
    with progress.to().step("Starting") as say:
        for number in range(repeats + 1):
            say(f"{number} of {repeats}")
            for name, start in starts.items():
                script = start.script if number else f"{_WATCHED}{start.script}{_AND_TELL}"
                event = start.events[number] if start.events else {}
                taken = _started(script, [str(tree), start.function], event, environment)
                times[name] += [taken] if number else []
    return times


def _started(
    script: str, arguments: Sequence[str], event: Mapping[str, Any], environment: Mapping[str, str]
) -> float:
    """Milliseconds of the processor that the whole process took. Raises ServiceFailed when it failed."""
    command = [sys.executable, "-I", "-S", "-B", "-c", script, *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, input=json.dumps(event), env=dict(environment), capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    last = done.stderr.strip().splitlines()[-1:]
    if done.returncode or (event and not _is_well(json.loads(last[0]))):
        raise ServiceFailed(f"the first event failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _is_well(answer: Mapping[str, Any]) -> bool:
    return answer.get("statusCode") == HTTPStatus.OK or answer.get("batchItemFailures") == []


def _findings(times: Mapping[str, Sequence[float]]) -> Findings:
    rows, aims = [], []
    for name, taken in times.items():
        ratio = median(one / other for one, other in zip(taken, times[_CLIENT_ONLY], strict=True))
        rows.append((name, spread(taken, 0), f"{ratio:.2f}"))
        if name in _MOST:
            aims.append(
                Aim(f"cold start, {name}", f"≤ {_MOST[name]} ×", f"{ratio:.2f} ×", ratio <= _MOST[name])
            )
    notes = (
        "No module was compiled: the bytecode in the bundle was taken as it is, wherever it is unpacked.",
    )
    return Findings("Cold start", ("process", "CPU ms:", "of the client's:"), tuple(rows), tuple(aims), notes)


@click.command("start")
@click.option("--repeats", default=9, show_default=True, help="How often each is started.")
def command(repeats: int) -> None:
    """Start the functions cold."""
    click.echo(said(measure(repeats)))
