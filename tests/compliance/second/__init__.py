"""A second opinion on contact decisions: slow, plain, and written without the product's code.

It reads the public JSON form of the facts and the law as it is written down, and shares no helper with `compliance`:

    clocks.py        local time and days, from the `tzdata` wheel; holidays
    towns.py         postal codes, area codes and the clocks people live by there, typed by hand
    docket.py        the facts laid out: instants as seconds, obligations joined
    whereabouts.py   where a person may be and whose law applies, before and after she says where she is
    consent.py       what she agreed to and took back, debt by debt
    history.py       which past contacts count, on which days, and what an attempt answers
    figures.py       the figures of the law, in one table
    law_*.py         the rules: hours, counts, holds, permission, words
    judge.py         what all rules say at one instant
    search.py        the first permitted instant, found by trying instants

    random_*.py      facts near the limits, by seed
    smallest.py      facts made smaller, to show a disagreement and nothing beside it

An instant is a whole number of seconds since 1970 UTC. A verdict is a number: the heavier one wins.
"""
