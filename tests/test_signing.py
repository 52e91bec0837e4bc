"""A sealed link says what was sealed; what was touched, invented or sealed for something else is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import traceback
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from moto import mock_aws

from chalicelib.domain.history import Deed
from chalicelib.domain.links import DigestLink, Link
from chalicelib.errors import InvalidLink, PermanentError, TemporaryError
from chalicelib.services.ports import LinkSigner
from chalicelib.signing import SealedLinks, secrets_from

from .domain.examples import NOW
from .fakes import FakeSigner

OLD, NEW = "o" * 64, "n" * 64
LINK = Link("m1a94c0d2e55f01b7c3d8e", "ann", Deed.ACKNOWLEDGED, 3, datetime(2026, 11, 29, 9, 30, tzinfo=UTC))
DIGEST = DigestLink("0123456789abcdef", datetime(2027, 11, 22, 9, 30, tzinfo=UTC))
IDS = st.text(max_size=60)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
LINKS = st.builds(Link, IDS, IDS, st.sampled_from(Deed), st.integers(0, 999), TIMES)
URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def links(*secrets: str) -> SealedLinks:
    return SealedLinks(lambda: secrets)


def sealed_with_our_secret(payload: object, salt: bytes = b"earshot.link.v2") -> str:
    """What somebody who had the secret could write."""
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    token = URLSafeSerializer(NEW, salt=salt, signer_kwargs=options).dumps(payload)
    assert isinstance(token, str)
    return token


# --- the contract of a LinkSigner ---


@pytest.fixture(params=["sealed", "fake"])
def signer(request: pytest.FixtureRequest) -> LinkSigner:
    return links(NEW) if request.param == "sealed" else FakeSigner()


def test_sealed_link_says_what_was_sealed(signer: LinkSigner) -> None:
    assert signer.unseal(signer.seal(LINK)) == LINK


def test_expired_link_is_still_one_of_ours(signer: LinkSigner) -> None:
    past = replace(LINK, expires_at=datetime(2001, 1, 1, tzinfo=UTC))

    assert signer.unseal(signer.seal(past)).has_expired(NOW)


@pytest.mark.parametrize(
    "token", ["", ".", "..", "nonsense", "é.é", "a" * 5000, "\x00", "\ud800", "W10.", "null"]
)
def test_what_nobody_sealed_is_refused(signer: LinkSigner, token: str) -> None:
    with pytest.raises(InvalidLink):
        signer.unseal(token)


def test_sealed_link_to_a_digest_says_what_was_sealed(signer: LinkSigner) -> None:
    assert signer.unseal_digest(signer.seal_digest(DIGEST)) == DIGEST


@pytest.mark.parametrize(
    "token", ["", ".", "..", "nonsense", "é.é", "a" * 5000, "\x00", "\ud800", "W10.", "null"]
)
def test_what_nobody_sealed_is_no_link_to_a_digest(signer: LinkSigner, token: str) -> None:
    with pytest.raises(InvalidLink):
        signer.unseal_digest(token)


def test_link_for_one_purpose_is_good_for_no_other(signer: LinkSigner) -> None:
    with pytest.raises(InvalidLink):
        signer.unseal_digest(signer.seal(LINK))
    with pytest.raises(InvalidLink):
        signer.unseal(signer.seal_digest(DIGEST))


# --- sealed links ---


@pytest.mark.parametrize("at", range(len(links(NEW).seal_digest(DIGEST))))
def test_no_character_of_a_link_to_a_digest_can_be_any_other(at: int) -> None:
    token = links(NEW).seal_digest(DIGEST)

    for other in {*URL_SAFE, "."} - {token[at]}:
        with pytest.raises(InvalidLink):
            links(NEW).unseal_digest(token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("payload", [[], ["k"], ["k", "soon"], [7, 7], ["k", 10**30], {"k": 1}, ["k", 1, 2]])
def test_link_to_a_digest_that_says_something_else_is_refused(payload: object) -> None:
    with pytest.raises(InvalidLink):
        links(NEW).unseal_digest(sealed_with_our_secret(payload, b"earshot.digest.v1"))


def test_links_to_digests_outlive_a_change_of_the_secret() -> None:
    assert links(OLD, NEW).unseal_digest(links(OLD).seal_digest(DIGEST)) == DIGEST


@given(LINKS)
def test_any_ids_come_back_as_they_were(link: Link) -> None:
    assert links(NEW).unseal(links(NEW).seal(link)) == link


@given(LINKS)
def test_token_is_safe_in_a_path(link: Link) -> None:
    assert set(links(NEW).seal(link)) <= {*URL_SAFE, "."}


@given(LINKS, st.data())
def test_any_single_change_is_refused(link: Link, data: st.DataObject) -> None:
    token = links(NEW).seal(link)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from([*URL_SAFE, ".", "", "=", "*", "\n", "é"]) | st.characters())
    assume(other != token[at])

    with pytest.raises(InvalidLink):
        links(NEW).unseal(token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("at", range(len(links(NEW).seal(LINK))))
def test_no_character_can_be_any_other(at: int) -> None:
    """The last one counts: four ways of writing it decode to the same signature, and three are refused."""
    token = links(NEW).seal(LINK)

    for other in {*URL_SAFE, "."} - {token[at]}:
        with pytest.raises(InvalidLink):
            links(NEW).unseal(token[:at] + other + token[at + 1 :])


@given(LINKS, st.sampled_from(["=", "\n", " ", "*", "A", "."]))
def test_nothing_can_be_added(link: Link, more: str) -> None:
    token = links(NEW).seal(link)

    for changed in (token + more, more + token):
        with pytest.raises(InvalidLink):
            links(NEW).unseal(changed)


@given(LINKS, LINKS)
def test_content_of_one_link_with_the_seal_of_another_is_refused(one: Link, other: Link) -> None:
    """Another mention, another person or a later day cannot be put under a seal that was given out."""
    assume(one != other)
    seal = links(NEW).seal(one).rpartition(".")[2]
    content = links(NEW).seal(other).rpartition(".")[0]

    with pytest.raises(InvalidLink):
        links(NEW).unseal(f"{content}.{seal}")


def test_content_rewritten_for_another_person_is_refused() -> None:
    content, _, seal = links(NEW).seal(LINK).rpartition(".")
    payload = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    payload[1] = "ben"
    changed = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")

    with pytest.raises(InvalidLink):
        links(NEW).unseal(f"{changed}.{seal}")


def test_ids_cannot_run_into_each_other() -> None:
    one = links(NEW).seal(replace(LINK, mention_id="ab", person_id="c"))
    other = links(NEW).seal(replace(LINK, mention_id="a", person_id="bc"))

    assert one != other


@given(st.text(max_size=2000))
def test_no_text_does_anything_but_be_refused(token: str) -> None:
    with pytest.raises(InvalidLink):
        links(NEW).unseal(token)


def test_what_was_sealed_for_another_purpose_is_refused() -> None:
    payload = [LINK.mention_id, LINK.person_id, "acknowledged", 3, int(LINK.expires_at.timestamp())]
    assert links(NEW).unseal(sealed_with_our_secret(payload)) == LINK

    with pytest.raises(InvalidLink):
        links(NEW).unseal(sealed_with_our_secret(payload, salt=b"earshot.something-else"))


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        [],
        "text",
        ["m1", "ann"],
        ["m1", "ann", 1, 2],
        ["m1", "ann", "1"],
        ["m1", "ann", 1.5],
        ["m1", "ann", True],
        ["m1", "ann", None],
        ["m1", 7, 1],
        [7, "ann", 1],
        [["m1"], "ann", 1],
        ["m1", "ann", 10**30],
        ["m1", "ann", -(10**30)],
        {"0": "m1", "1": "ann", "2": 1},
    ],
    ids=repr,
)
def test_other_content_under_our_own_seal_is_refused(payload: object) -> None:
    with pytest.raises(InvalidLink):
        links(NEW).unseal(sealed_with_our_secret(payload))


def test_huge_token_is_refused_before_the_secret_is_even_fetched() -> None:
    def secrets() -> tuple[str, ...]:
        raise AssertionError("nobody asks for the secret")

    with pytest.raises(InvalidLink):
        SealedLinks(secrets).unseal("A" * 1025 + ".")


def test_unsigned_bomb_is_never_unpacked() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" * 500_000)).decode().rstrip("=")
    assert len(bomb) < 1000

    with pytest.raises(InvalidLink, match="not sealed by us"):
        links(NEW).unseal(f".{bomb}.{'A' * 43}")


def test_link_too_long_to_be_opened_is_not_sealed() -> None:
    long = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(40))

    with pytest.raises(PermanentError, match="too long"):
        links(NEW).seal(replace(LINK, person_id=long))


def test_seal_keeps_whole_seconds() -> None:
    precise = replace(LINK, expires_at=LINK.expires_at.replace(microsecond=999_999))

    assert links(NEW).unseal(links(NEW).seal(precise)) == LINK


def test_refusal_does_not_repeat_the_token() -> None:
    token = links(OLD).seal(LINK)

    with pytest.raises(InvalidLink) as caught:
        links(NEW).unseal(token)

    assert token.rpartition(".")[2] not in "".join(traceback.format_exception(caught.value))


# --- secrets ---


def test_newest_secret_seals_and_all_of_them_open() -> None:
    before, between, after = links(OLD), links(OLD, NEW), links(NEW)

    assert between.unseal(before.seal(LINK)) == LINK
    assert after.unseal(between.seal(LINK)) == LINK


def test_link_of_a_secret_that_was_dropped_is_refused() -> None:
    with pytest.raises(InvalidLink):
        links(NEW).unseal(links(OLD).seal(LINK))


def test_secret_is_fetched_once_and_only_when_needed() -> None:
    calls = []

    def secrets() -> tuple[str, ...]:
        calls.append(1)
        return (NEW,)

    sealed = SealedLinks(secrets)
    assert calls == []
    sealed.unseal(sealed.seal(LINK))
    sealed.unseal(sealed.seal(LINK))
    assert calls == [1]


def test_failure_to_fetch_the_secret_is_not_remembered() -> None:
    answers: list[Any] = [TemporaryError("not now"), (NEW,)]

    def secrets() -> tuple[str, ...]:
        answer: Any = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        found: tuple[str, ...] = answer
        return found

    sealed = SealedLinks(secrets)
    with pytest.raises(TemporaryError):
        sealed.seal(LINK)
    assert sealed.unseal(sealed.seal(LINK)) == LINK


def test_secret_stands_in_no_repr() -> None:
    sealed = links(NEW)
    sealed.seal(LINK)

    assert NEW not in repr(sealed)


@pytest.fixture
def secrets_manager() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="eu-west-1")


@pytest.mark.parametrize(
    ("stored", "secrets"),
    [
        (NEW, (NEW,)),
        (json.dumps([OLD, NEW]), (OLD, NEW)),
        (json.dumps([NEW]), (NEW,)),
        ("[" + NEW, ("[" + NEW,)),
    ],
)
def test_secrets_manager_holds_one_secret_or_a_list(
    secrets_manager: Any, stored: str, secrets: tuple[str, ...]
) -> None:
    arn = secrets_manager.create_secret(Name="links", SecretString=stored)["ARN"]

    assert secrets_from(secrets_manager, arn)() == secrets


@pytest.mark.parametrize("stored", ["short", "[]", json.dumps([NEW, "short"]), json.dumps([NEW, 7])])
def test_secret_that_can_be_guessed_is_refused_and_not_told(secrets_manager: Any, stored: str) -> None:
    arn = secrets_manager.create_secret(Name="links", SecretString=stored)["ARN"]

    with pytest.raises(PermanentError, match="at least 32 characters") as caught:
        secrets_from(secrets_manager, arn)()

    assert "short" not in "".join(traceback.format_exception(caught.value))


def test_secret_that_cannot_be_read_is_a_temporary_failure(secrets_manager: Any) -> None:
    with pytest.raises(TemporaryError):
        secrets_from(secrets_manager, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:none")()
