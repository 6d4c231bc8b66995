"""Whoever carries the contact: the interfaces; Twilio behind them for calls and texts, Twilio or SendGrid for e-mail."""
