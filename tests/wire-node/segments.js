"use strict";
// node segments.js < a JSON array of texts: for each, what Twilio's own calculator says of it.
// Prints a JSON array of {"encoding", "segments", "graphemes"}: the lengths of what it never splits, in UTF-16 units.

const { readFileSync } = require("node:fs");
const { SegmentedMessage } = require("sms-segments-calculator");

const texts = JSON.parse(readFileSync(0, "utf8"));
const counted = texts.map((text) => {
  const message = new SegmentedMessage(text);
  return {
    encoding: message.encodingName,
    segments: message.segmentsCount,
    graphemes: message.graphemes.map((grapheme) => grapheme.length),
  };
});
console.log(JSON.stringify(counted));
