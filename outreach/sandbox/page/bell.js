// Ringing for those who do not see it: read out by a screen reader, and in the title of the window.

import { find, write } from "./dom.js";
import { phone } from "./words.js";

export class Bell {
  constructor(town) {
    this.town = town;
    this.rung = new Set();
  }

  /** The phones in hand, each at once. */
  render() {
    const calls = [...this.town.calls.values()].filter((call) => call.state === "ringing" && call.inHand);
    const mine = calls.filter((call) => call.direction !== "inbound");
    const fresh = mine.filter((call) => !this.rung.has(call.sid));
    this.rung = new Set(mine.map((call) => call.sid));
    if (fresh.length) write(find("heard-now"), fresh.map((call) => `${phone(call.number)} is ringing.`).join(" "));
    else if (!mine.length) write(find("heard-now"), "");
    document.title = mine.length ? `Ringing: ${phone(mine[0].number)}` : "Sandbox phones";
  }

  /** How many ring in all; to be called seldom enough to be listened to. */
  announce() {
    const { ringing } = this.town.going;
    write(find("heard-soon"), ringing ? `Phones ringing: ${ringing}` : "");
  }
}
