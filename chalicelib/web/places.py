"""Which module answers at which address, known without any of them being imported.

A function that serves one request needs one of these modules; importing all of them takes twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping

LINK = "/a/{token}"
DIGEST = "/digest/{token}"
_HERE = f"{LINK}/here"
_CALLBACK = "/websub/{source_id}/{key}"
_MENTION = "/mentions/{mention_id}"

JSON = ["application/json"]
# Chalice takes a request without a content type for JSON; a browser's form always has its own.
_FORM = ["application/x-www-form-urlencoded", "application/json"]
_ANY_FORM = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
ANYTHING = ["*/*"]

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "mention_routes": (
        "GET /",
        "GET /mentions",
        "POST /mentions",
        f"GET {_MENTION}",
        f"POST {_MENTION}/acknowledge",
        f"POST {_MENTION}/release",
        f"POST {_MENTION}/assign",
        f"POST {_MENTION}/snooze",
        f"POST {_MENTION}/answer",
        f"POST {_MENTION}/promise",
        f"POST {_MENTION}/resolve",
        f"POST {_MENTION}/ignore",
        f"POST {_MENTION}/reopen",
        f"POST {_MENTION}/verdict",
        "GET /coverage",
        "GET /report",
        "POST /queries/preview",
    ),
    "resources.deliveries": (
        f"GET {_MENTION}/history",
        f"GET {_MENTION}/deliveries",
        f"POST {_MENTION}/deliveries/{{delivery_id}}/retry",
    ),
    "resources.viewers": (
        f"GET {_MENTION}/viewers",
        f"POST {_MENTION}/viewers",
    ),
    "resources.watches": (
        "GET /watches",
        "GET /watches/{watch_id}",
        "PUT /watches/{watch_id}",
        "DELETE /watches/{watch_id}",
    ),
    "resources.sources": (
        "GET /sources",
        "POST /sources",
        "GET /sources/{source_id}",
        "PATCH /sources/{source_id}",
        "DELETE /sources/{source_id}",
    ),
    "resources.policies": (
        "GET /policies",
        "GET /policies/{policy_id}",
        "PUT /policies/{policy_id}",
        "DELETE /policies/{policy_id}",
        "GET /policies/{policy_id}/rehearsal",
    ),
    "resources.rotas": (
        "GET /rotas",
        "GET /rotas/{rota_id}",
        "PUT /rotas/{rota_id}",
        "DELETE /rotas/{rota_id}",
        "GET /rotas/{rota_id}/calendar",
    ),
    "resources.people": (
        "GET /people",
        "GET /people/{person_id}",
        "PUT /people/{person_id}",
        "DELETE /people/{person_id}",
    ),
    "resources.tokens": (
        "GET /tokens",
        "POST /tokens",
        "GET /tokens/{token_id}",
        "DELETE /tokens/{token_id}",
    ),
    "resources.dead_letters": (
        "GET /dead-letters",
        "POST /dead-letters/{queue}/redrive",
        "DELETE /dead-letters/{queue}/{letter_id}",
    ),
    "resources.health": ("GET /health",),
}
"""The API, by the module whose `ROUTES` say the rest of each."""

# Who comes by these has no token, but a link, a signature or a key in the address; or is anybody at all.
OTHERS: tuple[tuple[str, str, list[str], str, str], ...] = (
    ("GET", "/openapi.json", JSON, "openapi", "show"),
    ("GET", LINK, _FORM, "links", "show"),
    ("POST", LINK, _FORM, "links", "act"),
    ("POST", _HERE, _FORM, "links", "look"),
    ("GET", DIGEST, ANYTHING, "digests", "show"),
    ("POST", DIGEST, _ANY_FORM, "digests", "act"),
    ("POST", "/slack/actions", _FORM, "slack", "act"),
    ("GET", "/canary.xml", ANYTHING, "canary", "feed"),
    ("GET", _CALLBACK, ANYTHING, "callbacks", "confirm"),
    ("POST", _CALLBACK, ANYTHING, "callbacks", "take"),
)
"""What else there is: method, path, content types, module, and the view in it."""
