"""The collectors' screen: its templates, its style, and the small script that notices when something has changed."""
