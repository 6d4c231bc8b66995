"""Settings: one class, read once per process from the environment (prefix ``OUTREACH_``) and ``.env``.

Twilio's own variables keep their own names (``TWILIO_ACCOUNT_SID``, ``TWILIO_AUTH_TOKEN``), as does ``SENDGRID_API_KEY``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from outreach.errors import SettingsError


class Settings(BaseSettings):
    """Every knob of the product. Durations are seconds."""

    model_config = SettingsConfigDict(env_prefix="OUTREACH_", env_file=".env", extra="ignore", populate_by_name=True)

    database_url: str = Field(description="postgresql+psycopg://user:password@host:port/name")
    redis_url: str = Field(description="redis://host:port/db, dedicated to this product, noeviction")
    public_base_url: str = Field(description="the origin the carrier reaches our webhooks at, without a final slash")

    twilio_account_sid: str = Field(validation_alias=AliasChoices("TWILIO_ACCOUNT_SID", "twilio_account_sid"))
    twilio_auth_token: SecretStr = Field(validation_alias=AliasChoices("TWILIO_AUTH_TOKEN", "twilio_auth_token"))
    twilio_previous_auth_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("TWILIO_PREVIOUS_AUTH_TOKEN", "twilio_previous_auth_token"),
        description="accepted for signatures while a token is being rotated",
    )
    carrier_base_url: str | None = Field(default=None, description="where the carrier is, when it is not Twilio itself")
    carrier_connect_timeout: float = 3.0
    carrier_read_timeout: float = 30.0  # above the ~26 s Twilio itself allows a request

    email_carrier: Literal["twilio", "sendgrid"] = Field(default="twilio", description="who carries e-mail")
    email_base_url: str | None = Field(
        default=None, description="where the e-mail carrier is, when neither at home nor at the carrier's base URL"
    )
    sendgrid_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("SENDGRID_API_KEY", "sendgrid_api_key")
    )
    sendgrid_webhook_keys: str | None = Field(
        default=None, description="public keys of SendGrid's signed event webhook as it shows them, comma separated"
    )
    sendgrid_activity: bool = Field(
        default=False, description="the account has the Email Activity add-on: orders can be looked up"
    )
    unsubscribe_mailbox: str | None = Field(
        default=None,
        description="named beside the link in List-Unsubscribe; set it only when somebody reads it and "
        "records each no with `outreach stop`",
    )

    encryption_keys: SecretStr = Field(description="id:base64 of 32 bytes, comma separated; the first one seals")
    index_key: SecretStr = Field(description="base64 of 32 bytes; keys the blind indexes and is never rotated alone")

    clock_file: Path | None = Field(default=None, description="shared virtual clock; absent: real time")
    web_host: str = "127.0.0.1"
    web_port: int = 8000
    metrics_port: int | None = Field(default=None, description="loopback port a worker or scheduler shows metrics on")
    log_format: str = Field(default="json", pattern="^(json|console)$")
    log_level: str = "INFO"

    release_approves_texts: bool = Field(
        default=True, description="no: also the texts as they are shipped wait for the approval of a person"
    )
    calls_per_second: float = 1.0  # Twilio's default per account
    messages_per_second: float = 1.0
    emails_per_second: float = 10.0
    decision_good_for: float = Field(
        default=30.0,
        description="a claim older than this at the wire is released, unsent; a slot this long past is taken anew",
    )
    tick_seconds: float = 1.0
    selection_batch: int = 200
    in_flight_per_queue: int = Field(
        default=400, description="planned attempts that may wait for a worker, per channel"
    )
    redispatch_after: float = 60.0
    wire_lost_after: float = 45.0  # connect + read time-out and a margin: nobody is still waiting for an answer
    settle_after: float = Field(default=120.0, description="silence after which the carrier is asked about an attempt")
    email_poll_after: float = 15.0  # Twilio's e-mail has no callbacks: its operation is asked
    inbound_check_every: float = Field(
        default=600.0, description="pause between looks for inbound texts whose webhook was lost"
    )
    give_up_after: float = Field(default=900.0, description="after this an attempt the carrier does not know has ended")

    @model_validator(mode="after")
    def _sendgrid_is_complete(self) -> Self:
        if self.email_carrier == "sendgrid" and not (self.sendgrid_api_key and self.sendgrid_webhook_keys):
            raise ValueError(
                "OUTREACH_EMAIL_CARRIER=sendgrid needs SENDGRID_API_KEY and OUTREACH_SENDGRID_WEBHOOK_KEYS: "
                "without its signed events no bounce and no complaint would be heard"
            )
        return self


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: naming every missing or impossible setting and its environment variable.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        if not item["loc"]:  # about several together, which its text names
            lines.append(item["msg"].removeprefix("Value error, "))
            continue
        name = str(item["loc"][0])
        own = name.lower().startswith("twilio") or name.lower() == "sendgrid_api_key"
        variable = name.upper() if own else f"OUTREACH_{name.upper()}"
        field = Settings.model_fields.get(name.lower())
        hint = f" ({field.description})" if field and field.description else ""
        lines.append(f"{variable}: {item['msg']}{hint}")
    return "Settings are not complete. Set in the environment or in .env:\n  " + "\n  ".join(lines)
