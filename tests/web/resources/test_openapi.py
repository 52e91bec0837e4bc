"""The document says what the API does: asked by it, and against it, the API does nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from chalice.test import Client
from hypothesis import HealthCheck, assume, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from chalicelib import web
from chalicelib.domain.people import token_text
from chalicelib.web.operations import Operation
from chalicelib.web.routes import operations
from tests.domain.examples import a_source
from tests.web.conftest import READ, SECRET, Caller
from tests.web.resources.conftest import ADMIN, FAILED, Office

from .wsgi import wsgi

APP = web.Application("documented", configure_logs=False)
SERVED = wsgi(Client(APP))
# The address that servers are relative to is the gateway's; there is none here.
DOCUMENT: dict[str, Any] = {**Client(APP).http.get("/openapi.json").json_body, "servers": [{"url": "/"}]}
HEADERS = {"Authorization": f"Bearer {token_text(ADMIN, SECRET)}"}

KNOWN = {
    "mention_id": "m1aa",
    "delivery_id": FAILED.id,
    "watch_id": "kettles",
    "source_id": a_source().id,
    "policy_id": "night",
    "rota_id": "support",
    "person_id": "bob",
    "token_id": READ,
    "queue": "negatives",
    "letter_id": "l1",
}


def _with_known_ids(document: dict[str, Any]) -> dict[str, Any]:
    """The same, where what stands in a path is now and then something that exists."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    known = {"enum": [KNOWN[parameter["name"]]]}
                    parameter["schema"] = {"anyOf": [known, parameter["schema"]]}
    return document


MOST = 20 if settings.get_current_profile_name() == "same" else 300  # with `make search`, others, and more

schema = schemathesis.openapi.from_dict(_with_known_ids(DOCUMENT))
schema.app = SERVED
schema.config.update(base_url="http://localhost")


# What is well formed may be refused all the same, with the same status: a time too far off, somebody unknown.
@schema.parametrize()
@settings(max_examples=MOST, suppress_health_check=list(HealthCheck), database=None)
def test_api_does_what_its_document_says(office: Office, case: schemathesis.Case[Any]) -> None:
    # werkzeug, by which schemathesis asks, takes what follows for a question.
    assume("?" not in case.formatted_path)

    case.call_and_validate(app=SERVED, headers=HEADERS, excluded_checks=[positive_data_acceptance])


def test_document_is_one() -> None:
    """By the schema of OpenAPI 3.1 itself."""
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_what_a_remark_must_have_and_may_hold_stands_in_the_document(office: Office, caller: Caller) -> None:
    remark = DOCUMENT["components"]["schemas"]["Remark"]
    longest = {name: each["maxLength"] for name, each in _texts(remark) if "maxLength" in each}
    fullest = {"channel": "phone", "watch": "kettles", **{name: "x" * most for name, most in longest.items()}}
    refused = [fullest | {name: text + "x"} for name, text in fullest.items() if name in longest]

    answers = [caller.post("/mentions", ADMIN, json.dumps(body)) for body in (fullest, *refused)]

    assert set(remark["required"]) == {"channel", "text"}
    assert set(longest) == {"text", "title", "author"}
    assert [answer.status for answer in answers] == [201, 400, 400, 400]


def _texts(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each property by its name, as it is where it is not null."""
    return [(name, each.get("anyOf", [each])[0]) for name, each in schema["properties"].items()]


EXAMPLES = [operation for operation in operations() if operation.example]


@pytest.mark.parametrize("operation", EXAMPLES, ids=lambda each: f"{each.method} {each.path}")
def test_every_example_works_as_it_stands(office: Office, caller: Caller, operation: Operation) -> None:
    path = operation.path.format(
        mention_id="m1aa", watch_id="kettles", policy_id="day", rota_id="nights", person_id="zoe",
        source_id=next(iter(office.sources.sources)),
    )  # fmt: skip

    answer = caller.ask(operation.method, path, ADMIN, json.dumps(operation.example))

    assert answer.status in (operation.status, *operation.also, 201), answer.text
