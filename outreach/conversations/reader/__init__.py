"""Reads an inbound text in its context: words in, meaning out. No model, no clock, no chance; word lists as data."""
