"""A gallery of every shared piece with invented rows: for looking at, and for axe. Not shipped.

`python -m tests.web.pieces.gallery 8390` serves it; ?language=en, ?theme=dark, /form, /errors/stale and so on.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import granian
import msgspec
from granian.constants import Interfaces
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.params import FromPath

from hotline_platform.errors import N_, Refused
from hotline_platform.tenancy.registry import Government
from hotline_web.assets import asset_routes
from hotline_web.charts import Chart, Series
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.i18n import SHANGHAI, Reader, Remaining, language_from
from hotline_web.listing import Column, Count, Empty, Filter, ListQuery, ListSpec, Page
from hotline_web.listing.paging import Line
from hotline_web.navigation import Flash, NavigationItem, Person, Shell, Standing
from hotline_web.pieces import Clock, Event, Fact, Link, Skipped, State, Tab, Tile
from hotline_web.rendering import TEMPLATES, environment, render

NOW = datetime(2026, 2, 13, 2, 5, tzinfo=UTC)
PAGES = {
    "gallery/list.html": """{% extends "layout.html" %}{% import "components/list.html" as lists %}
{% import "components/pieces.html" as parts %}
{% block title %}{{ words.queue }}{% endblock %}
{% block tools %}<a class="btn btn-primary" href="/form">{{ icon("plus") }}{{ words.new }}</a>{% endblock %}
{% block content %}{{ parts.tabs(tabs, words.queue) }}{{ lists.list(page, words.queue, export="/list.xlsx") }}
<form id="bulk" method="post" action="/bulk">{{ csrf_field() }}</form>{% endblock %}""",
    "gallery/case.html": """{% extends "layout.html" %}{% import "components/pieces.html" as parts %}
{% import "components/clock.html" as clocks %}{% import "components/timeline.html" as timelines %}
{% block title %}{{ words.case }}{% endblock %}
{% block tools %}{{ parts.state(state) }}{% endblock %}
{% block content %}<div class="hl-three"><div>
{% call parts.card(words.demand) %}<p class="hl-text">{{ words.text }}</p>{{ parts.facts(facts, 2) }}{% endcall %}
</div><div>
{% call parts.card(words.now) %}{% call parts.disclosure(words.act, "arrow-back-up", warn=words.warn) %}
<p>…</p>{% endcall %}{{ parts.progress(words.case, 340, 1000) }}{% endcall %}
{% call parts.card(words.clocks) %}{% for each in clock_values %}{{ clocks.clock(each) }}{% endfor %}{% endcall %}
{% call parts.note("warning", words.warn) %}<p>{{ words.text }}</p>{% endcall %}</div><div>
{% call parts.card(words.happened) %}{{ timelines.timeline(events, 80) }}{% endcall %}</div></div>{% endblock %}""",
    "gallery/form.html": """{% extends "layout.html" %}{% import "components/form.html" as forms %}
{% import "components/pieces.html" as parts %}
{% block title %}{{ words.new }}{% endblock %}
{% block content %}{% call parts.card() %}{{ forms.form(form, "/form", words.save) }}{% endcall %}{% endblock %}""",
    "gallery/figures.html": """{% extends "layout.html" %}{% import "components/pieces.html" as parts %}
{% import "components/chart.html" as charts %}
{% block scripts %}{{ super() }}<script src="{{ asset_url("charts.js") }}" defer></script>{% endblock %}
{% block title %}{{ words.figures }}{% endblock %}
{% block content %}{{ parts.tiles(tiles) }}<div class="hl-charts">{% for each in drawn %}{{ charts.chart(each) }}
{% endfor %}</div>{{ parts.empty(words.new, words.text, "inbox", words.new, "/form") }}{% endblock %}""",
    "gallery/public.html": """{% extends "public.html" %}{% import "components/form.html" as forms %}
{% block title %}{{ words.new }}{% endblock %}
{% block content %}{{ forms.form(form, "/form", words.save) }}{% endblock %}""",
}  # fmt: skip
WORDS = {
    "zh": {
        "queue": "待派工单", "new": "登记诉求", "case": "工单 20260213-000417", "demand": "诉求内容",
        "happened": "办理经过", "now": "现在可办", "act": "申请退单", "warn": "此操作不能撤销", "clocks": "时限",
        "save": "登记", "figures": "运行概况", "text": "青禾街道柳荫路 12 号院二号楼自昨晚八时起停水，楼内约六十户，"
        "物业称主管道爆裂，尚未说明恢复时间。楼内有行动不便的老人，希望尽快安排送水并告知恢复供水时间。",
    },
    "en": {
        "queue": "Waiting for dispatch", "new": "Register a demand", "case": "Case 20260213-000417",
        "demand": "The demand", "happened": "What happened", "now": "What you can do now", "act": "Return with reason",
        "warn": "This cannot be undone", "clocks": "Clocks", "save": "Register", "figures": "How it is going",
        "text": "No water in building 2 of 12 Willow Shade Road since eight last night; about sixty households. "
        "The property company says that a main burst and names no time of repair. Elderly people live there.",
    },
}  # fmt: skip
ROWS = (
    ("20260213-000417", "水管爆裂，整楼停水", "城市供水", -190, "overdue", "柳荫区水务局"),
    ("20260213-000420", "路灯不亮，夜间出行不便，希望尽快修复并答复", "市政设施", 95, "near", "市城管局"),
    ("20260213-000431", "咨询灵活就业人员社会保险缴费办法", "社会保障", 430, "on_time", "市人社局"),
    ("20260212-000377", "小区夜间施工噪声", "环境保护", 2900, "paused", "青禾街道办事处"),
)


def shell(request: Request[Any, Any, Any]) -> Shell:
    zh = language_from(request.query_params.get("language")) == "zh"
    return Shell(
        path=request.url.path,
        tenant_name="临川市（演示）" if zh else "Linchuan City (demo)",
        tenant_short="临川" if zh else "LC",
        person=None if "anonymous" in request.query_params else Person("周敏", "zhou.min", N_("dispatcher")),
        navigation=()
        if "anonymous" in request.query_params
        else (
            NavigationItem(N_("Notices"), "/", "inbox", 24, N_("Where you stand")),
            NavigationItem(N_("List"), "/case", "file-text", group=N_("Where you stand")),
            NavigationItem(N_("Filters"), "/form", "phone-plus", group=N_("Where you stand")),
            NavigationItem(N_("Rule"), "/figures", "chart-line", group=N_("Appearance")),
        ),
        standings=(
            Standing("1", "临川市", N_("dispatcher"), current=True),
            Standing("2", "柳荫区", N_("reviewer")),
        ),
        unread=3,
        visiting="柳荫区" if "visiting" in request.query_params else None,
        flashes=(Flash("done", N_("Yes")),) if "flash" in request.query_params else (),
        theme=request.query_params.get("theme", "auto"),
        contact="临川市人民政府办公室市长公开电话值班室",
    )


def page(request: Request[Any, Any, Any], template: str, **context: Any) -> Response[str]:
    language = language_from(request.query_params.get("language"))
    text = render(
        template, language=language, now=NOW, shell=shell(request), csrf_token="invented",
        words=WORDS[language], **context,
    )  # fmt: skip
    headers = {
        "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'self'"
    }
    return Response(text, media_type=MediaType.HTML, headers=headers)


def clock(minutes: int, tone: Any, **more: Any) -> Clock:
    remaining = Remaining(minutes, paused=tone == "paused", working_days=1 if minutes == 430 else None)
    return Clock(N_("Limit"), NOW + timedelta(minutes=minutes), remaining, tone, **more)


SPEC = ListSpec(
    columns=(
        Column("code", N_("Number of this report: %(reference)s", reference=""), "link", sortable=True),
        Column("text", N_("List"), "long", width="wide"),
        Column("category", N_("Filter"), hide_on_phone=True),
        Column("unit", N_("Where you stand")),
        Column("state", N_("Rule"), "state"),
        Column("calls", N_("All"), "number", sortable=True, hide_on_phone=True),
        Column("left", N_("Limit"), "left", sortable=True),
    ),
    default_sort="left",
    filters=(
        Filter("words", N_("Filter"), "text"),
        Filter("kind", N_("Rule"), choices=(Choice("a", N_("Yes")), Choice("b", N_("No")))),
        Filter("several", N_("List"), "choices", (Choice("a", N_("Yes")), Choice("b", N_("No")))),
        Filter("day", N_("Began"), "dates"),
        Filter("urgent", N_("Limit"), "yes_no", quiet=True),
    ),
    empty=Empty(N_("Nothing here yet"), N_("What belongs here appears by itself."), "mood-smile"),
    select_into="bulk",
)


def line(row: tuple[Any, ...]) -> Line:
    code, text, category, minutes, tone, unit = row
    cells: Mapping[str, object] = {
        "code": code, "text": text, "category": category, "unit": unit, "calls": minutes * 7 if minutes > 0 else None,
        "state": State(N_("Rule"), "accent"), "left": clock(minutes, tone),
    }  # fmt: skip
    return Line(code, "/case", cells)


@get("/")
async def queue(request: Request[Any, Any, Any]) -> Response[str]:
    query = ListQuery.from_url("/", request.query_params, SPEC)
    lines = () if query.filters and "words" in query.filters else [line(row) for row in ROWS * 3]
    if "empty" in request.query_params:
        lines = ()
    return page(
        request,
        "gallery/list.html",
        page=Page(query, (), Count(1000, more=True), "/?size=25", "/?size=50", query.problems, lines),
        tabs=(
            *(
                Tab(words, f"/figures?of={words}")
                for words in (
                    N_("Notices"),
                    N_("Category"),
                    N_("Supervision"),
                    N_("Evaluation"),
                    N_("Inspection"),
                )
            ),
            Tab(N_("All"), "/", current=True, count=24),
        ),
    )


@get("/case")
async def case(request: Request[Any, Any, Any]) -> Response[str]:
    words = WORDS[language_from(request.query_params.get("language"))]
    skipped = (Skipped(date(2026, 2, 15), "春节"), Skipped(date(2026, 2, 16), "春节"))
    started = NOW - timedelta(hours=5)
    return page(
        request,
        "gallery/case.html",
        state=State(N_("Rule"), "accent"),
        facts=(
            Fact(N_("Began"), NOW),
            Fact(N_("List"), "138****2046"),
            Fact(N_("Rule"), Link("20260212-000377", "/case")),
            Fact(N_("Filter"), State(N_("Limit"), "near")),
        ),
        events=(
            Event(
                NOW,
                N_("Filter"),
                "周敏",
                "send",
                "accent",
                (Fact(N_("Limit"), "市水务局"),),
                words["text"] * 2,
            ),
            Event(NOW - timedelta(days=1), N_("Light"), "陈立", "phone", note=words["text"][:60]),
            Event(NOW - timedelta(days=400), N_("Began"), "李想", "alert-octagon", "overdue"),
        ),
        clock_values=(
            clock(
                -190, "overdue", started=started, rule=N_("Rule"), version="v3", limit="2 h", skipped=skipped
            ),
            clock(430, "on_time", started=started, unknown_years=(2027,)),
            clock(60, "paused"),
        ),
    )


class Demand(msgspec.Struct):
    phone: str
    text: str
    category: str
    urgency: str
    when: datetime | None
    agreed: bool
    unit: str = ""


FORM: FormSpec[Demand] = FormSpec(
    Demand,
    (
        Field("phone", N_("Your account"), "tel", N_("Write the telephone number in digits, for instance 0531 1234567."),
              width="half"),
        Field("when", N_("Began"), "datetime", required=False, width="half"),
        Field("text", N_("List"), "textarea", max_length=2000),
        Field("category", N_("Filter"), "cascade", levels=(N_("Rule"), N_("List"), N_("Limit")), choices=(
            Choice("1", "城乡建设"), Choice("2", "社会保障"), Choice("11", "供水", parent="1"),
            Choice("12", "供暖", parent="1"), Choice("21", "养老", parent="2"), Choice("111", "停水", parent="11"),
            Choice("112", "水质", parent="11"), Choice("121", "不热", parent="12"), Choice("211", "缴费", parent="21"))),
        Field("urgency", N_("Limit"), "radio", choices=(
            Choice("general", N_("Light"), N_("just now")), Choice("urgent", N_("Dark"), N_("provisional")))),
        Field("unit", N_("Where you stand"), "select", required=False, choices=(Choice("1", "市水务局"),), width="half"),
        Field("agreed", N_("Tick this to go on."), "checkbox"),
    ),
)  # fmt: skip


@get("/form")
async def blank(request: Request[Any, Any, Any]) -> Response[str]:
    form: Form[Demand] = FORM.blank(urgency="general", category="112")
    if "wrong" in request.query_params:
        form = FORM.read({"phone": "abc", "text": "停水", "category.1": "1", "when": "yesterday"})
    template = "gallery/public.html" if "anonymous" in request.query_params else "gallery/form.html"
    return page(request, template, form=form)


@post("/form")
async def sent(request: Request[Any, Any, Any]) -> Response[str]:
    form = FORM.read(await request.form())
    if form.value:
        form = form.refused(
            Refused(N_("This could not be done"), {"text": N_("This value is not possible here.")})
        )
    return page(request, "gallery/form.html", form=form)


@get("/figures")
async def figures(request: Request[Any, Any, Any]) -> Response[str]:
    days = [f"2-{day}" for day in range(1, 13)]
    now = [212, 240, 198, 305, 331, 180, 166, 251, 262, 244, 390, 371]
    rates = [0.93, 0.88, 0.951, 0.71]
    return page(
        request,
        "gallery/figures.html",
        tiles=(
            Tile(N_("All"), "3,150", "/", "inbox", "accent", "+12%", now),
            Tile(N_("Limit"), "17", "/", "alert-octagon", "overdue", N_("just now"), now[::-1]),
            Tile(N_("Rule"), "92.4%", "/", "circle-check", "on_time"),
            Tile(N_("none"), "6", None, "player-pause", "paused"),
        ),
        drawn=(
            Chart("days", N_("List"), days, (
                Series(N_("All"), now, urls=["/"] * 12), Series(N_("Previous"), now[::-1], "previous")), head=N_("Began")),
            Chart("units", N_("Rule"), ("柳荫区", "青禾区", "石桥县", "东湖区"), (
                Series(N_("All"), rates, low=[r - 0.05 for r in rates], high=[min(1, r + 0.03) for r in rates]),),
                "rows", share=True, head=N_("List")),
            Chart("stacked", N_("Filter"), days, (
                Series(N_("Yes"), now), Series(N_("No"), now[::-1])), "stacked", head=N_("Began")),
        ),
    )  # fmt: skip


SUSPENDED = Government(
    2, "990101", "柳荫区", "Willow District", "柳荫", "Willow", "district", "suspended", 1, SHANGHAI, "zh"
)
ABOVE = Government(
    1, "990100", "云州市", "Yunzhou City", "云州", "Yunzhou", "city", "live", None, SHANGHAI, "zh"
)


@get("/errors/{name:str}")
async def error(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[str]:
    reference = "4d1c-90aa" if name == "broken" else None
    return page(request, f"errors/{name}.html", reference=reference, here=SUSPENDED, above=ABOVE)


def app() -> Litestar:
    environment().loader = ChoiceLoader([DictLoader(PAGES), FileSystemLoader(TEMPLATES)])
    return Litestar([queue, case, blank, sent, figures, error, *asset_routes()], openapi_config=None)


READERS = (Reader("zh", now=NOW), Reader("en", now=NOW))

if __name__ == "__main__":
    granian.Granian(
        "tests.web.pieces.gallery:app", factory=True, port=int(sys.argv[1]), interface=Interfaces.ASGI
    ).serve()
