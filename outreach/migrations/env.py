"""Alembic's entry: runs the migrations on the database whose URL the caller put into the configuration."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text

from outreach import schema

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    # Two releases starting at once take turns.
    connection.execute(text("SELECT pg_advisory_lock(hashtext('outreach.migrations'))"))
    connection.commit()
    context.configure(connection=connection, target_metadata=schema.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
