"""Who gets in, through which door, and as what."""

import asyncpg
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from hotline_platform.embedded import Embedded, bootstrap


def test_psycopg_takes_the_address_as_it_is(server: Embedded) -> None:
    with psycopg.connect(server.url("hotline_owner", "hotline")) as connection:
        assert connection.execute("select current_user, current_database()").fetchone() == (
            "hotline_owner",
            "hotline",
        )


async def test_asyncpg_takes_the_address_as_it_is(server: Embedded) -> None:
    connection = await asyncpg.connect(server.url("hotline_owner", "hotline"))
    try:
        assert await connection.fetchval("select current_user") == "hotline_owner"
    finally:
        await connection.close()


async def test_sqlalchemy_takes_the_address_with_a_drivers_name(server: Embedded) -> None:
    address = server.url("hotline_owner", "hotline")
    engine = create_async_engine(address.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("select current_user"))).scalar_one() == "hotline_owner"
    await engine.dispose()
    plain = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with plain.connect() as other:
        assert other.execute(text("select current_user")).scalar_one() == "hotline_owner"
    plain.dispose()


@pytest.mark.parametrize("password", ["", ":guessed"])
@pytest.mark.parametrize("role", ["postgres", "hotline_owner"])
def test_nobody_gets_in_without_the_right_password(server: Embedded, role: str, password: str) -> None:
    with psycopg.connect(server.url(role, "hotline")):
        pass
    wrong = f"postgresql://{role}{password}@/hotline?host={server.socket_dir}&port={server.port}&passfile=/dev/null"
    with pytest.raises(
        psycopg.OperationalError, match=r"no password supplied|password authentication failed"
    ):
        psycopg.connect(wrong)


def test_the_server_listens_on_no_network_address(server: Embedded) -> None:
    with psycopg.connect(server.url("postgres", "postgres")) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        rules = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
    assert rules == [("scram-sha-256",)]


def test_the_owner_may_make_roles_but_stands_under_row_security(server: Embedded) -> None:
    with psycopg.connect(server.url("postgres", "hotline")) as connection:
        rights = connection.execute(
            "select rolcreaterole, rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = 'hotline_owner'"
        ).fetchone()
        owner = connection.execute(
            "select pg_get_userbyid(datdba), pg_encoding_to_char(encoding) from pg_database where datname = 'hotline'"
        ).fetchone()
    assert rights == (True, False, False, False)
    assert owner == ("hotline_owner", "UTF8")


def test_preparing_twice_changes_nothing(server: Embedded) -> None:
    with psycopg.connect(server.url("hotline_owner", "hotline"), autocommit=True) as connection:
        connection.execute("create table if not exists kept (number int)")
        bootstrap(server, "hotline")
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_an_address_does_not_show_its_password_by_accident(server: Embedded) -> None:
    assert server.passwords["postgres"] not in repr(server)
    assert server.passwords["postgres"] not in repr(server._reach)
