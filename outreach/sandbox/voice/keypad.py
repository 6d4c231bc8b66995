"""A keypad being listened to: which key ends the input, and why.

Source: twilio.com/docs/voice/twiml/gather. A finishing key ends the input and is not part of it; so does the last
of `numDigits`. Everything else is waiting, which is not this file's business.
"""

from __future__ import annotations


class Keypad:
    """The digits typed so far."""

    def __init__(self, num_digits: int | None, finish_on_key: str) -> None:
        self.digits = ""
        self.finished_on = ""
        self._num_digits = num_digits
        self._finish_on_key = finish_on_key

    def press(self, key: str) -> bool:
        """Take one key; True when the input is complete."""
        if key in self._finish_on_key:
            self.finished_on = key
            return True
        self.digits += key
        return self._num_digits is not None and len(self.digits) >= self._num_digits
