"""What callers are told by message: one short text for each kind, in the language of their government.

A text names the case and nothing of the person or the demand: it passes through a provider and lights up on a table.
None holds a link, and none asks for an answer: people must learn that the hotline never does either.
"""

import datetime as dt
from collections.abc import Mapping

from hotline_platform.tenancy.registry import Government
from hotline_tenants.messages.delivering import ONCE

TEXTS: Mapping[str, Mapping[str, str]] = {
    "received": {
        "zh": "【{house}12345】您的诉求已登记，编号{number}，查询码{once}。凭查询码和本手机号后四位可在热线网页查询，也可拨打12345。"
        "查询码请勿告诉他人。",
        "en": "{house} 12345: your demand {number} is registered. Track it on our page with code {once} and the last "
        "4 digits of this phone, or call 12345.",
    },
    "extended": {
        "zh": "【{house}12345】您的诉求{number}还需要一些时间办理，答复时间延至{moment}前。如有疑问，请拨打12345。",
        "en": "{house} 12345: your demand {number} needs more time. You get an answer by {moment}. Questions? Call 12345.",
    },
    "asked": {
        "zh": "【{house}12345】办理您的诉求{number}需要向您核实情况，12345会给您打电话，请留意接听；也可拨打12345并报此编号。",
        "en": "{house} 12345: we have a question on your demand {number} and will call you. Or call 12345 with this number.",
    },
    "went_on": {
        "zh": "【{house}12345】您的诉求{number}已继续办理，预计{moment}前答复。如需补充情况，请拨打12345。",
        "en": "{house} 12345: your demand {number} is being handled again. You get an answer by {moment}. Questions? Call 12345.",
    },
    "deferred": {
        "zh": "【{house}12345】您的诉求{number}暂不具备解决条件，已列为挂账，{day}再作研究，届时告知您。如有疑问，请拨打12345。",
        "en": "{house} 12345: your demand {number} cannot be solved now. It stays open; we look at it again on {day}. "
        "Questions? Call 12345.",
    },
    "not_accepted": {
        "zh": "【{house}12345】您的诉求{number}不属于本热线受理范围，原因和反映途径可凭查询码查看，也可拨打12345询问。",
        "en": "{house} 12345: your demand {number} is not ours to handle. Your query code shows why and who can help; "
        "or call 12345.",
    },
}  # fmt: skip

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def text_of(kind: str, house: Government, *, number: str, at: dt.datetime | None = None) -> str:
    """The words, with the moment up to which something is promised, or the day. What is sent once stays `{once}`."""
    language = "en" if house.language == "en" else "zh"
    local = at.astimezone(house.zone) if at else None
    return TEXTS[kind][language].format(
        house=house.short(language), number=number, once=ONCE, day=_day(local, language),
        moment=f"{_day(local, language)}{' ' if language == 'en' else ''}{local:%H:%M}" if local else "",
    )  # fmt: skip


def _day(local: dt.datetime | None, language: str) -> str:
    if local is None:
        return ""
    if language == "en":
        return f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{local.month}月{local.day}日"
