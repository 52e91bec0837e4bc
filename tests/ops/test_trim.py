from __future__ import annotations

import pytest

from ops.trim import is_needed


@pytest.mark.parametrize(
    "name",
    [
        "app.py",
        "chalicelib/judging/model.bin",
        "chalicelib/tests/told.txt",
        "chalice/app.py",
        "six.py",
        "httpx/_client.py",
        "certifi/cacert.pem",
        "botocore/data/endpoints.json",
        "botocore/data/partitions.json",
        "botocore/data/_retry.json",
        "botocore/data/sdk-default-configuration.json",
        "botocore/data/dynamodb/2012-08-10/service-2.json.gz",
        "botocore/data/sesv2/2019-09-27/endpoint-rule-set-1.json.gz",
        "botocore/data/bedrock-runtime/2023-09-30/service-2.json.gz",
        "botocore/data/comprehend/2017-11-27/service-2.json.gz",
        "boto3/data/dynamodb/2012-08-10/resources-1.json",
        "zstandard/backend_c.cpython-311-x86_64-linux-gnu.so",
        "httpx-0.28.1.dist-info/METADATA",
        "anyio-4.0.dist-info/entry_points.txt",
    ],
)
def test_what_a_function_can_need_stays(name: str) -> None:
    assert is_needed(name)


@pytest.mark.parametrize(
    "name",
    [
        "botocore/data/ec2/2016-11-15/service-2.json.gz",
        "botocore/data/dynamodb/2012-08-10/examples-1.json",
        "boto3/data/ec2/2016-11-15/resources-1.json",
        "boto3/examples/s3.rst",
        "zstandard/_cffi.cpython-311-x86_64-linux-gnu.so",
        "zstandard/backend_cffi.py",
        "zstandard/__init__.pyi",
        "certifi/tests/test_certify.py",
        "httpx/py.typed",
        "six/__pycache__/six.cpython-311.pyc",
        "bin/httpx",
        "jmespath-1.1.0.data/scripts/jp.py",
        "httpx-0.28.1.dist-info/RECORD",
        "httpx-0.28.1.dist-info/licenses/LICENSE.md",
    ],
)
def test_what_no_function_needs_goes(name: str) -> None:
    assert not is_needed(name)
