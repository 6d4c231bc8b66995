"""The conversation by text: what is pending, what an inbound text means there, and the one answer it gets."""
