"""Who owes what, how we reach them, what was said and agreed: the account store and the channels."""
