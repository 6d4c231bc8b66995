"""The account store: clients, people and how to reach them, debts, and what stands in the way of contact."""
