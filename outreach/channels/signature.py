"""Is this webhook from our carrier? Checked against the configured public URL, never against what a proxy shows."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from outreach.settings import Settings


class SignatureCheck:
    """Accepts the current token and, during a rotation, the previous one."""

    def __init__(self, settings: Settings) -> None:
        tokens = [settings.twilio_auth_token, settings.twilio_previous_auth_token]
        self._validators = [RequestValidator(token.get_secret_value()) for token in tokens if token]
        self._origin = settings.public_base_url.rstrip("/")

    def accepts(self, raw_path: str, raw_query: str, params: Mapping[str, str], signature: str | None) -> bool:
        """``raw_path`` and ``raw_query`` as they came over the wire; ``params`` the form with blanks kept."""
        if not signature:
            return False
        url = f"{self._origin}{raw_path}" + (f"?{raw_query}" if raw_query else "")
        return any(bool(check.validate(url, dict(params), signature)) for check in self._validators)


def form(body: bytes) -> dict[str, str]:
    """A form body as Twilio signs it: blanks kept, the last of repeated keys. What is no text is no form it has signed."""
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
