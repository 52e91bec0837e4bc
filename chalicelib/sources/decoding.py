"""Undoes the content encodings we ask for, within a bound: a bomb is noticed before it exists.

Each decoder is fed slices so small that one of them cannot expand past the bound by much.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]  # it publishes no types
import zstandard

from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused, SourceUnavailable

ACCEPTED = "gzip, br, zstd"

_SLICE = 64 * 1024
_PIECE = 1024 * 1024
_MOST_MEMBERS = 1000
# zstd makes 128 KiB of four bytes at most, and its decoder takes no bound on what it gives at once
# (https://github.com/indygreg/python-zstandard/issues/176): 2 MiB for a slice of this size.
_ZSTD_SLICE = 64
_ZSTD_WINDOW = 8 * 1024 * 1024  # what RFC 9659 allows over HTTP


def decoded(raw: bytes, encoding: str, limit: int) -> bytes:
    """The body, at most `limit` bytes. `encoding` is the Content-Encoding header, empty where there is none.

    Raises SourceRefused for what is too large or encoded in a way we did not ask for, and SourceUnavailable
    for what is damaged or ends early: the next answer may be whole.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return raw
    decoder = _DECODERS.get(name)
    if decoder is None:
        detail = f"the answer is encoded in a way we did not ask for: {name[:40]!r}"
        raise SourceRefused(Failure(FailureKind.UNREADABLE, detail))
    try:
        return _joined(decoder(raw), limit)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        detail = f"the answer is damaged, or ends too early ({name})"
        raise SourceUnavailable(Failure(FailureKind.UNREADABLE, detail)) from error


def too_large(limit: int) -> SourceRefused:
    """The refusal of a body that passes the bound, on the wire or decoded."""
    return SourceRefused(Failure(FailureKind.TOO_LARGE, f"the answer is larger than {limit >> 20} MiB"))


def _joined(pieces: Iterator[bytes], limit: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise too_large(limit)
    return bytes(body)


def _slices(raw: bytes, size: int) -> Iterator[memoryview]:
    view = memoryview(raw)
    return (view[at : at + size] for at in range(0, len(raw), size))


def _gunzipped(raw: bytes) -> Iterator[bytes]:
    """All members, one after the other; what follows the last and is none is left alone, as browsers do."""
    members = 1
    member = zlib.decompressobj(wbits=31)
    for part in _slices(raw, _SLICE):
        rest: bytes | memoryview = part
        while rest:
            if member.eof:
                if bytes(rest[:2]) != b"\x1f\x8b"[: len(rest)]:
                    return
                members, member = members + 1, zlib.decompressobj(wbits=31)
                if members > _MOST_MEMBERS:
                    raise zlib.error("too many members")
            yield member.decompress(rest, _PIECE)
            rest = member.unused_data or member.unconsumed_tail
    if not member.eof:
        raise EOFError


def _unbrotlied(raw: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    for part in _slices(raw, _SLICE):
        piece = stream.process(part, output_buffer_limit=_SLICE)
        # It may hold more back, and only says so by giving it. https://github.com/google/brotli/pull/1234
        while piece:
            yield piece
            piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_SLICE)
    if not stream.is_finished():
        raise EOFError


def _unzstd(raw: bytes) -> Iterator[bytes]:
    zstd = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame = zstd.decompressobj()
    for part in _slices(raw, _ZSTD_SLICE):
        rest: bytes | memoryview = part
        while rest:
            if frame.eof:
                frame = zstd.decompressobj()
            yield frame.decompress(rest)
            rest = frame.unused_data
    if not frame.eof:
        raise EOFError


_DECODERS = {"gzip": _gunzipped, "x-gzip": _gunzipped, "br": _unbrotlied, "zstd": _unzstd}
