"""The one HTTP client of the carriers: pooled, with time-outs, never repeating an order, able to point anywhere.

It speaks through urllib3 because a shared pool there costs a third of the SDK's own client in CPU, and because the
difference between "not sent" and "nobody knows" must come from the transport and not from a wrapped exception.
"""

from __future__ import annotations

import base64
import json
import logging
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import urllib3
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from outreach.channels.carrier import Doubtful, NotSent


class CarrierHttp(HttpClient):
    """Sends the SDK's requests. With ``base_url`` the carrier is reached there, the intended host stays in ``Host``."""

    def __init__(self, base_url: str | None, connect: float, read: float, connections: int = 16) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), False, None)
        self._base = urlsplit(base_url) if base_url else None
        self._pool = urllib3.PoolManager(
            maxsize=connections, retries=False, timeout=urllib3.Timeout(connect=connect, read=read)
        )

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, once.

        Raises:
            NotSent: no connection was made.
            Doubtful: a connection was made and no whole answer came.
        """
        url, sent_headers = self._aim(uri, params), {"Accept": "application/json", **(headers or {})}
        sent_headers["Host"] = urlsplit(uri).netloc
        if auth:
            sent_headers["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        try:
            answer = self._pool.request(
                method.upper(), url, body=_body(data, sent_headers), headers=sent_headers, redirect=False
            )
        except (NewConnectionError, ConnectTimeoutError):
            raise NotSent(f"no connection to the carrier for {method} {urlsplit(uri).path}") from None
        except HTTPError as error:
            raise Doubtful(f"{type(error).__name__} waiting for {method} {urlsplit(uri).path}") from None
        return Response(answer.status, answer.data.decode(errors="replace"), answer.headers)

    def _aim(self, uri: str, params: dict[str, Any] | None) -> str:
        parts = urlsplit(uri)
        query = "&".join(filter(None, (parts.query, urlencode(_present(params), doseq=True))))
        if self._base:
            parts = parts._replace(scheme=self._base.scheme, netloc=self._base.netloc)
        return urlunsplit(parts._replace(query=query))


def _body(data: dict[str, Any] | None, headers: dict[str, str]) -> str | None:
    if not data:
        return None
    if headers.get("Content-Type") == "application/json":
        return json.dumps(data)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return urlencode(_present(data), doseq=True)


def _present(values: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (values or {}).items() if value is not None}
