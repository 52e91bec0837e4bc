"""Where a deployment's code and template wait for CloudFormation: one private bucket per account and
region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .clouds import Cloud
from .errors import DeployFailed

_PRIVATE = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
_ENCRYPTED = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}


@dataclass(frozen=True, slots=True)
class Artifacts:
    """The bucket, known to be ours: every call names the owner, so that another account's bucket of that name
    is never written to."""

    cloud: Cloud
    bucket: str
    account: str

    def put_file(self, file: Path, prefix: str) -> str:
        """Upload the file under its content's hash unless it is there; returns the key."""
        return self._put(file.read_bytes(), prefix, file.suffix)

    def put_template(self, template: Mapping[str, Any], prefix: str) -> str:
        """Upload the template likewise; returns its URL, as CloudFormation wants it."""
        key = self._put(json.dumps(template, sort_keys=True).encode(), prefix, ".template.json")
        return f"{self.cloud.client('s3').meta.endpoint_url}/{self.bucket}/{key}"

    def _put(self, content: bytes, prefix: str, suffix: str) -> str:
        s3 = self.cloud.client("s3")
        here = {
            "Bucket": self.bucket,
            "Key": f"{prefix}/{hashlib.sha256(content).hexdigest()}{suffix}",
            "ExpectedBucketOwner": self.account,
        }
        if not _exists(s3.head_object, here):
            s3.put_object(**here, Body=content)
        return here["Key"]


def bucket_of(cloud: Cloud) -> Artifacts:
    """The bucket of this account and region, made if it is missing. Raises DeployFailed if a stranger has
    its name."""
    account = _account(cloud)
    artifacts = Artifacts(cloud, f"earshot-artifacts-{account}-{cloud.region}", account)
    try:
        known = _exists(
            cloud.client("s3").head_bucket, {"Bucket": artifacts.bucket, "ExpectedBucketOwner": account}
        )
    except ClientError as error:
        raise DeployFailed(
            f"bucket {artifacts.bucket!r} cannot be used: {error}",
            "its name may be taken by another account, or your credentials lack s3:ListBucket",
        ) from error
    if not known:
        _make(artifacts)
    return artifacts


def _account(cloud: Cloud) -> str:
    try:
        account: str = cloud.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise DeployFailed(f"your AWS credentials are not accepted: {error}") from error
    return account


def _make(artifacts: Artifacts) -> None:
    s3 = artifacts.cloud.client("s3")
    region = artifacts.cloud.region
    # us-east-1 is the one region that must not be named:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=artifacts.bucket, **place)
    ours = {"Bucket": artifacts.bucket, "ExpectedBucketOwner": artifacts.account}
    s3.put_public_access_block(**ours, PublicAccessBlockConfiguration=_PRIVATE)
    s3.put_bucket_encryption(**ours, ServerSideEncryptionConfiguration=_ENCRYPTED)


def _exists(head: Any, of: Mapping[str, str]) -> bool:
    try:
        head(**of)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True
