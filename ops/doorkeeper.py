"""Runs MiniStack with a door that web pages cannot pass. It is a script for the embedded cloud's own
environment, and imports nothing of ours.

MiniStack answers every origin (`Access-Control-Allow-Origin: *`), takes well-known credentials, and runs
the functions it is given as processes of the user: without a door, any page open in a browser on this
machine could have it run a program. A browser says which page a request is for (`Origin`,
`Sec-Fetch-Site`); SDKs and functions do not send these. The deployed API, below `/_aws/execute-api/`, stays
open to browsers: it defends itself, as it does on AWS.

https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/

It also corrects two names that MiniStack 1.5 asks IAM about and AWS does not, so that a policy proved here
is proved for AWS.
"""

from __future__ import annotations

import email.utils
import importlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_API = "/_aws/execute-api/"
_OUR_HOSTS = frozenset({"127.0.0.1", "localhost"})
_TYPED_BY_A_PERSON = "none"


def guarded(inner: Application) -> Application:
    """The application, refusing what a foreign page asks for."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and _may_pass(scope)):
            await inner(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(send)
        else:
            await send({"type": "websocket.close"})  # nothing of ours speaks it

    return door


def _may_pass(scope: Scope) -> bool:
    """A foreign host name means that a name was made to point here (DNS rebinding)."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if headers.get("host", "").partition(":")[0] not in _OUR_HOSTS:
        return False
    if scope["path"].startswith(_API):
        return True
    return "origin" not in headers and headers.get("sec-fetch-site", _TYPED_BY_A_PERSON) == _TYPED_BY_A_PERSON


async def _refuse(send: Send) -> None:
    body = b"not from a web page\n"
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def with_real_names(action_of: Callable[..., str | None]) -> Callable[..., str | None]:
    """IAM knows no batch actions of SQS: `SendMessageBatch` is what `sqs:SendMessage` allows, and so on.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    """

    def named(*request: Any, **options: Any) -> str | None:
        action = action_of(*request, **options)
        return action.removesuffix("Batch") if action and action.startswith("sqs:") else action

    return named


def with_real_senders(resource_of: Callable[..., str]) -> Callable[..., str]:
    """SES authorizes the sending of a mail on its sender's identity, where MiniStack says `*`.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html
    """

    def named(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        resource = resource_of(service, method, path, headers, body, *rest)
        if service != "ses" or not path.endswith("/outbound-emails"):
            return resource
        region, account = rest[-2:]
        sender = str(json.loads(body).get("FromEmailAddress", ""))
        address = email.utils.parseaddr(sender)[1]
        return f"arn:aws:ses:{region}:{account}:identity/{address}"

    return named


if __name__ == "__main__":
    actions: Any = importlib.import_module("ministack.core.iam_actions")
    actions.extract_iam_action = with_real_names(actions.extract_iam_action)
    actions.extract_resource_arn = with_real_senders(actions.extract_resource_arn)
    ministack: Any = importlib.import_module("ministack.app")
    ministack.app = guarded(ministack.app)  # main() serves the module's `app`
    ministack.main()
