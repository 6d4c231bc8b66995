"""TwiML as a language: which verbs, nouns and attributes there are, and a document read into them."""
