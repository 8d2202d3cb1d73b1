"""Two languages, complete: every sentence has its translation, every moment its words."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from hotline_platform.errors import N_
from hotline_web.i18n import Reader, Remaining, language_from, translate, translate_plural
from hotline_web.i18n.catalogues import catalogues
from hotline_web.i18n.extraction import missing, obsolete

PLACE = re.compile(r"%\((\w+)\)s")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZH, EN = Reader("zh", now=NOW), Reader("en", now=NOW)


def test_every_sentence_of_the_product_is_in_chinese() -> None:
    assert missing() == []


def test_no_catalogue_holds_what_nobody_says() -> None:
    assert obsolete() == []


def test_the_places_of_every_translation_are_those_of_its_sentence_and_no_percent_sign_stands_bare() -> None:
    """Templates fill the places of every sentence: a bare % would take the whole page away."""
    wrong = []
    for (_, sentence), forms in catalogues()["zh"].items():
        for form in forms:
            places = set(PLACE.findall(form))
            if not places <= set(PLACE.findall(sentence)) | {"num"} or "%" in PLACE.sub("", form).replace(
                "%%", ""
            ):
                wrong.append(form)
    assert wrong == []


@pytest.mark.parametrize(
    ("remaining", "zh", "en"),
    [
        (Remaining(130), "还剩 2 小时 10 分", "2 h 10 min left"),
        (Remaining(120), "还剩 2 小时", "2 h left"),
        (Remaining(0), "还剩 0 分钟", "0 min left"),
        (Remaining(-5), "已超期 5 分钟", "5 min overdue"),
        (Remaining(-300, working_days=-1), "已超期 1 个工作日", "1 working day overdue"),
        (Remaining(900, working_days=2), "还剩 2 个工作日", "2 working days left"),
        (
            Remaining(90, working_days=0, working=True),
            "还剩 工作时间 1 小时 30 分",
            "1 h 30 min of working time left",
        ),
        (Remaining(3000), "还剩 2 天 2 小时", "2 days 2 h left"),
        (Remaining(60, paused=True), "已暂停，还剩 1 小时", "paused, 1 h left"),
    ],
)
def test_time_left_in_words(remaining: Remaining, zh: str, en: str) -> None:
    assert (ZH.left(remaining), EN.left(remaining)) == (zh, en)


def test_moments_are_told_in_the_tenants_zone() -> None:
    late = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
    assert ZH.moment(late) == "11月25日 01:05"
    assert EN.moment(late) == "25 Nov 01:05"
    assert ZH.exact(late) == "2026年11月25日 星期三 01:05"
    assert EN.exact(late) == "Wednesday, 25 Nov 2026 01:05"
    assert ZH.moment(late - timedelta(days=365)) == "2025年11月25日 01:05"
    assert ZH.weekday(late) == "星期三"


def test_figures() -> None:
    assert EN.number(1234567) == "1,234,567"
    assert EN.number(None) == "–"
    assert ZH.percent(0.8236) == "82.4%"
    assert EN.ago(NOW - timedelta(minutes=1)) == "1 minute ago"
    assert ZH.ago(NOW - timedelta(hours=30)) == "1 天前"


def test_parameters_that_are_messages_are_translated_too() -> None:
    assert translate("zh", N_("%(filter)s: the first day is after the last.", filter=N_("Limit"))).startswith(
        "时限"
    )


def test_plurals_are_english_only() -> None:
    assert [translate_plural("en", "%(num)s day", "%(num)s days", number) for number in (1, 2)] == [
        "1 day",
        "2 days",
    ]
    assert translate_plural("zh", "%(num)s day", "%(num)s days", 2) == "2 天"


@pytest.mark.parametrize(
    ("said", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN", "zh"), ("fr, en", "en"), ("", "zh"), (None, "zh")],
)
def test_a_browser_says_its_language(said: str | None, language: str) -> None:
    assert language_from(said) == language
