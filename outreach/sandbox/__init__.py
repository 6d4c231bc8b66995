"""A stand-in for Twilio, run as a process of its own: REST, TwiML, signed callbacks and people who answer.

It imports nothing of the product and the product knows it only as a base URL, so that it stays an honest other
end of the wire. `docs/sandbox.md` says how to use it, what it models and what it does not.
"""
