"use strict";
// node signatures.js TAP TOKEN [EVERY]
// Every webhook in a tap, as Twilio's Node library judges it: as it was sent, and (one in EVERY) tampered with in every way.
// Prints {"webhooks", "accepted", "by_get", "tampered": {kind: {"tried", "refused"}}}.

const { readFileSync } = require("node:fs");
const { validateRequest } = require("twilio");

const [tap, token, every = "1"] = process.argv.slice(2);
const lines = readFileSync(tap, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const webhooks = lines.filter((line) => line.way === "out").map((line) => line.asked);

/** What a web application would hand to the validator: a GET has everything in its address. */
function received({ method, url, fields, headers }) {
  return { signature: headers["X-Twilio-Signature"], url, params: method === "GET" ? {} : fields };
}

const accepts = ({ signature, url, params }, by = token) => validateRequest(by, signature, url, params);

const without = (params, name) => Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));

/** Every way to tamper with one webhook, by kind. */
function* tampered(one) {
  for (const name of Object.keys(one.params)) {
    yield ["changed", { ...one, params: { ...one.params, [name]: `${one.params[name]}1` } }];
    // An empty field adds its name to what is signed, so even that cannot be dropped.
    yield ["dropped", { ...one, params: without(one.params, name) }];
  }
  yield ["added", { ...one, params: { ...one.params, Extra: "1" } }];
  yield ["another path", { ...one, url: one.url.replace(/(\/\/[^/]+\/)/, "$1x") }];
  yield ["another query", { ...one, url: `${one.url}${one.url.includes("?") ? "&" : "?"}x=1` }];
  yield ["another host", { ...one, url: one.url.replace(/\/\/[^/]+\//, "//other.example.com/") }];
  yield ["another signature", { ...one, signature: Buffer.from("0".repeat(20)).toString("base64") }];
  const query = one.url.split("?")[1] ?? "";
  for (const pair of query.split("&").filter(Boolean)) {
    yield ["changed in the query", { ...one, url: one.url.replace(pair, `${pair}1`) }];
  }
}

const judged = { webhooks: webhooks.length, accepted: 0, by_get: 0, tampered: {} };

function note(kind, refused) {
  const row = (judged.tampered[kind] ??= { tried: 0, refused: 0 });
  row.tried += 1;
  row.refused += refused ? 1 : 0;
}

for (const [place, webhook] of webhooks.entries()) {
  const one = received(webhook);
  judged.accepted += accepts(one) ? 1 : 0;
  judged.by_get += webhook.method === "GET" ? 1 : 0;
  note("another token", !accepts(one, `${token}0`));
  if (place % Number(every)) continue;
  for (const [kind, wrong] of tampered(one)) note(kind, !accepts(wrong));
}
console.log(JSON.stringify(judged));
