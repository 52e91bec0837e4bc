"""Everything that can be set, read from the environment in one place. Nothing else reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Tables:
    """The names of the DynamoDB tables; the template gives them."""

    watches: str
    policies: str
    rotas: str
    people: str
    tokens: str
    sources: str
    mentions: str
    escalations: str
    deliveries: str
    history: str
    pulses: str
    traces: str
    calibrations: str


@dataclass(frozen=True, slots=True)
class DeadLetterUrls:
    """Where what a queue gave up lies; the template gives it. Named like the queue."""

    fetch: str
    negatives: str
    deliveries: str
    inbound: str


@dataclass(frozen=True, slots=True)
class Settings:
    """One deployment's settings. The README lists each variable with its meaning and default."""

    tables: Tables
    fetch_queue_url: str
    negatives_queue_url: str
    deliveries_queue_url: str
    inbound_queue_url: str
    dead_letter_urls: DeadLetterUrls
    link_secret_arn: str = field(repr=False)
    keys_secret_arn: str = field(repr=False)
    topic_arn: str
    operator_topic_arn: str
    mail_from: str
    mail_feedback_set: str
    api_url: str
    contact: str
    allow_private_addresses: bool
    escalate_within: timedelta
    keep_for: timedelta
    cors_origins: frozenset[str]
    judge: str
    judge_model: str
    judge_monthly_usd: float
    judge_input_price: float
    judge_output_price: float

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process. Raises KeyError naming a variable that the template forgot."""
        env = os.environ if env is None else env
        names = {name: env[f"EARSHOT_TABLE_{name.upper()}"] for name in Tables.__dataclass_fields__}
        queues = DeadLetterUrls.__dataclass_fields__
        given_up = {name: env[f"EARSHOT_{name.upper()}_DEAD_LETTERS_URL"] for name in queues}
        return cls(
            tables=Tables(**names),
            fetch_queue_url=env["EARSHOT_FETCH_QUEUE_URL"],
            negatives_queue_url=env["EARSHOT_NEGATIVES_QUEUE_URL"],
            deliveries_queue_url=env["EARSHOT_DELIVERIES_QUEUE_URL"],
            inbound_queue_url=env["EARSHOT_INBOUND_QUEUE_URL"],
            dead_letter_urls=DeadLetterUrls(**given_up),
            link_secret_arn=env["EARSHOT_LINK_SECRET_ARN"],
            keys_secret_arn=env["EARSHOT_KEYS_SECRET_ARN"],
            topic_arn=env["EARSHOT_TOPIC_ARN"],
            operator_topic_arn=env.get("EARSHOT_OPERATOR_TOPIC_ARN", ""),
            mail_from=env["EARSHOT_MAIL_FROM"],
            mail_feedback_set=env.get("EARSHOT_MAIL_FEEDBACK_SET", ""),
            api_url=env.get("EARSHOT_API_URL", "").rstrip("/"),
            contact=env.get("EARSHOT_CONTACT", "").strip(),
            allow_private_addresses=env.get("EARSHOT_ALLOW_PRIVATE_ADDRESSES", "no") == "yes",
            escalate_within=timedelta(hours=float(env.get("EARSHOT_ESCALATE_WITHIN_HOURS", "48"))),
            keep_for=timedelta(days=float(env.get("EARSHOT_KEEP_DAYS", "400"))),
            cors_origins=frozenset(env.get("EARSHOT_CORS_ORIGINS", "").replace(",", " ").split()),
            judge=env.get("EARSHOT_JUDGE", "embedded"),
            judge_model=env.get("EARSHOT_JUDGE_MODEL", "amazon.nova-lite-v1:0"),
            judge_monthly_usd=float(env.get("EARSHOT_JUDGE_MONTHLY_USD", "1")),
            judge_input_price=float(env.get("EARSHOT_JUDGE_INPUT_PRICE", "0.06")),
            judge_output_price=float(env.get("EARSHOT_JUDGE_OUTPUT_PRICE", "0.24")),
        )
