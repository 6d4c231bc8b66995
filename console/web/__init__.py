"""Where the carrier and browsers come in: signed webhooks, the voice of a call, health."""
