"""Pages for people: the templates they are made of."""
