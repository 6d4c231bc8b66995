"""Where people, and the carrier, come in: command line, web console, REST interface and webhooks."""
