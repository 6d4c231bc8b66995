// A phone that is open on the page: its calls, its texts, and the ways to reach us from it.

import { make, name, show, sync, write } from "./dom.js";
import { KEYS, Talk } from "./talk.js";
import { clockTime, phone } from "./words.js";

const TEXTS = 60;
const TALKS = 3;
let made = 0;

/**
 * `wanted`: it is to be in the hand of whoever looks, also after a restart of the sandbox. `ask(wish)` has the sandbox
 * do something and gives its complaint, `close()` puts the phone away.
 */
export class Phone {
  constructor(number, wanted, town, ask, close) {
    this.number = number;
    this.wanted = wanted;
    this.town = town;
    this.ask = (wish) => this.#act(ask, wish);
    const id = `phone-${(made += 1)}`;
    this.heading = make("h3", { id: `${id}-title`, tabindex: "-1", text: phone(number) });
    this.whose = make("p", { class: "whose" });
    this.complaint = make("p", { class: "complaint", role: "alert" });
    this.talks = make("div", { class: "talks" });
    const label = `Texts of ${phone(number)}`;
    this.thread = make("ol", { class: "thread", role: "log", "aria-label": label, tabindex: "0" });
    this.root = make(
      "article",
      { class: "phone", "aria-labelledby": `${id}-title`, on: { keydown: (event) => this.#typed(event) } },
      make("header", { class: "head" }, make("div", {}, this.heading, this.whose), this.#holding(close)),
      this.complaint,
      this.talks,
      this.thread,
      this.#reach(id),
    );
  }

  get held() {
    return this.town.inHand.has(this.number);
  }

  render() {
    const calls = this.#calls();
    const rings = calls.some((call) => call.state === "ringing" && call.direction !== "inbound");
    name(this.root, `phone${rings ? " is-ringing" : ""}${this.held ? "" : " is-loose"}`);
    write(this.whose, this.held ? "In your hand" : "Played by its persona");
    write(this.hold, this.held ? "Give it back" : "Take it");
    const create = (call) => new Talk(this, call.sid).root;
    sync(this.talks, calls, (call) => call.sid, create, (root, call) => root.talk.render(call));
    const texts = [...this.town.texts.values()].filter((text) => text.number === this.number).slice(-TEXTS);
    const atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 40;
    show(this.thread, texts.length > 0);
    sync(this.thread, texts, (text) => text.sid, bubble, fillBubble);
    if (atEnd) this.thread.scrollTop = this.thread.scrollHeight;
    this.#offer();
  }

  /** Its calls under way, newest first; when there is none, the one that ended last. */
  #calls() {
    const all = [...this.town.calls.values()].filter((call) => call.number === this.number).reverse();
    all.sort((a, b) => b.order - a.order);
    const live = all.filter((call) => call.state !== "ended");
    return live.length ? live.slice(0, TALKS) : all.slice(0, 1);
  }

  #holding(close) {
    const change = () => this.ask({ act: this.held ? "release" : "take" });
    this.hold = make("button", { type: "button", class: "small", on: { click: change } });
    const shut = make("button", { type: "button", class: "small", text: "Close", on: { click: close } });
    shut.setAttribute("aria-label", `Close ${phone(this.number)}`);
    return make("div", { class: "line" }, this.hold, shut);
  }

  /** The form to call us and to text us. */
  #reach(id) {
    this.ours = make("input", { id: `${id}-ours`, type: "tel", list: "ours", autocomplete: "off", required: "" });
    this.body = make("input", { id: `${id}-body`, type: "text", autocomplete: "off", maxlength: "1600" });
    const dial = () => this.ask({ act: "dial", to: this.ours.value });
    const call = make("button", { type: "button", text: "Call it", on: { click: dial } });
    const form = make(
      "form",
      { class: "reach" },
      make("label", { for: this.ours.id, text: "Our number" }),
      make("div", { class: "line" }, this.ours, call),
      make("label", { for: this.body.id, text: "Text to it" }),
      make("div", { class: "line" }, this.body, make("button", { text: "Send" })),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    return form;
  }

  /** Our number that was in touch with this phone last, else our first, unless somebody typed one. */
  #offer() {
    if (this.ours.value || document.activeElement === this.ours) return;
    const mine = [...this.town.texts.values(), ...this.town.calls.values()].filter((one) => one.number === this.number);
    mine.sort((a, b) => a.order - b.order);
    this.ours.value = mine.at(-1)?.ours || this.town.ours[0] || "";
  }

  async #send() {
    if (await this.ask({ act: "text", to: this.ours.value, body: this.body.value })) this.body.value = "";
  }

  async #act(ask, wish) {
    const complaint = await ask({ ...wish, number: this.number });
    write(this.complaint, complaint);
    return complaint === "";
  }

  /** Keys of the keyboard are keys of the phone, unless something is being written. */
  #typed(event) {
    const call = this.#calls().find((one) => one.state === "talking" && one.inHand);
    const writing = event.target instanceof HTMLInputElement;
    if (!call || writing || event.ctrlKey || event.altKey || event.metaKey || !KEYS.includes(event.key)) return;
    event.preventDefault();
    this.ask({ act: "press", sid: call.sid, keys: event.key });
  }
}

function bubble(text) {
  const parts = [make("p", { class: "words", text: text.body }), make("p", { class: "small-print" })];
  return make("li", { class: `bubble is-${text.inward ? "mine" : "theirs"}` }, ...parts);
}

function fillBubble(node, text) {
  const who = text.inward ? `You to ${phone(text.ours)}` : phone(text.ours) || "A messaging service";
  const media = text.media ? `, ${text.media} attached` : "";
  write(node.lastElementChild, `${who} · ${clockTime(text.order)} · ${text.state}${media}`);
}
