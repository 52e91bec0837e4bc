from __future__ import annotations

import contextlib
import gzip
import random
import time
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it publishes no types
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.decoding import ACCEPTED, decoded

MIB = 1024 * 1024


def zstd_streamed(body: bytes) -> bytes:
    """As servers do it, who do not know the size beforehand."""
    stream = zstandard.ZstdCompressor().compressobj()
    return stream.compress(body) + stream.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": zstandard.compress,
    "ZSTD": zstd_streamed,
}
every_encoding = pytest.mark.parametrize("encoding", ENCODERS)


def test_everything_asked_for_is_decoded_here() -> None:
    assert set(ACCEPTED.split(", ")) <= set(ENCODERS)


@every_encoding
@settings(deadline=None)
@given(body=st.binary(max_size=2000) | st.binary(max_size=20).map(lambda piece: piece * 20_000))
def test_decoding_undoes_encoding(encoding: str, body: bytes) -> None:
    assert decoded(ENCODERS[encoding](body), encoding, MIB) == body


@every_encoding
def test_body_of_many_slices_comes_out_whole(encoding: str) -> None:
    body = random.Random(1).randbytes(300_000) + b"words " * 100_000

    assert decoded(ENCODERS[encoding](body), encoding, MIB) == body


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_plain_body_is_left_as_it_is(encoding: str) -> None:
    assert decoded(b"plain", encoding, MIB) == b"plain"


@every_encoding
def test_body_as_large_as_allowed_passes_and_one_byte_more_does_not(encoding: str) -> None:
    encoded = ENCODERS[encoding](b"x" * MIB)

    assert len(decoded(encoded, encoding, MIB)) == MIB
    with pytest.raises(SourceRefused) as refusal:
        decoded(encoded, encoding, MIB - 1)
    assert refusal.value.failure.kind is FailureKind.TOO_LARGE


@every_encoding
def test_bomb_is_refused_before_it_exists(encoding: str) -> None:
    """200 MB of nothing, in 200 kB at most: the memory taken stays near the bound of 2 MiB."""
    bomb = ENCODERS[encoding](bytes(200 * MIB))
    tracemalloc.start()

    with pytest.raises(SourceRefused, match="larger than 2 MiB"):
        decoded(bomb, encoding, 2 * MIB)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * MIB


@every_encoding
def test_body_that_ends_early_is_never_taken_for_a_whole_one(encoding: str) -> None:
    body = ENCODERS[encoding](b"The whole story, to the end. " * 20)

    for end in range(len(body)):
        with pytest.raises(SourceUnavailable) as trouble:
            decoded(body[:end], encoding, MIB)
        assert trouble.value.failure.kind is FailureKind.UNREADABLE


@every_encoding
def test_body_that_is_not_what_its_header_says_is_told_in_words(encoding: str) -> None:
    with pytest.raises(SourceUnavailable, match="damaged, or ends too early"):
        decoded(b"<rss><channel/></rss>", encoding, MIB)


@given(noise=st.binary(max_size=200), at=st.integers(0, 100))
def test_damage_to_gzip_is_noticed_or_harmless(noise: bytes, at: int) -> None:
    """Its members end with a checksum."""
    story = b"The whole story, to the end. " * 20

    with contextlib.suppress(SourceUnavailable):
        assert decoded(gzip.compress(story)[:at] + noise, "gzip", MIB) == story


@every_encoding
@given(noise=st.binary(max_size=200), at=st.integers(0, 100))
def test_damage_is_told_in_words_or_comes_out_within_the_bound(encoding: str, noise: bytes, at: int) -> None:
    """Brotli has no checksum, and servers leave out that of zstd: what they give may be another text."""
    body = ENCODERS[encoding](b"The whole story, to the end. " * 20)

    with contextlib.suppress(SourceUnavailable, SourceRefused):
        assert len(decoded(body[:at] + noise, encoding, MIB)) <= MIB


@pytest.mark.parametrize(
    "encoding", ["deflate", "compress", "gzip, gzip", "br, gzip", "aws-chunked", "x" * 500]
)
def test_encoding_we_did_not_ask_for_is_refused(encoding: str) -> None:
    with pytest.raises(SourceRefused, match="a way we did not ask for") as refusal:
        decoded(zlib.compress(b"body"), encoding, MIB)

    assert len(str(refusal.value)) < 110


def test_members_and_frames_follow_one_another() -> None:
    assert decoded(gzip.compress(b"one ") + gzip.compress(b"two"), "x-gzip", MIB) == b"one two"
    assert decoded(zstandard.compress(b"one ") + zstd_streamed(b"two"), "zstd", MIB) == b"one two"


def test_padding_after_gzip_is_left_alone() -> None:
    assert decoded(gzip.compress(b"body") + b"\0" * 512, "gzip", MIB) == b"body"


@pytest.mark.parametrize(
    ("encoding", "piece"),
    [("gzip", gzip.compress(b"")), ("zstd", zstandard.compress(b"")), ("zstd", b"\x50\x2a\x4d\x18\0\0\0\0")],
    ids=["members", "frames", "skippable"],
)
def test_thousands_of_empty_pieces_cost_little(encoding: str, piece: bytes) -> None:
    body = piece * (2 * MIB // len(piece))
    began = time.process_time()

    with contextlib.suppress(SourceUnavailable):
        decoded(body, encoding, MIB)

    assert time.process_time() - began < 2


def test_window_larger_than_the_web_allows_is_refused() -> None:
    """RFC 9659: at most 8 MB, lest each answer may claim memory by the gigabyte."""
    parameters = zstandard.ZstdCompressionParameters(window_log=25)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = stream.compress(random.Random(2).randbytes(MIB)) + stream.flush()

    with pytest.raises(SourceUnavailable):
        decoded(body, "zstd", 2 * MIB)
