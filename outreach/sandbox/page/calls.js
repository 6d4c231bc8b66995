// The live list of calls: newest on top, as many as a page can show.

import { find, make, name, show, sync, write } from "./dom.js";
import { bare, connected, ending, lasting, phone } from "./words.js";

const MOST = 100;

/** `take(number)` puts a phone into the hand of whoever looks at the page. */
export class Calls {
  constructor(town, take, paint) {
    this.town = town;
    this.take = take;
    this.number = find("filter-number");
    this.state = find("filter-state");
    find("filter").addEventListener("submit", (event) => event.preventDefault());
    find("filter").addEventListener("input", paint);
  }

  render() {
    const found = this.#found();
    const fill = (row, call) => this.#fill(row, call);
    sync(find("calls"), found.slice(0, MOST), (call) => call.sid, (call) => this.#row(call), fill);
    const filtered = this.number.value || this.state.value;
    const none = filtered ? "No call fits." : "No call so far.";
    const more = found.length - MOST;
    write(find("calls-more"), found.length === 0 ? none : more > 0 ? `And ${more} more.` : "");
  }

  #found() {
    const number = bare(this.number.value);
    const state = this.state.value;
    const fits = (call) => (!state || call.state === state) && (!number || call.search.includes(number));
    const found = [...this.town.calls.values()].filter(fits).reverse();
    return found.sort((a, b) => b.order - a.order);
  }

  #row(call) {
    return make(
      "li",
      {},
      make("span", { class: "state" }),
      make("div", { class: "who" }, make("strong", { text: phone(call.number) }), make("span", { class: "way" })),
      make("span", { class: "lasting" }),
      make("p", { class: "doing" }),
      make("button", { type: "button", class: "small", on: { click: () => this.take(call.number) } }),
    );
  }

  #fill(row, call) {
    const [state, who, duration, doing, button] = row.children;
    name(row, `call is-${call.state}`);
    write(state, call.state === "ended" ? call.ended : call.state);
    write(who.lastElementChild, way(call));
    const seconds = call.state === "ended" ? call.seconds : (this.town.now() - call.since) / 1000;
    write(duration, call.state === "waiting" ? "" : lasting(seconds ?? 0));
    write(doing, whatHappens(call));
    show(doing, doing.textContent !== "");
    const offer = this.town.inHand.has(call.number) ? "In your hand" : "Be this phone";
    write(button, offer);
    button.setAttribute("aria-label", `${offer}: ${phone(call.number)}`);
  }
}

/** From which of our numbers, or to which. */
function way(call) {
  if (call.direction === "inbound") return `to ${phone(call.ours)}`;
  return `${call.direction === "outbound-dial" ? "dialled as" : "from"} ${phone(call.ours)}`;
}

/** What can be heard on the line, what its holder does, and with whom. */
function whatHappens(call) {
  if (call.state === "ended") return ending({ status: call.ended, by: call.by, seconds: call.seconds });
  const parts = [];
  if (call.picked && call.picked !== "human") parts.push(call.picked === "fax" ? "a fax" : "a machine");
  if (call.with) parts.push(connected(call));
  if (call.says) parts.push(call.says.startsWith("♪") ? call.says : `“${call.says}”`);
  if (call.keys) parts.push(`pressed ${call.keys}`);
  if (call.words) parts.push(`said “${call.words}”`);
  return parts.join(" · ");
}
