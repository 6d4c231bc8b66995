"""The life of an attempt: enrolment, claim, wire, carrier's news, outcome, log."""
