"""Google Play's reviews of an app: those of the last week, newest first, page after page by their tokens.

A service account is let in with a token, for which it signs.
"""

from __future__ import annotations

import json
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ..services import SECRET, Answer, Asked, Post, Scene, Service

APP = "com.example.larkfield"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ACCOUNT = {
    "type": "service_account",
    "private_key_id": SECRET,
    "private_key": _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    "client_email": "earshot@larkfield.iam.gserviceaccount.example",
    "token_uri": "{base}/token",
}
_SCOPE = "https://www.googleapis.com/auth/androidpublisher"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class GooglePlay(Service):
    """`token` is what it lets in with now."""

    def __init__(self) -> None:
        super().__init__()
        self.token = f"ya29.{SECRET}"

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return self._granted(asked)
        assert asked.path == f"/androidpublisher/v3/applications/{APP}/reviews"
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            error = {"code": 401, "message": "Invalid credentials", "status": "UNAUTHENTICATED"}
            return Answer.of({"error": error}, 401)
        size = min(int(asked.query.get("maxResults", 10)), 100)
        first = int(asked.query.get("token", "from-0").removeprefix("from-"))
        found = [post for post in self.newest_first if post.at >= self.now - timedelta(days=7)]
        answer: dict[str, object] = {"reviews": [_review(post) for post in found[first : first + size]]}
        if first + size < len(found):
            answer["tokenPagination"] = {"nextPageToken": f"from-{first + size}"}
        return Answer.of(answer if found else {})

    def _granted(self, asked: Asked) -> Answer:
        assert (asked.method, asked.form["grant_type"]) == ("POST", _GRANT)
        tokens_at = f"{self.base}/token"
        try:
            claims = jwt.decode(
                asked.form["assertion"],
                _KEY.public_key(),
                ["RS256"],
                audience=tokens_at,
                options={"verify_exp": False, "verify_iat": False},  # that is by its own clock
            )
        except jwt.InvalidSignatureError:
            words = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            return Answer.of(words, 400)
        assert (claims["iss"], claims["scope"]) == (ACCOUNT["client_email"], _SCOPE)
        assert claims["iat"] <= self.now.timestamp() < claims["exp"] <= claims["iat"] + 3600
        return Answer.of({"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"})


def _review(post: Post) -> dict[str, object]:
    said = {"text": f"\t{post.text}", "lastModified": {"seconds": str(int(post.at.timestamp()))}}
    answered = {"text": "Larkfield says thanks.", "lastModified": {"seconds": "1"}}
    comments = [{"userComment": {**said, "starRating": 2}}, {"developerComment": answered}]
    return {"reviewId": f"gp:{post.number}", "authorName": post.author, "comments": comments}


SCENE = Scene(
    kind="google_play",
    service=GooglePlay,
    options={"app": APP},
    key={"service_account": json.dumps(ACCOUNT)},
    a_page=100,
    sign_in="/token",
)
