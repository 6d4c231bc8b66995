"""A draft of a rule pack, as somebody would try it out before it is shipped."""

from __future__ import annotations


def afternoons(state: str, rule: str, begins: str) -> str:
    """A pack by which calls in the state wait for 13:00."""
    return f"""
[pack]
jurisdiction = "{state}"
checked_on = 2026-11-01

[[rule]]
id = "{rule}"
kind = "window"
effective_from = {begins}
citation = "A draft"
confidence = "policy"
channels = ["call"]
weekdays = "13:00-20:00"
saturday = "13:00-20:00"
sunday = "13:00-20:00"
"""
