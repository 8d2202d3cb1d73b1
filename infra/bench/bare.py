"""The bare equivalent of an intake: the same form, one row of it through asyncpg, in the same framework and server."""

import argparse
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from granian.constants import Interfaces, Loops
from granian.server import Server
from litestar import Litestar, Request, get, post
from litestar.datastructures import State

TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, body text)"
INSERT = "INSERT INTO bare (title, body) VALUES ($1, $2)"


def create() -> Litestar:
    """The application; HOTLINE_OWNER_URL names the database, because it makes a table there."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with asyncpg.create_pool(os.environ["HOTLINE_OWNER_URL"], min_size=5, max_size=10) as pool:
            await pool.execute(TABLE)
            app.state.pool = pool
            yield

    @get("/health", media_type="text/plain", sync_to_thread=False)
    def health() -> str:
        return "ok"

    @post("/intake", status_code=303)
    async def insert(request: Request[Any, Any, Any], state: State) -> None:
        form = await request.form()
        await state.pool.execute(INSERT, form["title"], form["body"])

    @post("/constant/intake", status_code=303)
    async def insert_unread(state: State) -> None:
        await state.pool.execute(INSERT, "路灯不亮", "已有多日")

    return Litestar([health, insert, insert_unread], lifespan=[lifespan])


def serve(port: int) -> None:
    """The same server as the product's, with the same settings."""
    Server(
        "infra.bench.bare:create", address="127.0.0.1", port=port, interface=Interfaces.ASGI, factory=True,
        workers=1, loop=Loops.asyncio, log_access=False, websockets=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    serve(parser.parse_args().port)
