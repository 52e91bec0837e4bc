"""A push: what a hub sends to our callback, and the signature that says whether to believe it."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field

# The registered methods, with how long their hexadecimal digests are.
# https://www.w3.org/TR/websub/#recognized-algorithm-names
_DIGEST_CHARS = {"sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
_SIGNATURE = re.compile(r"([A-Za-z0-9]+)=([0-9A-Fa-f]+)")


@dataclass(frozen=True, slots=True)
class Push:
    """`signature` stands as in the header `X-Hub-Signature`. Whoever knows the callback can send one."""

    body: bytes = field(repr=False)
    content_type: str | None
    signature: str = field(repr=False)

    def is_signed(self) -> bool:
        """Whether there is a signature that can be checked at all."""
        return self._signed() is not None

    def is_signed_with(self, secret: str) -> bool:
        """Whether whoever sent it knows the secret, and the body is as they sent it."""
        signed = self._signed()
        if signed is None:
            return False
        method, digest = signed
        expected = hmac.new(secret.encode(), self.body, method).hexdigest()
        return hmac.compare_digest(expected, digest)

    def _signed(self) -> tuple[str, str] | None:
        """The method and the digest, in lower case."""
        match = _SIGNATURE.fullmatch(self.signature)
        if match is None:
            return None
        method, digest = match[1].lower(), match[2].lower()
        return (method, digest) if len(digest) == _DIGEST_CHARS.get(method) else None
