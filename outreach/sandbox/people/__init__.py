"""Who is behind each address, how they take a call, a text, an e-mail, and what they decide while they listen."""
