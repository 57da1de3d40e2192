"""Alembic's entry: runs the scripts on the connection that `grouping.store.migrate` opened."""

from alembic import context

from grouping.store.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
