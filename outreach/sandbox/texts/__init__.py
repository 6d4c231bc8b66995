"""Texts: the sender's queue, the air, the handset, opt-outs, and what people write."""
