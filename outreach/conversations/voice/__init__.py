"""A call: the flow as data, and the turns in which a person goes through it."""
