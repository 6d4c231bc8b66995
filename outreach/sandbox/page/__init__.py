"""The page on which a person watches phones ring and plays a debtor or a collector."""
