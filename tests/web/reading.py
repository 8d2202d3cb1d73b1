"""What a page says, and the form on it as it was filled in."""

import re
from typing import Any

from tests.web.browsing import Browser


def texts(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def fields_of(browser: Browser, path: str) -> dict[str, Any]:
    """The form of a new object as it was filled in for this person."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    page = answer.text
    found: dict[str, Any] = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    found |= {name: value for value, name in re.findall(r'value="([^"]*)"[^>]*name="(\w+)"', page) if value}
    for name, value in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?([^<]*)</textarea>', page):
        found[name] = value
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        if chosen := re.search(r'value="([^"]+)" selected', options):
            found[name] = chosen[1]
    return found
