// The page: listens to the sandbox, remembers which phones are open, and paints at most ten times a second.

import { Bell } from "./bell.js";
import { Calls } from "./calls.js";
import { find, make, name, show, sync, write } from "./dom.js";
import { Phone } from "./hand.js";
import { Faults, Post } from "./lists.js";
import { Town } from "./town.js";
import { dialled, moment, pace } from "./words.js";

const PHONES = "/_sandbox/phones";
const PAINT_EVERY = 100; // milliseconds
const TICK_EVERY = 500;
const ANNOUNCE_EVERY = 2000;
const PATIENCE = 1000;
const AT_ONCE = 4; // phones open at the same time
const LONGEST_RUN = 4 * 3600; // seconds of virtual time
const REMEMBERED = "sandbox-phones";

const open = new Map();
const town = new Town((number) => open.has(number), paintSoon);
const calls = new Calls(town, take, paintSoon);
const views = { calls, post: new Post(town), faults: new Faults(town) };
const bell = new Bell(town);
let shown = "calls";
let painting = null;

// --- asking the sandbox -------------------------------------------------------------------------------------------

/** The answer's JSON. Throws an Error whose message can be shown. */
async function talk(path, wish) {
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) };
  let response;
  try {
    response = await fetch(path, wish && post);
  } catch {
    throw new Error("The sandbox does not answer.");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** Do something with a phone; the complaint, empty when it was done. */
async function ask(wish) {
  if (wish.to !== undefined) wish = { ...wish, to: dialled(wish.to) };
  try {
    heard(await talk(PHONES, wish));
    return "";
  } catch (error) {
    return error.message;
  }
}

function heard(answer) {
  if (answer.in_hand) town.inHand.add(answer.number);
  else town.inHand.delete(answer.number);
  town.history(answer.lines);
  town.legs(answer.legs, answer.noted);
}

// --- phones in hand -----------------------------------------------------------------------------------------------

async function take(typed) {
  const number = dialled(typed);
  const complaint = find("take-complaint");
  write(complaint, "");
  if (!open.has(number) && open.size >= AT_ONCE) {
    write(complaint, `${AT_ONCE} phones are open already: close one of them first.`);
    return;
  }
  const refusal = await ask({ act: "take", number });
  write(complaint, refusal);
  if (!refusal) put(number).heading.focus();
}

function put(number, wanted = true) {
  if (!open.has(number)) open.set(number, new Phone(number, wanted, town, ask, () => close(number)));
  remember();
  paint();
  return open.get(number);
}

async function close(number) {
  const one = open.get(number);
  if (one.held && !(await one.ask({ act: "release" }))) return;
  open.delete(number);
  remember();
  paint();
  find("take-number").focus();
}

/** Which phones are open, and which of them in hand, for a reload of the page. */
function remember() {
  sessionStorage.setItem(REMEMBERED, JSON.stringify([...open.values()].map((one) => [one.number, one.wanted])));
}

function recall() {
  try {
    for (const [number, wanted] of JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "[]")) put(number, wanted);
  } catch {
    sessionStorage.removeItem(REMEMBERED);
  }
}

/** The sandbox has been started anew: what was in the hand is taken into it again. */
function takeAgain() {
  for (const [number, one] of open) {
    if (one.wanted) one.ask({ act: "take" });
    else talk(`${PHONES}?number=${encodeURIComponent(number)}`).then(heard, () => {});
  }
}

// --- listening ----------------------------------------------------------------------------------------------------

function listen() {
  const source = new EventSource("/_sandbox/stream");
  const hear = (event, act) => source.addEventListener(event, (message) => act(JSON.parse(message.data)));
  hear("scene", (scene) => {
    const anew = scene.epoch !== town.epoch;
    town.scene(scene);
    linked(true);
    if (anew) takeAgain();
  });
  hear("message", (line) => town.line(line));
  hear("debugger", (entries) => entries.forEach((entry) => town.complaint(entry)));
  hear("pulse", (pulse) => {
    town.pulse(pulse);
    for (const one of open.values()) one.wanted = one.held;
    remember();
  });
  source.addEventListener("error", () => {
    linked(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, PATIENCE);
  });
}

function linked(live) {
  write(find("link"), live ? "Live" : "The sandbox does not answer. Trying again…");
  name(find("link"), live ? "link is-live" : "link is-lost");
}

// --- painting -----------------------------------------------------------------------------------------------------

function paintSoon() {
  painting ??= setTimeout(paint, PAINT_EVERY);
}

function paint() {
  clearTimeout(painting);
  painting = null;
  header();
  views[shown].render();
  sync(find("phones"), [...open.values()], (one) => one.number, (one) => one.root, (_, one) => one.render());
  show(find("nothing-held"), open.size === 0);
  sync(find("ours"), town.ours, (number) => number, (number) => make("option", { value: number }));
  bell.render();
}

function header() {
  const { counts, going, clock } = town;
  const now = town.now();
  write(find("now"), now ? moment(now) : "–");
  find("now").dateTime = now ? new Date(now).toISOString() : "";
  write(find("speed"), clock.byHand ? "moved by hand" : pace(clock.rate));
  show(find("steps"), clock.byHand);
  const of = (...kinds) => kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  write(find("count-calls"), of("call.created"));
  write(find("count-ringing"), going.ringing);
  write(find("count-talking"), going.talking);
  write(find("count-queued"), going.queued);
  write(find("count-texts"), of("message.created", "text.in", "text.auto_reply", "text.reply"));
  write(find("count-emails"), of("email.created"));
  write(find("count-errors"), going.complaints + of("contract_violation", "sandbox.error"));
}

// --- the rest of the page -----------------------------------------------------------------------------------------

function choose(tab) {
  shown = tab;
  for (const one of Object.keys(views)) {
    find(`tab-${one}`).setAttribute("aria-selected", String(one === tab));
    find(`tab-${one}`).tabIndex = one === tab ? 0 : -1;
    show(find(`panel-${one}`), one === tab);
  }
  paint();
}

function tabs() {
  const names = Object.keys(views);
  for (const [place, tab] of names.entries()) {
    find(`tab-${tab}`).addEventListener("click", () => choose(tab));
    find(`tab-${tab}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = names[(place + step + names.length) % names.length];
      choose(next);
      find(`tab-${next}`).focus();
    });
  }
}

function clockButtons() {
  const buttons = [...find("steps").children];
  const move = async (seconds) => {
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    const wish = seconds === "run" ? { run: true, within: LONGEST_RUN } : { advance: Number(seconds) };
    await talk("/_sandbox/clock", wish).catch((error) => write(find("take-complaint"), error.message));
    for (const button of buttons) button.removeAttribute("aria-disabled");
  };
  for (const button of buttons) {
    button.addEventListener("click", () => button.getAttribute("aria-disabled") || move(button.dataset.seconds));
  }
}

find("take").addEventListener("submit", (event) => {
  event.preventDefault();
  take(find("take-number").value).then(() => (find("take-number").value = ""));
});
tabs();
clockButtons();
recall();
listen();
setInterval(paintSoon, TICK_EVERY);
setInterval(() => bell.announce(), ANNOUNCE_EVERY);
paint();
