"""Whoever carries the contact: the interface, and Twilio behind it."""
