"""How fast and how large: measurements of the product, each beside a baseline taken in the same run.

A machine's speed changes from day to day and from neighbour to neighbour, so a figure alone says little; its ratio to a
bare loop of the same kind of work, measured seconds apart, says what our own code costs. One file measures one subject
and offers ``measure(quick) -> list[Figure]``. Nothing here reaches anything but this machine.
"""
