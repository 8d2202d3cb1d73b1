"""Forms with files, as a browser sends them."""

import re
import uuid

import httpx

from tests.web.browsing import Browser


async def add(
    browser: Browser, case_id: uuid.UUID, *files: tuple[str, bytes], **fields: str
) -> httpx.Response:
    """Load the case, then send these files to it."""
    await browser.get(f"/cases/{case_id}")
    return await browser.post_files(f"/cases/{case_id}/files", files, **fields)


def addresses(page: str) -> list[str]:
    """The addresses of the files that a page shows, in its order."""
    return list(dict.fromkeys(re.findall(r'href="(/cases/[0-9a-f-]+/files/[0-9a-f-]+)"', page)))
