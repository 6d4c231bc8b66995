// The lists beside the calls: texts and e-mails as they come, and what went wrong.

import { find, make, show, sync, write } from "./dom.js";
import { clockTime, phone } from "./words.js";

const MOST = 100;
const ERRORS = "https://www.twilio.com/docs/api/errors/"; // followed by a code

export class Post {
  constructor(town) {
    this.town = town;
  }

  render() {
    const all = [...this.town.texts.values(), ...this.town.emails.values()].sort((a, b) => b.order - a.order);
    sync(find("post"), all.slice(0, MOST), (one) => one.sid, letter, (node, one) => {
      write(node.children[1], way(one));
      write(node.lastElementChild, `${clockTime(one.order)} · ${one.state}`);
    });
    const more = all.length - MOST;
    const none = "No text and no e-mail so far.";
    write(find("post-more"), all.length === 0 ? none : more > 0 ? `And ${more} more.` : "");
  }
}

function letter(one) {
  const kind = one.email ? "e-mail" : one.inward ? "text in" : "text out";
  return make(
    "li",
    { class: `letter is-${kind.replace(" ", "-")}` },
    make("span", { class: "state", text: kind }),
    make("span", { class: "way" }),
    make("p", { class: "words", text: one.body || "(nothing)" }),
    make("p", { class: "small-print" }),
  );
}

function way(one) {
  const ours = phone(one.ours) || "a messaging service";
  return one.inward ? `${phone(one.number)} to ${ours}` : `${ours} to ${phone(one.number)}`;
}

/** The debugger's complaints, and what the journal calls an error. */
export class Faults {
  constructor(town) {
    this.town = town;
  }

  render() {
    this.#list("complaints", [...this.town.complaints.values()].reverse());
    this.#list("faults", [...this.town.faults.values()].reverse());
  }

  #list(id, entries) {
    const create = (one) => fault(one, id === "complaints");
    sync(find(id), entries, (one) => one.key, create, (node, one) => {
      write(node.children[1], clockTime(one.at));
      write(node.children[2], one.times > 1 ? `×${one.times}` : "");
    });
    show(find(`no-${id}`), entries.length === 0);
  }
}

function fault(one, linked) {
  const grave = one.level !== "warning" && one.level !== "not_modelled";
  const small = [one.url, linked ? one.sid : ""].filter(Boolean);
  return make(
    "li",
    { class: `fault is-${grave ? "error" : "warning"}` },
    make("span", { class: "state", text: one.level.replaceAll("_", " ") }),
    make("time"),
    make("span", { class: "times" }),
    make("strong", {}, linked ? explained(one.code) : make("span", { text: one.code ?? "" })),
    make("p", { class: "words", text: one.text }),
    ...small.map((text) => make("p", { class: "small-print", text })),
  );
}

/** A code that leads to Twilio's page about it, for who follows the link; nothing is fetched before. */
function explained(code) {
  const href = ERRORS + encodeURIComponent(code);
  return make("a", { href, target: "_blank", rel: "noopener noreferrer", text: `${code}` });
}
