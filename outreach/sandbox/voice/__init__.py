"""Calls: legs and their time lines, the verbs of TwiML performed on them, bridges, conferences, queues, recordings."""
