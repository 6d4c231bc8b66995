"use strict";
// Twilio's Node library with another network address: the Twilio host stays in `Host`, as a client behind a proxy leaves it.

const twilio = require("twilio");

/** Keeps what was last heard, so that it can be compared with what the library made of it. */
class LocalRequestClient extends twilio.RequestClient {
  constructor(origin) {
    super({ timeout: 10_000 });
    this.origin = origin;
    this.heard = undefined;
  }

  async request(options) {
    const asked = new URL(options.uri);
    const local = new URL(asked.pathname + asked.search, this.origin);
    const headers = { ...options.headers, Host: asked.host };
    const answer = await super.request({ ...options, uri: local.href, headers });
    this.heard = answer.body;
    return answer;
  }
}

/** The library's client, its network, and the sandbox's own desk. */
function connect({ origin, account, token }) {
  const http = new LocalRequestClient(origin);
  const client = twilio(account, token, { httpClient: http });
  const desk = async (path, wish) => {
    const body = wish === undefined ? {} : { method: "POST", body: JSON.stringify(wish), headers: JSON_BODY };
    const answer = await fetch(`${origin}/_sandbox/${path}`, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return { client, http, desk };
}

const JSON_BODY = { "Content-Type": "application/json" };

module.exports = { connect };
