"""A simulated business day: the whole product on real input, in virtual time, with a town of people to contact."""
