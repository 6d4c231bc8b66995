"""The account page: where a person comes by herself, through a link in a message, and settles in a minute.

====================  =====================================================================================
doors                 what is behind a link: a live one, a dead one, and the two noes that need no second factor
identifying           the second factor, its tries, and the visit that a right answer begins
visits                a visit: one person, one link, until it is left alone
page_events           what was shown, chosen and done on it, append-only
standing              what is owed, agreed, disputed or at rest, as it is at this moment
speaking              screens in approved words, kept word by word
showing               each screen: its words, and what it lays out
choosing, confirming  what is chosen is read back first; what is confirmed counts once
====================  =====================================================================================

Before the second factor was right, no page names a debt, a creditor, an amount or the person, and nobody learns whether a
link is unknown, expired, revoked or locked. Every consequence is one of `outreach.conversations.consequences`.
"""
