"""The debtor's book: a balance is the sum of its entries, and every entry can be posted only once."""
