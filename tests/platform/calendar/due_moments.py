"""Due moments of 2026, worked out by hand from domain.md §4 and the State Council's notice, never by running the code.

A row is read so: what is dispatched at this moment under this limit is due then, and gets its yellow card then (a
dash where that was not worked out). The remark is the reckoning.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WRITTEN = "%a %Y-%m-%d %H:%M"

# Office hours 8:30–12:00 and 14:00–17:30: seven hours a day, nothing closed.
OFFICE = """
dispatched           | limit | due                  | yellow card          | remark
---------------------|-------|----------------------|----------------------|-----------------------------------------
Fri 2026-03-06 10:00 | 1wd   | Mon 2026-03-09 17:30 | Mon 2026-03-09 15:00 | the day of dispatch is left out; 80 % of 330 + 420 min
Fri 2026-03-06 20:00 | 1wd   | Mon 2026-03-09 17:30 | -                    | Friday evening
Sun 2026-03-08 10:00 | 1wd   | Mon 2026-03-09 17:30 | -                    | Sunday: Monday is day 1
Sun 2026-03-08 23:50 | 4wh   | Mon 2026-03-09 14:30 | -                    | Sunday night: 3½ h until noon, ½ h after lunch
Sun 2026-03-08 23:50 | 15min | Mon 2026-03-09 00:05 | Mon 2026-03-09 00:02 | any day: over midnight
Mon 2026-03-09 00:05 | 1wd   | Tue 2026-03-10 17:30 | -                    | after midnight it is Monday that is left out
Fri 2026-03-06 15:30 | 4wh   | Mon 2026-03-09 10:30 | Mon 2026-03-09 09:42 | 2 + 2 h; 192 min = 120 + 72
Fri 2026-03-06 20:00 | 24h   | Sat 2026-03-07 20:00 | Sat 2026-03-07 15:12 | any day: the clock knows no weekend
Mon 2026-03-02 10:00 | 5wd   | Mon 2026-03-09 17:30 | Fri 2026-03-06 17:30 | one working day before
Fri 2026-03-06 10:00 | 2wd   | Tue 2026-03-10 17:30 | Mon 2026-03-09 17:30 | from two working days on: one day before
Mon 2026-03-02 08:30 | 14wh  | Tue 2026-03-03 17:30 | Tue 2026-03-03 08:30 | two whole days given in hours: 7 h before
Mon 2026-03-02 09:30 | 15wh  | Wed 2026-03-04 10:30 | Tue 2026-03-03 10:30 | 6 + 7 + 2 h; 7 h before = 5 + 2
Sat 2026-03-07 10:00 | 15wh  | Wed 2026-03-11 09:30 | -                    | 7 + 7 + 1 h from Monday's opening
Mon 2026-03-02 08:00 | 1wh   | Mon 2026-03-02 09:30 | -                    | before office hours
Mon 2026-03-02 11:30 | 1wh   | Mon 2026-03-02 14:30 | -                    | over lunch: ½ + ½ h
Mon 2026-03-02 12:30 | 1wh   | Mon 2026-03-02 15:00 | -                    | in the lunch break
Mon 2026-03-02 11:00 | 1wh   | Mon 2026-03-02 12:00 | -                    | a morning ends at noon, not at two
Mon 2026-03-02 16:30 | 1wh   | Mon 2026-03-02 17:30 | -                    | a day ends at its close, not at the next opening
Mon 2026-03-02 17:30 | 1wh   | Tue 2026-03-03 09:30 | -                    | at the close the day is over
Mon 2026-03-02 17:29 | 2wh   | Tue 2026-03-03 10:29 | -                    | one minute is left of the day
                     |       |                      |                      | NEW YEAR: 1–3 January off, Sunday 4 worked
Wed 2025-12-31 10:00 | 1wd   | Sun 2026-01-04 17:30 | -                    | the Sunday is day 1
Wed 2025-12-31 16:00 | 4wh   | Sun 2026-01-04 11:00 | -                    | 1½ + 2½ h
Wed 2025-12-31 17:45 | 5wd   | Thu 2026-01-08 17:30 | Wed 2026-01-07 17:30 | Sun 4, Mon 5, Tue 6, Wed 7, Thu 8
Thu 2026-01-01 00:30 | 30min | Thu 2026-01-01 01:00 | Thu 2026-01-01 00:54 | any day
Thu 2026-01-01 09:00 | 4wh   | Sun 2026-01-04 14:30 | -                    | from Sunday 8:30: 3½ + ½ h
Sat 2026-01-03 23:00 | 2wd   | Mon 2026-01-05 17:30 | Sun 2026-01-04 17:30 | Sun 4, Mon 5
Sun 2026-01-04 17:00 | 4wh   | Mon 2026-01-05 12:00 | -                    | ½ h on the worked Sunday, 3½ on Monday
Sun 2026-01-04 10:00 | 1wd   | Mon 2026-01-05 17:30 | -                    | the worked Sunday is left out
                     |       |                      |                      | SPRING FESTIVAL: 15–23 February off, Saturdays 14 and 28 worked
Wed 2026-02-11 15:00 | 7wd   | Fri 2026-02-27 17:30 | Thu 2026-02-26 17:30 | 12, 13, Sat 14, 24, 25, 26, 27
Thu 2026-02-12 09:00 | 5wd   | Thu 2026-02-26 17:30 | Wed 2026-02-25 17:30 | 13, Sat 14, 24, 25, 26
Thu 2026-02-12 09:00 | 3wd   | Tue 2026-02-24 17:30 | Sat 2026-02-14 17:30 | the yellow card comes before the nine days
Thu 2026-02-12 16:00 | 24h   | Fri 2026-02-13 16:00 | Fri 2026-02-13 11:12 | 80 % of 24 h = 19 h 12 min
Fri 2026-02-13 10:00 | 1wd   | Sat 2026-02-14 17:30 | -                    | the worked Saturday is day 1
Fri 2026-02-13 16:30 | 3wh   | Sat 2026-02-14 10:30 | -                    | 1 + 2 h
Fri 2026-02-13 17:00 | 4wh   | Sat 2026-02-14 12:00 | -                    | ½ + 3½ h
Sat 2026-02-14 10:00 | 1wd   | Tue 2026-02-24 17:30 | -                    | then nine days are off
Sat 2026-02-14 16:00 | 4wh   | Tue 2026-02-24 11:00 | Tue 2026-02-24 10:12 | 1½ + 2½ h; 192 min = 90 + 102
Sat 2026-02-14 18:00 | 1wd   | Tue 2026-02-24 17:30 | -                    | after the last close before the festival
Tue 2026-02-17 12:00 | 1wd   | Tue 2026-02-24 17:30 | -                    | on the first day of the lunar year
Tue 2026-02-17 12:00 | 24h   | Wed 2026-02-18 12:00 | -                    | urgent, in the festival
Mon 2026-02-23 22:00 | 2wh   | Tue 2026-02-24 10:30 | -                    | the last evening of the festival
Tue 2026-02-24 09:00 | 5wd   | Mon 2026-03-02 17:30 | Sat 2026-02-28 17:30 | 25, 26, 27, Sat 28, Mon 2
Fri 2026-02-27 10:00 | 2wd   | Mon 2026-03-02 17:30 | Sat 2026-02-28 17:30 | Sat 28, Mon 2
Sat 2026-02-28 11:30 | 4wh   | Sat 2026-02-28 17:30 | -                    | ½ + 3½ h on the worked Saturday
Sat 2026-02-28 11:00 | 2wd   | Tue 2026-03-03 17:30 | Mon 2026-03-02 17:30 | Mon 2, Tue 3
Sun 2026-03-01 09:00 | 4wh   | Mon 2026-03-02 14:30 | -                    | this Sunday is not worked
                     |       |                      |                      | QINGMING: Saturday 4 – Monday 6 April off, nothing made up
Thu 2026-04-02 10:00 | 5wd   | Fri 2026-04-10 17:30 | Thu 2026-04-09 17:30 | 3, 7, 8, 9, 10
Fri 2026-04-03 10:00 | 1wd   | Tue 2026-04-07 17:30 | -                    | Monday is off
Fri 2026-04-03 16:00 | 4wh   | Tue 2026-04-07 11:00 | -                    | 1½ + 2½ h
Sun 2026-04-05 23:30 | 2h    | Mon 2026-04-06 01:30 | Mon 2026-04-06 01:06 | danger to life knows no holiday; 96 of 120 min
Mon 2026-04-06 10:00 | 1wd   | Tue 2026-04-07 17:30 | -                    | a Monday that is off
                     |       |                      |                      | LABOUR DAY: 1–5 May off, Saturday 9 worked
Wed 2026-04-29 15:00 | 5wd   | Sat 2026-05-09 17:30 | Fri 2026-05-08 17:30 | 30, 6, 7, 8, Sat 9
Thu 2026-04-30 10:00 | 1wd   | Wed 2026-05-06 17:30 | -                    | five days off
Thu 2026-04-30 10:00 | 2wd   | Thu 2026-05-07 17:30 | Wed 2026-05-06 17:30 | 6, 7
Thu 2026-04-30 10:00 | 8wd   | Thu 2026-05-14 17:30 | Wed 2026-05-13 17:30 | 6, 7, 8, Sat 9, 11, 12, 13, 14
Thu 2026-04-30 17:00 | 4wh   | Wed 2026-05-06 12:00 | -                    | ½ + 3½ h
Tue 2026-05-05 20:00 | 3wd   | Fri 2026-05-08 17:30 | Thu 2026-05-07 17:30 | 6, 7, 8
Fri 2026-05-08 10:00 | 1wd   | Sat 2026-05-09 17:30 | -                    | the worked Saturday is day 1
Sat 2026-05-09 10:00 | 1wd   | Mon 2026-05-11 17:30 | -                    | the worked Saturday is left out
Sun 2026-05-10 10:00 | 4wh   | Mon 2026-05-11 14:30 | -                    | 3½ + ½ h
                     |       |                      |                      | DRAGON BOAT: Friday 19 – Sunday 21 June off
Wed 2026-06-17 10:00 | 3wd   | Tue 2026-06-23 17:30 | Mon 2026-06-22 17:30 | 18, 22, 23
Thu 2026-06-18 10:00 | 1wd   | Mon 2026-06-22 17:30 | -                    | Friday is off
Thu 2026-06-18 16:00 | 4wh   | Mon 2026-06-22 11:00 | -                    | 1½ + 2½ h
Fri 2026-06-19 07:00 | 24h   | Sat 2026-06-20 07:00 | -                    | a burst main on the festival
Sat 2026-06-20 10:00 | 2wh   | Mon 2026-06-22 10:30 | -                    | from Monday's opening
                     |       |                      |                      | MID-AUTUMN: 25–27 September off; Sunday 20 worked, for October
Fri 2026-09-18 17:00 | 2wh   | Sun 2026-09-20 10:00 | -                    | ½ h, a Saturday off, 1½ h
Sat 2026-09-19 10:00 | 1wd   | Sun 2026-09-20 17:30 | -                    | the Sunday is day 1
Tue 2026-09-22 09:00 | 5wd   | Wed 2026-09-30 17:30 | Tue 2026-09-29 17:30 | 23, 24, 28, 29, 30
Thu 2026-09-24 16:30 | 2wh   | Mon 2026-09-28 09:30 | -                    | 1 + 1 h
Thu 2026-09-24 10:00 | 1wd   | Mon 2026-09-28 17:30 | -                    | Friday is off
                     |       |                      |                      | NATIONAL DAY: 1–7 October off, Saturday 10 worked
Wed 2026-09-23 09:00 | 7wd   | Sat 2026-10-10 17:30 | Fri 2026-10-09 17:30 | over both: 24, 28, 29, 30, 8, 9, Sat 10
Wed 2026-09-30 10:00 | 1wd   | Thu 2026-10-08 17:30 | Thu 2026-10-08 15:00 | 80 % of 330 + 420 min = 330 + 270
Wed 2026-09-30 10:00 | 2wd   | Fri 2026-10-09 17:30 | Thu 2026-10-08 17:30 | 8, 9
Wed 2026-09-30 14:00 | 4wh   | Thu 2026-10-08 09:00 | -                    | 3½ + ½ h
Thu 2026-10-01 08:00 | 15min | Thu 2026-10-01 08:15 | Thu 2026-10-01 08:12 | any day
Wed 2026-10-07 23:50 | 24h   | Thu 2026-10-08 23:50 | -                    | any day
Fri 2026-10-09 10:00 | 3wd   | Tue 2026-10-13 17:30 | Mon 2026-10-12 17:30 | Sat 10, 12, 13
Fri 2026-10-09 16:00 | 4wh   | Sat 2026-10-10 11:00 | -                    | 1½ + 2½ h
Sat 2026-10-10 10:00 | 1wd   | Mon 2026-10-12 17:30 | -                    | the worked Saturday is left out
"""

# 2027 is not loaded: whoever looks at one of its days assumes it to be an ordinary week.
TOWARDS_2027 = """
dispatched           | limit | due                  | yellow card          | remark
---------------------|-------|----------------------|----------------------|------------
Fri 2026-12-25 10:00 | 4wd   | Thu 2026-12-31 17:30 | Wed 2026-12-30 17:30 | settled
Wed 2026-12-30 10:00 | 1wd   | Thu 2026-12-31 17:30 | -                    | settled
Thu 2026-12-31 16:30 | 1wh   | Thu 2026-12-31 17:30 | -                    | settled
Thu 2026-12-31 23:50 | 15min | Fri 2027-01-01 00:05 | Fri 2027-01-01 00:02 | settled
Thu 2026-12-31 20:00 | 24h   | Fri 2027-01-01 20:00 | -                    | settled
Thu 2026-12-31 16:30 | 2wh   | Fri 2027-01-01 09:30 | -                    | provisional
Thu 2026-12-31 10:00 | 1wd   | Fri 2027-01-01 17:30 | -                    | provisional
Mon 2026-12-28 10:00 | 5wd   | Mon 2027-01-04 17:30 | Fri 2027-01-01 17:30 | provisional
"""

# A government whose offices are closed on Monday 9 March and on the worked Saturday, 9 May.
CLOSED = """
dispatched           | limit | due                  | yellow card          | remark
---------------------|-------|----------------------|----------------------|------------------------------------
Fri 2026-03-06 10:00 | 1wd   | Tue 2026-03-10 17:30 | -                    | Monday is closed
Fri 2026-03-06 10:00 | 3wd   | Thu 2026-03-12 17:30 | Wed 2026-03-11 17:30 | 10, 11, 12
Thu 2026-03-05 10:00 | 2wd   | Tue 2026-03-10 17:30 | Fri 2026-03-06 17:30 | 6, 10
Fri 2026-03-06 16:00 | 4wh   | Tue 2026-03-10 11:00 | -                    | 1½ + 2½ h
Mon 2026-03-09 10:00 | 1wh   | Tue 2026-03-10 09:30 | -                    | dispatched on the closed day
Mon 2026-03-09 10:00 | 1wd   | Tue 2026-03-10 17:30 | -                    | dispatched on the closed day
Sun 2026-03-08 23:50 | 15min | Mon 2026-03-09 00:05 | -                    | any day, closed ones too
Fri 2026-05-08 10:00 | 1wd   | Mon 2026-05-11 17:30 | -                    | the Saturday is made up elsewhere
"""

# Summer hours of a hot city: 8:00–12:00 and 15:00–18:00.
SUMMER = """
dispatched           | limit | due                  | yellow card          | remark
---------------------|-------|----------------------|----------------------|------------------------------------
Fri 2026-07-03 10:00 | 1wd   | Mon 2026-07-06 18:00 | Mon 2026-07-06 15:36 | 80 % of 300 + 420 min = 300 + 240 + 36
Fri 2026-07-03 17:00 | 4wh   | Mon 2026-07-06 11:00 | -                    | 1 + 3 h
Mon 2026-07-06 11:30 | 1wh   | Mon 2026-07-06 15:30 | -                    | over a long lunch: ½ + ½ h
Mon 2026-07-06 12:30 | 2wh   | Mon 2026-07-06 17:00 | -                    | in the lunch break
Mon 2026-07-06 19:00 | 1wh   | Tue 2026-07-07 09:00 | -                    | after the close
Fri 2026-05-08 17:30 | 1wh   | Sat 2026-05-09 08:30 | -                    | ½ h, and ½ h on the worked Saturday
"""


class Row(NamedTuple):
    """One line of a table; moments in the city's own time."""

    dispatched: dt.datetime
    limit: str
    due: dt.datetime
    yellow: dt.datetime | None
    remark: str


def rows(table: str) -> Iterator[Row]:
    """The lines of a table, without its heading and what stands between."""
    for line in table.strip().splitlines()[2:]:
        dispatched, limit, due, yellow, remark = (cell.strip() for cell in line.split("|"))
        if dispatched:
            yield Row(
                moment(dispatched), limit, moment(due), None if yellow == "-" else moment(yellow), remark
            )


def moment(written: str) -> dt.datetime:
    """A moment as a table writes it. A weekday that is not the date's own is a slip, and refused."""
    read = dt.datetime.strptime(written, WRITTEN).replace(tzinfo=SHANGHAI)
    if read.strftime(WRITTEN) != written:
        raise ValueError(f"{written} is a {read:%A}")
    return read
