"""Doing it: the broker, one file per queue, the scheduler process. A message carries an id and nothing else."""
