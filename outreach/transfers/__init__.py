"""Live transfers: collectors, the requests to speak with one, the rings of their phones, and how many lines they can serve."""
