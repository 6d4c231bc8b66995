// What the page knows of the sandbox: calls, texts, e-mails and what went wrong, read from the journal line by line.
//
// A call is waiting, ringing, talking or ended. Memory is bounded; what belongs to a phone that is open is kept longest.

import { bare, told } from "./words.js";

const MOST = { calls: 2000, texts: 2000, emails: 500, faults: 100, complaints: 100 };
const LONGEST_STORY = 200;
const STATES = { queued: "waiting", ringing: "ringing", "in-progress": "talking" };
const TEXT_STATES = /^message\.(queued|sending|sent|delivered|undelivered|failed|canceled)$/;
const EMAIL_STATES = /^email\.(sent|delivered|undelivered|opened|failed)$/;
const FAULTS = new Set([
  "contract_violation",
  "not_modelled",
  "sandbox.error",
  "webhook.failed",
  "call.unrouted",
  "text.unrouted",
]);

export class Town {
  /** `isOpen(number)`: whether that phone is open on the page; `onChange()`: something is to be painted. */
  constructor(isOpen, onChange) {
    this.isOpen = isOpen;
    this.onChange = onChange;
    this.epoch = "";
    this.clear();
  }

  clear() {
    this.calls = new Map();
    this.texts = new Map();
    this.emails = new Map();
    this.faults = new Map();
    this.complaints = new Map();
    this.inHand = new Set();
    this.ours = [];
    this.counts = {};
    this.going = { ringing: 0, talking: 0, queued: 0, complaints: 0 };
    this.lines = 0; // the number of the last line read
    this.clock = { now: 0, rate: 0, byHand: false, told: performance.now() };
  }

  /** Begin anew from everything the sandbox tells a newcomer. */
  scene(scene) {
    this.clear();
    this.epoch = scene.epoch;
    this.pulse(scene);
    for (const line of scene.lines) this.line(line);
    this.lines = scene.noted;
    this.legs(scene.legs, scene.noted);
    for (const entry of scene.debugger) this.complaint(entry);
    this.onChange();
  }

  pulse(pulse) {
    this.clock = { now: Date.parse(pulse.now), rate: pulse.rate, byHand: pulse.by_hand, told: performance.now() };
    this.counts = pulse.counts;
    const { ringing, talking, queued, complaints } = pulse;
    this.going = { ringing, talking, queued, complaints };
    this.inHand = new Set(pulse.in_hand);
    this.ours = pulse.ours;
    for (const call of this.calls.values()) {
      if (call.state === "waiting" || call.state === "ringing") call.inHand ||= this.inHand.has(call.number);
    }
    this.onChange();
  }

  /** What the sandbox says of calls under way after `noted` lines; the lines read here may be ahead of that. */
  legs(legs, noted) {
    for (const leg of legs) {
      const known = this.calls.get(leg.sid);
      const call = known ?? this.#begin(leg.sid, leg.number, leg.ours, leg.direction, leg.since);
      call.inHand = leg.in_hand;
      if (known && noted < this.lines) continue;
      call.state = STATES[leg.status] ?? call.state;
      if (leg.with && !call.with) call.with = leg.with;
      if (call.state === "talking") call.since = Date.parse(leg.since);
    }
    this.onChange();
  }

  /** What is kept of one phone, read once more for the calls and texts of which the page does not know the beginning. */
  history(lines) {
    const whole = new Set([...this.calls.values()].filter((call) => call.whole).map((call) => call.sid));
    const partly = new Set(lines.map((line) => line.sid).filter((sid) => this.calls.has(sid) && !whole.has(sid)));
    for (const sid of partly) this.calls.delete(sid);
    for (const line of lines) {
      const known = whole.has(line.sid) || FAULTS.has(line.kind) || line.kind === "request";
      if (line.n <= this.lines && !known) this.#read(line);
    }
    this.onChange();
  }

  /** Instant of virtual time, milliseconds. */
  now() {
    return this.clock.now + (performance.now() - this.clock.told) * this.clock.rate;
  }

  line(line) {
    this.lines = line.n;
    this.#read(line);
    this.onChange();
  }

  complaint(entry) {
    count(this.complaints, `${entry.code} ${entry.text} ${entry.url}`, entry, MOST.complaints);
    this.onChange();
  }

  #read(line) {
    const { kind } = line;
    if (/^(call|queue|conference|twiml)\./.test(kind)) this.#call(line);
    if (kind.startsWith("message.") || kind.startsWith("text.")) this.#text(line);
    else if (kind.startsWith("email.")) this.#email(line);
    if (FAULTS.has(kind) || (kind === "request" && line.status >= 400)) {
      const text = line.error ?? [line.method, line.path, line.event, line.to].filter(Boolean).join(" ");
      const entry = { at: line.at, level: kind, code: line.code ?? line.status, text, url: line.url ?? line.resource };
      count(this.faults, `${kind} ${entry.code} ${text} ${entry.url}`, entry, MOST.faults);
    }
  }

  #begin(sid, number, ours, direction, at) {
    const call = { sid, number, ours, direction, state: "waiting", since: Date.parse(at), order: Date.parse(at) };
    Object.assign(call, { says: "", keys: "", words: "", with: "", partner: "", ended: "", picked: "" });
    Object.assign(call, { story: [], whole: false }); // whole: known from its beginning on
    call.inHand = this.inHand.has(number);
    call.search = bare(`${number} ${ours}`);
    this.calls.set(sid, call);
    trim(this.calls, MOST.calls, (one) => this.isOpen(one.number), (one) => one.state === "ended");
    return call;
  }

  #met(line, direction) {
    const [person, ours] = direction === "inbound" ? [line.from, line.to] : [line.to, line.from];
    return this.#begin(line.sid, person, ours, direction, line.at);
  }

  #call(line) {
    if (!line.sid?.startsWith("CA")) return;
    let call = this.calls.get(line.sid);
    if (line.kind === "call.created") {
      this.#met(line, line.direction).whole = true;
      return;
    }
    call ??= this.#met(line, this.ours.includes(line.to) ? "inbound" : "outbound-api");
    CHANGES[line.kind]?.(call, line, this);
    this.#tell(call, line);
  }

  /** Write a line into the story of its call, and what is said into the stories of those who hear it. */
  #tell(call, line) {
    const item = told(line);
    if (!item) return;
    const others = line.kind === "call.spoke" || line.kind === "call.pressed" ? this.#listeners(call) : [];
    if (others.length) item.words = told({ ...line, lost: false }).words;
    push(call, item);
    for (const other of others) push(other, { ...item, who: "other", from: call.number });
  }

  #listeners(call) {
    if (call.partner) return [this.calls.get(call.partner)].filter(Boolean);
    if (!call.with.startsWith("conference ")) return [];
    const here = (one) => one !== call && one.with === call.with && one.state === "talking";
    return [...this.calls.values()].filter(here);
  }

  #text(line) {
    const inward = line.kind === "text.in" || line.kind === "text.unrouted";
    let text = this.texts.get(line.sid);
    if (!text) {
      const number = inward ? line.from : line.to;
      text = { sid: line.sid, inward, number, ours: "", body: "", state: "", order: Date.parse(line.at) };
      this.texts.set(line.sid, text);
      trim(this.texts, MOST.texts, (one) => this.isOpen(one.number));
    }
    text.ours = (inward ? line.to : line.from) ?? text.ours;
    text.body = line.body ?? text.body;
    text.media = line.media ?? text.media;
    const state = TEXT_STATES.exec(line.kind);
    if (state) text.state = line.error ? `${state[1]}, ${line.error}` : state[1];
    if (line.kind === "message.created") text.state = "queued";
    if (line.kind === "text.in") text.state = line.keyword ? `keyword ${line.keyword}` : "received";
    if (line.kind === "text.auto_reply") text.state = "Twilio’s own answer";
    if (line.kind === "text.reply") text.state = "answer of your webhook";
    if (line.kind === "text.unrouted") text.state = "told to nobody: the number has no URL";
  }

  #email(line) {
    let email = this.emails.get(line.sid);
    if (!email) {
      email = { sid: line.sid, email: true, number: line.to, ours: line.from, body: "", state: "queued" };
      email.order = Date.parse(line.at);
      this.emails.set(line.sid, email);
      trim(this.emails, MOST.emails, () => false);
    }
    email.body = line.subject ?? email.body;
    const state = EMAIL_STATES.exec(line.kind);
    if (state) email.state = state[1];
  }
}

/** What a kind of line changes in its call, beside its story. */
const CHANGES = {
  "call.ringing": (call, line) => turn(call, "ringing", line),
  "call.answered": (call, line) => turn(call, "talking", line, line.by),
  "call.said": (call, line) => hears(call, line.words),
  "call.played": (call, line) => hears(call, `♪ ${line.digits ?? line.url ?? ""}`),
  "call.beeped": (call) => hears(call, "♪ beep"),
  "call.pressed": (call, line) => acts(call, "keys", `${call.keys}${line.digits}`.slice(-12)),
  "call.spoke": (call, line) => acts(call, "words", line.words),
  "call.bridged": (call, line, town) => connect(call, town.calls.get(line.with_sid), line),
  "call.parted": (call, line, town) => part(call, town.calls.get(line.with_sid), line),
  "queue.joined": (call, line) => (call.with = `queue ${line.queue}`),
  "queue.left": (call) => (call.with = ""),
  "conference.joined": (call, line) => (call.with = `conference ${line.conference}`),
  "conference.left": (call) => (call.with = ""),
  "call.ended": (call, line) => end(call, line),
};

function turn(call, state, line, whom = "") {
  call.state = state;
  call.since = Date.parse(line.at);
  call.picked = whom;
}

function hears(call, words) {
  call.says = words;
  call.keys = "";
  call.words = "";
}

const acts = (call, what, value) => (call[what] = value);

function connect(near, far, line) {
  hears(near, "");
  Object.assign(near, { partner: line.with_sid, with: far?.number ?? "somebody" });
  if (!far) return;
  hears(far, "");
  Object.assign(far, { partner: near.sid, with: near.number });
  push(far, told(line));
}

function part(near, far, line) {
  Object.assign(near, { partner: "", with: "" });
  if (!far) return;
  Object.assign(far, { partner: "", with: "" });
  push(far, told(line));
}

function end(call, line) {
  turn(call, "ended", line);
  Object.assign(call, { says: "", with: "", partner: "", ended: line.status, by: line.by, seconds: line.seconds });
}

function push(call, item) {
  call.story.push(item);
  if (call.story.length > LONGEST_STORY) call.story.shift();
}

/** Keep one entry for many of the same kind; the newest stands last. */
function count(map, key, entry, most) {
  const times = (map.get(key)?.times ?? 0) + 1;
  map.delete(key);
  map.set(key, { ...entry, key, times });
  trim(map, most, () => false);
}

/** Let go of the oldest, `first` of all those for which it is true; never of those that are `kept`. */
function trim(map, most, kept, first = () => true) {
  if (map.size <= most * 1.1) return;
  for (const which of [first, () => true]) {
    for (const [key, one] of map) {
      if (map.size <= most) return;
      if (which(one) && !kept(one)) map.delete(key);
    }
  }
}
