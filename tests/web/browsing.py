"""A browser without a window: cookies, forms with their tokens, one member of the cast at a time."""

import copy
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from litestar import Litestar
from litestar.datastructures import State

from hotline_platform.database.engine import Database
from hotline_platform.settings import Settings
from hotline_web.app import create_app
from tests.cast import PASSWORD
from tests.conftest import House

_PUT_TOGETHER: dict[tuple[str, bool], Litestar] = {}
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


class Browser:
    """Loads pages and sends their forms over the application itself, on the test's database."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._token = ""
        self.headers: dict[str, str] = {}

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Load a page and remember its form token."""
        answer = await self._client.get(path, headers=headers)
        if found := _TOKEN.search(answer.text):
            self._token = found[1]
        return answer

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form. Fields named a__b are sent as a.b."""
        data = {name.replace("__", "."): value for name, value in fields.items() if value is not None}
        return await self._client.post(path, data={"_csrf_token": self._token, **data}, headers=self.headers)

    async def post_files(
        self, path: str, files: Sequence[tuple[str, bytes]], **fields: str
    ) -> httpx.Response:
        """Send a form with files, the form token before them."""
        return await self._client.post(
            path, data={"_csrf_token": self._token, **fields}, files=[("files", one) for one in files],
            headers=self.headers,
        )  # fmt: skip

    async def send(self, path: str, body: bytes, content_type: str) -> httpx.Response:
        """Send a body as it is."""
        headers = {**self.headers, "content-type": content_type}
        return await self._client.post(path, content=body, headers=headers)

    @property
    def token(self) -> str:
        """The form token of the page that was loaded last."""
        return self._token

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Go through the door."""
        await self.get("/sign-in")
        return await self.post("/sign-in", login=login, password=password)


def app_on(house: House) -> Litestar:
    """The application on this house."""
    return put_together(house.settings, house.database)


def put_together(settings: Settings, database: Database) -> Litestar:
    """The application. Its routes are put together once for all tests, which takes longer than most of them; what a
    request reads of the application's state is each caller's own.
    """
    kept = (settings.secret, settings.cookie_secure)
    if kept not in _PUT_TOGETHER:
        _PUT_TOGETHER[kept] = create_app(settings, database)
    app = copy.copy(_PUT_TOGETHER[kept])
    app.state = State({"settings": settings, "database": database})
    return app


@asynccontextmanager
async def browser_on(app: Litestar) -> AsyncIterator[Browser]:
    """A fresh browser without cookies."""
    transport = httpx.ASGITransport(app=cast(Any, app))
    async with httpx.AsyncClient(transport=transport, base_url="http://hotline.test") as client:
        yield Browser(client)


@asynccontextmanager
async def browsing(house: House, login: str | None = None) -> AsyncIterator[Browser]:
    """A fresh browser on the test's house, signed in as `login` if given."""
    async with browser_on(app_on(house)) as browser:
        if login:
            answer = await browser.sign_in(login)
            assert answer.status_code == 303, answer.text
        yield browser
