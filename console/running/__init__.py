"""Starting, watching and ending processes: the embedded database and broker, and the supervisor over all of them."""
