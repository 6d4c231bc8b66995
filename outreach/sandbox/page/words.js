// How things are said on the page: numbers, times, and a line of the journal as a sentence.

const DAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const AMERICAN = /^\+1(\d{3})(\d{3})(\d{4})$/;

/** A number as people write it. */
export function phone(number) {
  return String(number ?? "").replace(AMERICAN, "+1 $1 $2 $3");
}

/** What somebody typed, as the sandbox wants it: +12125550123. */
export function dialled(typed) {
  const plain = typed.replace(/[\s().\-/]/g, "");
  if (/^\d{10}$/.test(plain)) return `+1${plain}`;
  return /^1\d{10}$/.test(plain) ? `+${plain}` : plain;
}

/** The digits to compare a typed filter with. */
export const bare = (text) => String(text ?? "").toLowerCase().replace(/[\s()\-]/g, "");

export const clockTime = (at) => new Date(at).toISOString().slice(11, 19);

export function moment(at) {
  const date = new Date(at);
  return `${DAY.format(date)}, ${clockTime(date)} UTC`;
}

/** How fast a clock runs that moves by itself. */
export function pace(rate) {
  if (rate === 0) return "paused";
  return rate === 1 ? "real time" : `${Math.round(rate * 100) / 100}× as fast`;
}

/** Seconds as m:ss, or h:mm:ss. */
export function lasting(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}` : Math.floor(whole / 60)}:${two(whole % 60)}`;
}

const BY = {
  person: "the phone’s holder hung up",
  network: "by the network",
  hangup: "told to hang up",
  document_end: "nothing was left to perform",
  time_limit: "the time limit was reached",
  api: "ended over the API",
  application_error: "an application error",
  caller: "the caller hung up",
  timeout: "nobody picked up in time",
  rejected: "turned away",
  "answered elsewhere": "another phone was picked up",
};

/** How a call ended. */
export function ending(line) {
  const how = line.status === "completed" ? `completed after ${lasting(line.seconds ?? 0)}` : String(line.status ?? "");
  return line.by ? `${how}, ${BY[line.by] ?? line.by}` : how;
}

/** With whom somebody talks: a number, a queue or a conference. */
export function connected(call) {
  return /^(queue|conference) /.test(call.with) ? `in the ${call.with}` : `with ${phone(call.with)}`;
}

const lost = (line) => (line.lost ? " (nothing listened for it)" : "");

/**
 * What a line adds to the story of its call: who (`voice` is what is heard, `person` what the phone's holder does,
 * `note` what happens, `fault` what went wrong) and the words. Kinds without an entry add nothing.
 */
const STORY = {
  "call.ringing": (line) => ["note", "Ringing"],
  "call.answered": (line) => ["note", line.by === "human" ? "Answered" : `Answered by a ${line.by}`],
  "call.detected": (line) => ["note", `Taken for: ${line.answered_by}`],
  "call.digits_sent": (line) => ["note", `Tones sent: ${line.digits}`],
  "call.said": (line) => ["voice", line.words],
  "call.played": (line) => ["voice", line.digits ? `♪ tones ${line.digits}` : `♪ ${line.url ?? "a sound"}`],
  "call.beeped": (line) => ["voice", "♪ beep"],
  "call.pressed": (line) => ["person", `Pressed ${line.digits}${lost(line)}`],
  "call.spoke": (line) => ["person", `“${line.words}”${lost(line)}`],
  "call.typed_secretly": (line) => ["person", `Typed ${line.count} digits of a card`],
  "call.gathered": (line) => ["note", `Taken in: ${line.speech ? `“${line.speech}”` : line.digits || "nothing"}`],
  "call.paid": (line) => ["note", `Payment: ${line.result}`],
  "call.recorded": (line) => ["note", `Recorded, ${lasting(line.seconds ?? 0)}`],
  "call.bridged": (line) => ["note", "Connected"],
  "call.parted": (line) => ["note", "No longer connected"],
  "call.unrouted": (line) => ["fault", "Nobody says what to do with calls to this number"],
  "queue.joined": (line) => ["note", `In the queue ${line.queue}, place ${line.position}`],
  "queue.left": (line) => ["note", `Out of the queue ${line.queue}`],
  "conference.joined": (line) => ["note", `In the conference ${line.conference}`],
  "conference.left": (line) => ["note", `Out of the conference ${line.conference}`],
  "twiml.error": (line) => ["fault", `Error ${line.code}: ${line.error}`],
  "twiml.warning": (line) => ["fault", `Warning ${line.code}: ${line.error}`],
  "call.ended": (line) => ["note", `Ended: ${ending(line)}`],
};

/** `{who, words}` or null. */
export function told(line) {
  const tell = STORY[line.kind];
  if (!tell) return null;
  const [who, words] = tell(line);
  return { n: line.n, at: line.at, who, words: String(words ?? "") };
}
