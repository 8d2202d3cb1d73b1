"""Turning templates into pages in the reader's language; nothing here asks the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from hotline_platform.errors import Message, Named
from hotline_platform.identifiers import new_id
from hotline_web.assets import asset_url, assets, icon
from hotline_web.charts import Chart, TreeMap, bar, sparkline
from hotline_web.i18n.catalogues import Language, catalogues, plural_form, translate_context
from hotline_web.i18n.formats import SHANGHAI, Reader
from hotline_web.pieces import plain

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class _Page:
    reader: Reader
    csrf_token: str


# Macros are imported without the page's context; what every one of them needs stands here while a page is rendered.
_page: ContextVar[_Page] = ContextVar("page")


def render(
    template: str,
    *,
    language: Language,
    zone: ZoneInfo = SHANGHAI,
    now: datetime | None = None,
    **context: Any,
) -> str:
    """The whole page. `zone` is the tenant's; `csrf_token` and `shell` in the context serve layout and forms."""
    with _reading(language, zone, now, context) as known:
        return environment().get_template(template).render(known)


def render_block(
    template: str,
    block: str,
    *,
    language: Language,
    zone: ZoneInfo = SHANGHAI,
    now: datetime | None = None,
    **context: Any,
) -> str:
    """One named block of a page's own file, for htmx; an unknown block is a KeyError.

    Variables that the file sets or imports outside the block are not there: import inside the block.
    """
    with _reading(language, zone, now, context) as known:
        page = environment().get_template(template)
        return "".join(page.blocks[block](page.new_context(known)))


def prepare() -> None:
    """Read catalogues, put assets together and compile every template, so that a fault stops the start."""
    assets()
    catalogues()
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


@cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """The Jinja environment: strict about names, escaping everything, with gettext and the formats of the product."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True, pgettext=_pgettext
    )
    made.globals.update(
        icon=icon,
        chart_option=_chart_option,
        sparkline=sparkline,
        bar=bar,
        asset_url=asset_url,
        csrf_field=_csrf_field,
        new_id=lambda: str(new_id()),
        now=_now,
        reader=lambda: _page.get().reader,
    )
    made.filters.update(
        say=_say,
        moment=_moment,
        date=_by_reader(Reader.day),
        month=_by_reader(Reader.month),
        weekday=_by_reader(Reader.weekday),
        time=_by_reader(Reader.time),
        exact=_by_reader(Reader.exact),
        ago=_by_reader(Reader.ago),
        number=_by_reader(Reader.number),
        percent=_by_reader(Reader.percent),
        left=_by_reader(Reader.left),
        span=_by_reader(Reader.span),
        plain=_plain,
    )
    return made


@contextmanager
def _reading(
    language: Language, zone: ZoneInfo, now: datetime | None, context: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    reader = Reader(language, zone, now or datetime.now(UTC))
    token = _page.set(_Page(reader, str(context.get("csrf_token", ""))))
    try:
        yield {"language": language, "csrf_token": "", **context}
    finally:
        _page.reset(token)


def _gettext(text: str) -> str:
    return _page.get().reader.says(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return plural_form(_page.get().reader.language, one, many, number)


def _pgettext(context: str, text: str) -> str:
    return translate_context(_page.get().reader.language, context, text)


def _by_reader(method: Callable[..., str]) -> Callable[..., str]:
    def filtered(value: object, *arguments: object) -> str:
        return method(_page.get().reader, value, *arguments)

    return filtered


def _plain(value: object) -> str:
    return plain(value, _page.get().reader)


def _say(text: str | Message | Named | None) -> str:
    """A Message or a name in the reader's language; a string is data and stays as it is."""
    if isinstance(text, Named):
        return str(getattr(text, _page.get().reader.language))
    return _page.get().reader.says(text) if isinstance(text, Message) else (text or "")


def _now() -> datetime:
    return _page.get().reader.now or datetime.now(UTC)


def _moment(moment: datetime | None) -> Markup | str:
    if moment is None:
        return ""
    reader = _page.get().reader
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.astimezone(UTC).isoformat(timespec="seconds"),
        escape(reader.exact(moment)),
        escape(reader.moment(moment)),
    )


def _csrf_field() -> Markup:
    """The hidden field that every POST form carries."""
    return Markup('<input type="hidden" name="_csrf_token" value="{}">').format(_page.get().csrf_token)


def _chart_option(chart: Chart | TreeMap) -> dict[str, Any]:
    return chart.option(_page.get().reader)
