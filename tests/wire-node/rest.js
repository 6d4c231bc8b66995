"use strict";
// node rest.js ORIGIN ACCOUNT TOKEN APP
// The main operations of the REST API by Twilio's Node library against a sandbox whose clock is moved by hand. Every resource
// must be read without a remainder: no property of the library without a value, no property of the answer it does not know.

const assert = require("node:assert/strict");
const { connect } = require("./local");

const [origin, account, token, app] = process.argv.slice(2);
const { client, http, desk } = connect({ origin, account, token });
const OURS = "+12125550100";
const ANNA = "+12125550123";
const BUSY = "+12125550111";
const EVENTS = ["initiated", "ringing", "answered", "completed"];
const DATED = /^date(Created|Updated|Sent|Enqueued)$|^(start|end)Time$/;

let read = 0;

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** One resource as the library sees it against the answer it came from. */
function whole(instance, body) {
  const seen = instance.toJSON();
  assert.deepEqual(Object.keys(seen).sort(), Object.keys(body).map(camel).sort());
  for (const [name, value] of Object.entries(seen)) {
    assert.notEqual(value, undefined, name);
    assert.ok(!Number.isNaN(value), name);
    if (DATED.test(name)) assert.ok(value === null || value instanceof Date, `${name} is ${value}`);
  }
  read += 1;
  return instance;
}

/** A resource just asked for. */
async function one(asked) {
  const instance = await asked;
  return whole(instance, http.heard);
}

/** A list in pages of two, and its first page against the answer. */
async function many(context, filters = {}) {
  const page = await context.page({ ...filters, pageSize: 2 });
  const rows = Object.values(http.heard).find(Array.isArray);
  page.instances.forEach((instance, place) => whole(instance, rows[place]));
  const all = await context.list({ ...filters, pageSize: 2 });
  assert.deepEqual(all.slice(0, page.instances.length).map(named), page.instances.map(named));
  return all;
}

const named = (instance) => instance.sid ?? instance.callSid;

/** A refusal with Twilio's number. */
async function refused(asked, code, status) {
  await assert.rejects(asked, (error) => error.code === code && error.status === status && error.moreInfo.endsWith(`/${code}`));
}

const advance = (seconds) => desk("clock", { advance: seconds });
const run = () => desk("clock", { run: true });
const call = (to, path, more = {}) =>
  client.calls.create({ to, from: OURS, url: `${app}${path}`, statusCallback: `${app}/call-status`, statusCallbackEvent: EVENTS, ...more });

const steps = {
  async account() {
    assert.equal((await one(client.api.v2010.accounts(account).fetch())).status, "active");
  },

  async "calls: queued, under way, redirected, ended, listed, deleted"() {
    const made = await one(call(ANNA, "/long", { machineDetection: "Enable" }));
    assert.equal(made.status, "queued");
    await one(call(BUSY, "/long"));
    await advance(10);
    const running = client.calls(made.sid);
    assert.equal((await one(running.fetch())).answeredBy, "human");
    await refused(running.remove(), 20009, 409);
    await one(running.update({ twiml: "<Response><Pause length='60'/></Response>" }));
    assert.equal((await one(running.update({ status: "completed" }))).status, "completed");
    await run();
    const ended = await one(running.fetch());
    assert.ok(ended.endTime > ended.startTime);
    await refused(running.update({ status: "canceled" }), 21220, 400);
    assert.equal((await many(client.calls)).length, 2);
    assert.equal((await many(client.calls, { status: "busy", to: BUSY, startTimeAfter: ended.startTime })).length, 1);
    assert.equal(await running.remove(), true);
    await refused(running.fetch(), 20404, 404);
    await refused(client.calls.create({ to: "nobody", from: OURS, url: app }), 21211, 400);
  },

  async "recordings: started, paused, stopped, listed, deleted"() {
    const made = await call(ANNA, "/long");
    await advance(10);
    const recordings = client.calls(made.sid).recordings;
    const tape = await one(recordings.create({ recordingChannels: "dual" }));
    assert.equal((await one(recordings("Twilio.CURRENT").update({ status: "paused" }))).status, "paused");
    await one(recordings(tape.sid).update({ status: "in-progress" }));
    assert.equal((await one(recordings(tape.sid).update({ status: "stopped" }))).status, "stopped");
    await client.calls(made.sid).update({ status: "completed" });
    await run();
    assert.equal((await one(client.recordings(tape.sid).fetch())).channels, 2);
    assert.equal((await many(recordings)).length, 1);
    assert.equal((await many(client.recordings, { callSid: made.sid })).length, 1);
    assert.equal(await client.recordings(tape.sid).remove(), true);
    assert.equal((await one(client.recordings(tape.sid).fetch({ includeSoftDeleted: true }))).status, "deleted");
  },

  async "conferences and participants"() {
    const participants = client.conferences("Case 12").participants;
    const anna = await one(participants.create({ from: OURS, to: ANNA, label: "debtor", muted: true }));
    assert.deepEqual([anna.label, anna.muted, anna.status], ["debtor", true, "queued"]);
    await participants.create({ from: OURS, to: "+12125550124", endConferenceOnExit: true });
    await advance(20);
    const [room] = await many(client.conferences, { status: "in-progress" });
    const conference = client.conferences(room.sid);
    assert.equal((await one(conference.fetch())).friendlyName, "Case 12");
    assert.equal((await one(conference.participants("debtor").fetch())).status, "connected");
    assert.equal((await one(conference.participants(anna.callSid).update({ hold: true, holdUrl: `${app}/hold` }))).hold, true);
    assert.equal((await many(conference.participants, { hold: true })).length, 1);
    assert.equal(await conference.participants("debtor").remove(), true);
    await advance(2);
    assert.equal((await one(conference.update({ status: "completed" }))).status, "completed");
    await refused(conference.update({ status: "completed" }), 16022, 400);
    await run();
  },

  async "queues and members"() {
    const queue = await one(client.queues.create({ friendlyName: "support", maxSize: 5 }));
    await one(client.queues(queue.sid).update({ maxSize: 7 }));
    await call(ANNA, "/enqueue");
    await call("+12125550124", "/enqueue");
    await advance(20);
    const members = client.queues(queue.sid).members;
    assert.equal((await many(members)).length, 2);
    const front = await one(members("Front").fetch());
    assert.equal(front.position, 1);
    await one(members(front.callSid).update({ url: `${app}/hello` }));
    await refused(client.queues(queue.sid).remove(), 22002, 400);
    await run();
    assert.equal((await one(client.queues(queue.sid).fetch())).currentSize, 0);
    await many(client.queues);
    assert.equal(await client.queues(queue.sid).remove(), true);
  },

  async "messages: sent, scheduled, with pictures, forgotten, deleted"() {
    const said = { to: ANNA, from: OURS, statusCallback: `${app}/sms-status` };
    const text = await one(client.messages.create({ ...said, body: "Hello", validityPeriod: 600 }));
    const pictures = [`${app}/a.png`, `${app}/b.jpg`];
    const picture = await one(client.messages.create({ ...said, body: "See", mediaUrl: pictures }));
    assert.deepEqual([text.numSegments, picture.numMedia], ["1", "2"]);
    await refused(client.messages(text.sid).remove(), 20009, 409);
    await run();
    const sent = await one(client.messages(text.sid).fetch());
    assert.equal(sent.status, "delivered");
    assert.ok(sent.dateSent >= sent.dateCreated);
    const media = client.messages(picture.sid).media;
    const [first] = await many(media);
    assert.equal((await one(media(first.sid).fetch())).contentType, "image/png");
    assert.equal(await media(first.sid).remove(), true);
    assert.equal((await one(client.messages(text.sid).update({ body: "" }))).body, "");
    await refused(client.messages(text.sid).update({ status: "canceled" }), 30409, 409);
    assert.equal((await many(client.messages, { to: ANNA, dateSentAfter: sent.dateCreated })).length, 2);
    assert.equal(await client.messages(text.sid).remove(), true);
    await refused(client.messages.create({ ...said, body: "x".repeat(1601) }), 21617, 400);
  },

  async "numbers, services, later texts"() {
    const number = await one(client.incomingPhoneNumbers.create({ phoneNumber: "+12125550150", smsUrl: `${app}/sms` }));
    assert.deepEqual(number.capabilities, { voice: true, sms: true, mms: true, fax: false });
    await one(client.incomingPhoneNumbers(number.sid).update({ friendlyName: "front desk" }));
    await one(client.incomingPhoneNumbers(number.sid).fetch());
    assert.equal((await many(client.incomingPhoneNumbers, { friendlyName: "front desk" })).length, 1);
    const services = client.messaging.v1.services;
    const service = await one(services.create({ friendlyName: "reminders" }));
    await services.create({ friendlyName: "second" });
    await services.create({ friendlyName: "third" });
    assert.equal((await many(services)).length, 3);
    await one(services(service.sid).update({ validityPeriod: 600 }));
    await one(services(service.sid).fetch());
    const held = services(service.sid).phoneNumbers;
    await one(held.create({ phoneNumberSid: number.sid }));
    await refused(held.create({ phoneNumberSid: number.sid }), 21710, 409);
    await one(held(number.sid).fetch());
    assert.equal((await many(held)).length, 1);
    const { now } = await desk("health");
    const later = { scheduleType: "fixed", sendAt: new Date(new Date(now).getTime() + 3_600_000) };
    const text = await one(client.messages.create({ to: ANNA, messagingServiceSid: service.sid, body: "Soon", ...later }));
    assert.deepEqual([text.status, text.from, text.numSegments], ["scheduled", null, "0"]);
    assert.equal((await one(client.messages(text.sid).update({ status: "canceled" }))).status, "canceled");
    assert.equal(await held(number.sid).remove(), true);
    assert.equal(await services(service.sid).remove(), true);
    assert.equal(await client.incomingPhoneNumbers(number.sid).remove(), true);
  },

  async lookups() {
    const fields = "line_type_intelligence,reassigned_number";
    const numbers = client.lookups.v2.phoneNumbers;
    const known = await one(numbers(ANNA).fetch({ fields, lastVerifiedDate: "20300101" }));
    assert.equal(known.lineTypeIntelligence.type, "landline");
    assert.equal(known.reassignedNumber.isNumberReassigned, "yes");
    const wrong = await one(numbers("+1212555").fetch());
    assert.deepEqual([wrong.valid, wrong.validationErrors], [false, ["TOO_SHORT"]]);
  },

  async "a wrong token"() {
    await refused(connect({ origin, account, token: "wrong" }).client.calls.list(), 20003, 401);
  },
};

(async () => {
  for (const [title, step] of Object.entries(steps)) {
    await step();
    console.log(`ok  ${title}`);
  }
  console.log(`${read} resources read whole`);
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
