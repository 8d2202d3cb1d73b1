"""What the people on a ladder are told: number, urgency and unit, nothing of the person or the demand."""

from collections.abc import Mapping

from hotline_platform.tenancy.registry import Government

TEXTS: Mapping[str, Mapping[str, str]] = {
    "unit": {
        "zh": "【{house}12345】{urgency}件{number}已派至{place}，您正在值班，请立即登录签收并处置。",
        "en": "{house} 12345: {urgency} case {number} was dispatched to {place}. You are on duty: sign and act at once.",
    },
    "leader": {
        "zh": "【{house}12345】{urgency}件{number}派至{place}后无人签收，您是带班领导，请立即安排签收处置。",
        "en": "{house} 12345: nobody at {place} has signed {urgency} case {number}. You lead the duty: see that it is "
        "signed and acted on at once.",
    },
    "desk": {
        "zh": "【{house}12345】{urgency}件{number}由{place}办理，尚无人签收，请值班室立即电话通知并登记告知情况。",
        "en": "{house} 12345: {urgency} case {number} is with {place} and nobody has signed. Telephone them at once and "
        "record whom you told.",
    },
    "order": {
        "zh": "【{house}12345】上级转来{urgency}件{number}，请值班室立即登录受理派单。",
        "en": "{house} 12345: {urgency} case {number} came from the government above. Accept and dispatch it at once.",
    },
    "city": {
        "zh": "【{house}12345】{urgency}件{number}由{place}办理，逐级提醒后仍无人签收，请市值班室立即电话督办。",
        "en": "{house} 12345: {urgency} case {number} is with {place}; every step was told and nobody has signed. "
        "Telephone them at once.",
    },
}  # fmt: skip
_URGENCIES = {"urgent": {"zh": "紧急", "en": "urgent"}, "extra_urgent": {"zh": "特急", "en": "extra urgent"}}


def text_of(step: str, house: Government, *, urgency: str, number: str, place: str) -> str:
    """The words of a step, in the language of the government whose people they reach."""
    language = "en" if house.language == "en" else "zh"
    return TEXTS[step][language].format(
        house=house.short(language), urgency=_URGENCIES[urgency][language], number=number, place=place
    )
