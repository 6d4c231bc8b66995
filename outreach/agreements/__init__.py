"""What a client lets us agree to, what was offered, what was agreed, and what became of it.

The money and the calendar only: what an agreement does to contact is ``outreach.contacts.agreeing``.

====================  ==============================================================
authority             a client's terms, and what they say of one payment (pure)
authorities           which terms hold on which day, for which debt
calendar              pay-days, months, the day it still is somewhere (pure)
offers                at most three offers from balance, terms and calendar (pure)
offering, offer_sets  what is about to be spoken or sent, kept as it is
making                promises and plans, made once and one at a time
promises, plans       their tables and states
judging               kept, partial or broken by what was paid
codes, describing     the code that is read back, and all that it stands for
====================  ==============================================================
"""
