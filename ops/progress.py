"""Shows what a command is doing while it does it: a spinner on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

Say = Callable[[str], None]


class Progress(Protocol):
    """Where a command reports. Steps follow each other; they do not nest."""

    def step(self, title: str) -> AbstractContextManager[Say]:
        """Show `title` as under way until the block ends, then how long it took. What the block calls
        with a text is shown as the detail of the moment."""

    def note(self, text: str) -> None:
        """Say something that stays on the screen."""


def to(stream: TextIO | None = None) -> Progress:
    """The progress that suits the stream (standard error unless given): lively on a terminal, else plain."""
    stream = sys.stderr if stream is None else stream
    return Lively(stream) if stream.isatty() else Plain(stream)


@contextmanager
def waiting(title: str) -> Iterator[None]:
    """Show on a terminal that something is under way, until the block ends; nothing of it stays. Elsewhere it
    shows nothing.
    """
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # 80 ms that a pipe need not pay
    from rich.markup import escape

    with Console(stderr=True).status(escape(title)):
        yield


class Plain:
    """Line by line, for logs and pipes: every line is true when it is printed, none is taken back."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock

    @contextmanager
    def step(self, title: str) -> Iterator[Say]:
        """See `Progress`."""
        began = self._clock()
        self.note(f"{title} ...")
        ended = "failed after"
        try:
            yield lambda detail: self.note(f"  {detail}")
            ended = "done in"
        finally:
            self.note(f"{title}: {ended} {self._clock() - began:.1f} s")

    def note(self, text: str) -> None:
        """See `Progress`."""
        print(text, file=self._stream, flush=True)


class Lively:
    """A spinner with the seconds so far, replaced by a tick and the time taken."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        from rich.console import Console  # 80 ms that a pipe need not pay

        self._console = Console(file=stream, highlight=False)
        self._clock = clock

    @contextmanager
    def step(self, title: str) -> Iterator[Say]:
        """See `Progress`."""
        from rich.markup import escape
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        began = self._clock()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        sign = "[red]✗[/]"
        try:
            with Bar(*columns, console=self._console, transient=True) as bar:
                task = bar.add_task(escape(title))
                yield lambda detail: bar.update(task, description=escape(f"{title}: {detail}"))
            sign = "[green]✓[/]"
        finally:
            self._console.print(f"{sign} {escape(title)}  [dim]{self._clock() - began:.1f} s[/]")

    def note(self, text: str) -> None:
        """See `Progress`."""
        self._console.print(text, markup=False)
