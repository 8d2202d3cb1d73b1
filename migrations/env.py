"""How Alembic reaches the database: as the owner of the schema, one transaction for each migration."""

from alembic import context
from sqlalchemy import NullPool, create_engine, make_url

from hotline_tenants.models import metadata


def run() -> None:
    """Run what was asked for over the URL that `hotline_platform.database.migrating` put into the configuration."""
    url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")
    waits = {"options": f"-c lock_timeout={context.config.attributes['lock_timeout']}"}
    with create_engine(url, poolclass=NullPool, connect_args=waits).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
