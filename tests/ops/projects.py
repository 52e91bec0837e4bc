"""Writes small Chalice projects: with no requirements they are packaged without a network."""

from __future__ import annotations

import json
from pathlib import Path

_LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": "*",
}

APP = """
import os
from chalice import Chalice

app = Chalice(app_name="tiny")


@app.route("/")
def hello():
    return {"answer": os.environ["ANSWER"]}


@app.lambda_function()
def shout(event, context):
    print("I heard", event["word"])
    if event["word"] == "boom":
        raise RuntimeError("boom")
    return event["word"].upper()
"""

RESOURCES = """
Parameters:
  Answer: {Type: String, Default: '41'}
Globals:
  Function:
    Environment:
      Variables:
        ANSWER: {Ref: Answer}
Resources:
  Things:
    Type: AWS::SQS::Queue
Outputs:
  ThingsUrl: {Value: {Ref: Things}}
"""


def write(root: Path, app: str = APP, resources: str = RESOURCES) -> Path:
    """A project in `root`, with a little junk of the kind that must not ship."""
    functions = {name: {"iam_policy_file": "policy.json"} for name in ("api_handler", "shout")}
    stage = {"api_gateway_stage": "api", "autogen_policy": False, "lambda_functions": functions}
    config = {"version": "2.0", "app_name": "tiny", "stages": {"try": stage}}
    files = {
        "app.py": app,
        "requirements.txt": "# nothing\n",
        "chalicelib/__init__.py": "",
        "chalicelib/words.txt": "hello\n",
        "chalicelib/__pycache__/old.cpython-311.pyc": "junk",
        "chalicelib/.DS_Store": "junk",
        ".chalice/config.json": json.dumps(config),
        ".chalice/policy.json": json.dumps({"Version": "2012-10-17", "Statement": [_LOGS]}),
        ".chalice/resources.yaml": resources,
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root
