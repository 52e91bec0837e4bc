"""Commands say which Earshot they work on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import click
import pytest
from click.testing import CliRunner

from ops.cli import earshot
from ops.errors import CannotContinue
from tests.ops.commands.conftest import World


class Refusing(HTTPServer):
    """A CloudFormation that has no stacks, or says something worse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusing)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.code, self.message = "ValidationError", "Stack does not exist"
        self.signatures: list[str] = []


class _Refusing(BaseHTTPRequestHandler):
    server: Refusing

    def do_POST(self) -> None:
        self.server.signatures.append(self.headers["Authorization"])
        said = f"<Code>{self.server.code}</Code><Message>{self.server.message}</Message>"
        body = f"<ErrorResponse><Error>{said}</Error></ErrorResponse>".encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


def _commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def test_a_command_with_a_stage_takes_profile_and_region_too() -> None:
    options = {path: {param.name for param in command.params} for path, command in _commands(earshot)}
    staged = {path: names for path, names in options.items() if "stage" in names}

    assert len(staged) > 10
    assert not [path for path, names in staged.items() if not {"profile", "region"} <= names]


def test_the_system_on_this_machine_is_meant_unless_told_otherwise(world: World) -> None:
    world.type("watches", "list")
    world.type("watches", "list", "--stage", "prod", "--profile", "work", "--region", "eu-west-1")

    assert world.stages == [("local", None, None), ("prod", "work", "eu-west-1")]


def test_nothing_is_reached_for_a_command_that_is_mistyped(world: World) -> None:
    answer = world.type("watches", "list", "--jason")

    assert answer.exit_code == 2
    assert world.stages == []


@pytest.mark.parametrize("option", [["--profile", "work"], ["--region", "eu-west-1"]])
def test_profile_and_region_without_a_stage_are_refused(option: list[str]) -> None:
    """Whoever names an account does not mean the system on this machine."""
    answer = CliRunner().invoke(earshot, ["watches", "list", *option])

    assert answer.exit_code == 2
    assert "--stage" in answer.output


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Refusing]:
    """What stands in for AWS, and whom it knows."""
    server = Refusing()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_stage_is_looked_for_in_the_region_that_was_named(refusing: Refusing) -> None:
    """The stand-in for AWS hears for which region a request was signed."""
    answer = CliRunner().invoke(earshot, ["watches", "list", "--stage", "prod", "--region", "eu-west-1"])

    assert isinstance(answer.exception, CannotContinue)
    assert "no stack 'earshot-prod' in eu-west-1" in str(answer.exception)
    assert "/eu-west-1/cloudformation/" in refusing.signatures[0]


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        ("ExpiredToken", "The security token included in the request is expired", "aws sso login"),
        (
            "AccessDenied",
            "User: ann is not authorized to perform: cloudformation:DescribeStacks",
            "your AWS credentials lack the right to cloudformation:DescribeStacks",
        ),
    ],
)
@pytest.mark.parametrize("command", [["watches", "list"], ["health"], ["deploy"]], ids=" ".join)
def test_what_aws_refuses_is_said_in_words(
    refusing: Refusing, command: list[str], code: str, message: str, said: str
) -> None:
    refusing.code, refusing.message = code, message

    answer = CliRunner().invoke(earshot, [*command, "--stage", "prod"])

    assert isinstance(answer.exception, CannotContinue)
    assert said in str(answer.exception)


def test_deployment_without_credentials_says_so_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    answer = CliRunner().invoke(earshot, ["deploy", "--stage", "prod", "--region", "eu-west-1"])

    assert isinstance(answer.exception, CannotContinue)
    assert answer.exception.reason == "no AWS credentials are found"
    assert answer.output == ""


def test_profile_that_does_not_exist_is_named() -> None:
    answer = CliRunner().invoke(
        earshot, ["people", "list", "--stage", "prod", "--profile", "no-such-profile"]
    )

    assert isinstance(answer.exception, CannotContinue)
    assert "no-such-profile" in str(answer.exception)
