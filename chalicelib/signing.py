"""Seals the links by which people act: nobody forges, prolongs or swaps one without our secret."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from .domain.history import Deed
from .domain.links import DigestLink, Link
from .errors import InvalidLink, PermanentError, TemporaryError

# What is sealed for one purpose is good for no other.
_SALT = b"earshot.link.v2"
_DIGEST_SALT = b"earshot.digest.v1"
_MOST_CHARS = 1024
_LEAST_SECRET = 32
# A leading dot tells that the payload is compressed; 43 characters are a SHA-256 in base64.
_SHAPE = re.compile(r"\.?[A-Za-z0-9_-]+\.([A-Za-z0-9_-]{43})")


class SealedLinks:
    """Seals with the newest secret, the last; opens what any of them sealed.

    To change the secret without breaking a link: let the new one stand first, so that every function knows
    it, then last; drop the old one when its last link has expired. `secrets` is called once, on first use.
    """

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        self._secrets = secrets

    def seal(self, link: Link) -> str:
        """The link as text for a path, to the whole second. The same link seals to the same text."""
        expires = int(link.expires_at.timestamp())
        payload = [link.mention_id, link.person_id, str(link.deed), link.turn, expires]
        return self._sealed(_SALT, payload)

    def unseal(self, token: str) -> Link:
        """The link that was sealed. Raises InvalidLink; an expired link is none the less one of ours."""
        return _link(self._unsealed(_SALT, token))

    def seal_digest(self, link: DigestLink) -> str:
        """The same of a link to somebody's digest. It holds nothing personal."""
        return self._sealed(_DIGEST_SALT, [link.key, int(link.expires_at.timestamp())])

    def unseal_digest(self, token: str) -> DigestLink:
        """The inverse. Raises InvalidLink; an expired link is none the less one of ours."""
        return _digest_link(self._unsealed(_DIGEST_SALT, token))

    def _sealed(self, salt: bytes, payload: list[object]) -> str:
        token = self._serializer(salt).dumps(payload)
        assert isinstance(token, str)
        if len(token) > _MOST_CHARS:
            raise PermanentError("these ids are too long to seal into a link")
        return token

    def _unsealed(self, salt: bytes, token: str) -> object:
        if len(token) > _MOST_CHARS or not _is_canonical(token):
            raise InvalidLink("this is not a link of ours")
        try:
            payload: object = self._serializer(salt).loads(token)
        except BadData:
            # Not chained: the original quotes the token.
            raise InvalidLink("this link was not sealed by us, or is damaged") from None
        return payload

    def _serializer(self, salt: bytes) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._known, salt=salt, signer_kwargs=options)

    @cached_property
    def _known(self) -> list[str]:
        return list(self._secrets())


def secrets_from(client: Any, secret_arn: str) -> Callable[[], tuple[str, ...]]:
    """What asks Secrets Manager for the secrets. `client` is boto3's `secretsmanager`.

    The stored string is one secret, as the template generates it, or a JSON list of them, newest last.
    """

    def secrets() -> tuple[str, ...]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = client.get_secret_value(SecretId=secret_arn)
        except (BotoCoreError, ClientError) as error:
            raise TemporaryError("the secret that seals links could not be read") from error
        return _listed(answer.get("SecretString") or "")

    return secrets


def _listed(stored: str) -> tuple[str, ...]:
    found: object = stored
    if stored.lstrip().startswith("["):
        try:
            found = json.loads(stored)
        except ValueError:
            found = stored
    secrets = found if isinstance(found, list) else [stored]
    if not secrets or not all(isinstance(one, str) and len(one) >= _LEAST_SECRET for one in secrets):
        # Not chained and without value: what stands there is secret.
        raise PermanentError(f"a secret that seals links must have at least {_LEAST_SECRET} characters")
    return tuple(secrets)


def _is_canonical(token: str) -> bool:
    """True when the signature is written in its one right way: the last of its characters carries 4 bits,
    and decoders overlook the other two.
    """
    shape = _SHAPE.fullmatch(token)
    return shape is not None and base64_encode(base64_decode(shape[1])).decode() == shape[1]


def _link(payload: object) -> Link:
    match payload:
        case [str(mention_id), str(person_id), str(deed), int(turn), int(expires)]:
            try:
                return Link(mention_id, person_id, Deed(deed), turn, datetime.fromtimestamp(expires, UTC))
            except (ValueError, OverflowError, OSError):
                pass
    raise InvalidLink("this link says nothing we understand")


def _digest_link(payload: object) -> DigestLink:
    match payload:
        case [str(key), int(expires)]:
            try:
                return DigestLink(key, datetime.fromtimestamp(expires, UTC))
            except (ValueError, OverflowError, OSError):
                pass
    raise InvalidLink("this link says nothing we understand")
