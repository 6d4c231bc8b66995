// One call of an open phone: what is heard on it, and what its holder can do.

import { make, name, show, sync, write } from "./dom.js";
import { clockTime, connected, ending, lasting, phone } from "./words.js";

export const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const SPOKEN = { "*": "star", "#": "pound" };
const NOT_YOURS = "Its persona plays this call to its end; the next one is yours.";

export class Talk {
  constructor(holder, sid) {
    this.holder = holder;
    this.sid = sid;
    this.state = "";
    this.headline = make("p", { class: "headline" });
    this.answer = this.#button("Answer", "go", "answer");
    this.decline = this.#button("Decline", "stop", "hang_up");
    this.hangUp = this.#button("Hang up", "stop", "hang_up");
    this.note = make("p", { class: "hint", text: NOT_YOURS });
    this.story = make("ol", { class: "story", role: "log", "aria-label": "What happens on this call", tabindex: "0" });
    this.controls = make("div", { class: "controls" }, this.#keypad(), this.#speech());
    const buttons = make("div", { class: "line buttons" }, this.answer, this.decline, this.hangUp);
    const parts = [this.headline, buttons, this.note, this.story, this.controls];
    this.root = make("section", { "aria-label": `Call of ${phone(holder.number)}` }, ...parts);
    this.root.talk = this;
  }

  render(call) {
    const focused = this.root.contains(document.activeElement);
    const outward = call.direction !== "inbound";
    const mine = call.inHand && call.state !== "ended";
    const talking = call.state === "talking";
    name(this.root, `talk is-${call.state}`);
    write(this.headline, this.#headline(call));
    show(this.answer, mine && outward && call.state === "ringing");
    show(this.decline, mine && outward && call.state === "ringing");
    show(this.hangUp, mine && (talking || !outward));
    show(this.controls, mine && talking);
    show(this.note, talking && !mine);
    this.#tell(call);
    if (focused && this.state && this.state !== call.state) this.#refocus(talking && mine);
    this.state = call.state;
  }

  #headline(call) {
    if (call.state === "ended") return `Ended: ${ending({ status: call.ended, by: call.by, seconds: call.seconds })}`;
    const ours = phone(call.ours);
    if (call.state === "talking") {
      const seconds = (this.holder.town.now() - call.since) / 1000;
      return `Talking ${call.with ? connected(call) : `with ${ours}`} · ${lasting(seconds)}`;
    }
    if (call.direction === "inbound") return `Calling ${ours}`;
    return call.state === "ringing" ? `${ours} is calling` : `${ours} is about to call`;
  }

  #tell(call) {
    const atEnd = this.story.scrollHeight - this.story.scrollTop - this.story.clientHeight < 40;
    show(this.story, call.story.length > 0);
    sync(this.story, call.story, (item) => `${item.n} ${item.who}`, entry);
    if (atEnd) this.story.scrollTop = this.story.scrollHeight;
  }

  /** The button that was pressed is gone: go on where the next ones are. */
  #refocus(talking) {
    const next = talking ? this.controls.querySelector("button") : this.holder.heading;
    next.focus();
  }

  #button(text, look, act) {
    const press = () => this.holder.ask({ act, sid: this.sid });
    return make("button", { type: "button", class: look, text, on: { click: press } });
  }

  #keypad() {
    const press = (keys) => () => this.holder.ask({ act: "press", sid: this.sid, keys });
    const key = (one) =>
      make("button", { type: "button", text: one, "aria-label": SPOKEN[one] ?? one, on: { click: press(one) } });
    return make("div", { class: "keypad", role: "group", "aria-label": "Keypad" }, ...KEYS.map(key));
  }

  #speech() {
    const id = `words-${this.sid}`;
    const words = make("input", { id, type: "text", autocomplete: "off", maxlength: "1600" });
    const line = make("div", { class: "line" }, words, make("button", { text: "Say it" }));
    const form = make("form", { class: "speech" }, make("label", { for: id, text: "Say" }), line);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await this.holder.ask({ act: "say", sid: this.sid, words: words.value })) words.value = "";
    });
    return form;
  }
}

const SPEAKERS = { voice: "Heard", person: "You", other: "Other side" };

function entry(item) {
  const node = make("li", { class: `entry by-${item.who}` }, make("time", { text: clockTime(item.at) }));
  const speaker = item.from ? phone(item.from) : SPEAKERS[item.who];
  if (speaker) node.append(make("span", { class: "speaker", text: speaker }));
  node.append(make("span", { class: "words", text: item.words }));
  return node;
}
