"""Moments, numbers and time left, in the words of whoever reads them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names

from hotline_platform.errors import Message
from hotline_web.i18n.catalogues import Language, translate, translate_plural

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DATES = {"zh": "y年M月d日", "en": "d MMM y"}
_SHORT_DATES = {"zh": "M月d日", "en": "d MMM"}
_MONTHS = {"zh": "y年M月", "en": "MMMM y"}


@dataclass(frozen=True)
class Remaining:
    """How long somebody has got, as the clock reckons it.

    `minutes` are clock minutes, or working minutes when `working` is set; negative when overdue. `working_days`
    is given for limits in working days and is then said instead, unless it is 0.
    """

    minutes: int
    working_days: int | None = None
    working: bool = False
    paused: bool = False

    @property
    def overdue(self) -> bool:
        return self.minutes < 0


@dataclass(frozen=True)
class Reader:
    """Whoever reads a page: their language, their tenant's time zone, and now."""

    language: Language
    zone: ZoneInfo = SHANGHAI
    now: datetime | None = None

    def says(self, message: str | Message, **params: object) -> str:
        return translate(self.language, message, **params)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def day(self, day: date | datetime | None) -> str:
        """2026年11月24日, 24 Nov 2026; nothing for None."""
        return self._dated(day, _DATES)

    def month(self, day: date | datetime | None) -> str:
        return self._dated(day, _MONTHS)

    def weekday(self, day: date | datetime) -> str:
        """星期二, Tuesday."""
        if isinstance(day, datetime):
            day = self.local(day).date()
        return str(get_day_names("wide", locale=self.language)[day.weekday()])

    def time(self, moment: datetime | None) -> str:
        """14:05."""
        return self.local(moment).strftime("%H:%M") if moment else ""

    def moment(self, moment: datetime | None) -> str:
        """Date and time, without the year when it is this one: 11月24日 14:05, 24 Nov 14:05."""
        if moment is None:
            return ""
        now = self.now or datetime.now(UTC)
        same_year = self.local(moment).year == self.local(now).year
        return self._timed(moment, _SHORT_DATES if same_year else _DATES)

    def exact(self, moment: datetime | None) -> str:
        """Date, weekday and time in full: 2026年11月24日 星期二 14:05, Tuesday, 24 Nov 2026 14:05."""
        if moment is None:
            return ""
        pattern = {"zh": "y年M月d日 EEEE HH:mm", "en": "EEEE, d MMM y HH:mm"}[self.language]
        return str(format_datetime(self.local(moment), pattern, locale=self.language))

    def number(self, value: float | Decimal | None, digits: int = 0) -> str:
        """12,345 or 12,345.6; a dash for None."""
        return "–" if value is None else f"{value:,.{digits}f}"

    def percent(self, share: float | Decimal | None, digits: int = 1) -> str:
        """A share between 0 and 1 as 82.4%; a dash for None."""
        return "–" if share is None else f"{share * 100:.{digits}f}%"

    def span(self, length: timedelta) -> str:
        """2 h 10 min, 2 小时 10 分."""
        return self._minutes(int(length.total_seconds() // 60))

    def ago(self, moment: datetime) -> str:
        """How long ago something happened, in its largest unit; the date after a month."""
        minutes = int(((self.now or datetime.now(UTC)) - moment).total_seconds() // 60)
        if minutes < 1:
            return self.says("just now")
        if minutes < 60:
            return translate_plural(self.language, "%(num)s minute ago", "%(num)s minutes ago", minutes)
        if minutes < 1440:
            return translate_plural(self.language, "%(num)s hour ago", "%(num)s hours ago", minutes // 60)
        if minutes < 43_200:
            return translate_plural(self.language, "%(num)s day ago", "%(num)s days ago", minutes // 1440)
        return self.day(moment)

    def left(self, remaining: Remaining) -> str:
        """2 h 10 min left / 1 working day overdue; 还剩 2 小时 10 分 / 已超期 1 个工作日."""
        amount = self._amount(remaining)
        if remaining.paused:
            return self.says("paused, %(amount)s left", amount=amount)
        if remaining.overdue:
            return self.says("%(amount)s overdue", amount=amount)
        return self.says("%(amount)s left", amount=amount)

    def _amount(self, remaining: Remaining) -> str:
        days = abs(remaining.working_days or 0)
        if days:
            return translate_plural(self.language, "%(num)s working day", "%(num)s working days", days)
        minutes = self._minutes(abs(remaining.minutes))
        return self.says("%(amount)s of working time", amount=minutes) if remaining.working else minutes

    def _minutes(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if hours >= 48:
            days = translate_plural(self.language, "%(num)s day", "%(num)s days", hours // 24)
            return f"{days} {self.says('%(hours)s h', hours=hours % 24)}" if hours % 24 else days
        if hours and rest:
            return self.says("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
        return self.says("%(hours)s h", hours=hours) if hours else self.says("%(minutes)s min", minutes=rest)

    def _dated(self, day: date | datetime | None, patterns: dict[str, str]) -> str:
        if day is None:
            return ""
        if isinstance(day, datetime):
            day = self.local(day).date()
        return str(format_date(day, patterns[self.language], locale=self.language))

    def _timed(self, moment: datetime, patterns: dict[str, str]) -> str:
        return f"{self._dated(moment, patterns)} {self.time(moment)}"
