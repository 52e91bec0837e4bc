"""A push is believed when it is signed with the secret, by any of the registered methods, and only then."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.pushes import Push

BODY = "<feed>Lärm</feed>".encode("latin-1")


def signed(method: str, secret: str = "s3cret", body: bytes = BODY) -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_registered_method_is_understood(method: str) -> None:
    push = Push(BODY, None, signed(method))

    assert push.is_signed()
    assert push.is_signed_with("s3cret")
    assert not push.is_signed_with("another")


def test_letters_may_be_large() -> None:
    assert Push(BODY, None, signed("sha256").upper()).is_signed_with("s3cret")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256",
        "sha256=",
        "sha256=abc",
        signed("sha256")[:-1],
        signed("sha256") + "0",
        signed("sha256").replace("sha256", "sha1"),
        signed("md5"),
        signed("sha224"),
        f"sha256 = {signed('sha256')[7:]}",
        signed("sha256") + "\n",
        "sha256=" + "g" * 64,
        "sha256=" + "٣" * 64,
    ],
)
def test_what_is_no_signature_is_never_right(signature: str) -> None:
    push = Push(BODY, None, signature)

    assert not push.is_signed()
    assert not push.is_signed_with("s3cret")


@given(st.binary(min_size=1), st.integers(min_value=0))
def test_altered_body_is_not_believed(body: bytes, place: int) -> None:
    altered = bytearray(body)
    altered[place % len(body)] ^= 1

    assert Push(body, None, signed("sha256", body=body)).is_signed_with("s3cret")
    assert not Push(bytes(altered), None, signed("sha256", body=body)).is_signed_with("s3cret")


def test_neither_body_nor_signature_reaches_a_log() -> None:
    shown = repr(Push(b"Larkfield", "text/xml", signed("sha1")))

    assert "Larkfield" not in shown
    assert "sha1" not in shown
