"""How Twilio proves a webhook is its own: HMAC-SHA1 over the URL and the sorted form fields.

Source: twilio.com/docs/usage/webhooks/webhooks-security. The fragment of the URL is not signed; the query is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urldefrag


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """The value of `X-Twilio-Signature`."""
    text = urldefrag(url).url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()
