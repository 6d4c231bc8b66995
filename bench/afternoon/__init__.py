"""A simulated afternoon of live transfers: callers, collectors at their screens, the whole product between them."""
