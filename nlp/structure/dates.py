"""Days and years as reports print them, the damaged ones included.

Takes strings, gives dates with their place and with whether digits or signs had to be supplied. Accepts 2021-02-19,
2021年2月19日, 二〇二一年二月十九日, full width, blanks inside, and (marked ``restored``) days that lost 年 and 月 on the way
("2021219日") where only one reading is a day of the calendar. Never guesses between two readings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.structure.lines import compact, squeeze
from nlp.text import fold

__all__ = ["FoundDate", "damaged_days", "find_dates", "find_period", "find_year", "restore_day"]

_HAN = {"〇": "0", "○": "0", "零": "0", "О": "0", "O": "0", "o": "0", "Ο": "0", "0": "0"}
_HAN.update({c: str(i + 1) for i, c in enumerate("一二三四五六七八九")})
_HAN_YEAR = r"[二2][〇○零OoОΟ0][〇○零OoОΟ0一二三四五][〇○零OoОΟ0一二三四五六七八九]"
_DATE = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2}) *(?:年|[-/.]) *(?P<m>1[0-2]|0?[1-9]) *(?:月|[-/.]) *"
    r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?: *(?:日|号)|(?![0-9]))"
    r"|(?<![0-9])(?P<y8>20[0-9]{2})(?P<m8>0[1-9]|1[0-2])(?P<d8>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|(?P<yh>{_HAN_YEAR}) *年 *(?P<mh>十[一二]?|[一二三四五六七八九]|元) *月 *"
    r"(?P<dh>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?) *日"
)
_YEAR = re.compile(rf"(?<![0-9])(20[0-4][0-9])(?:年(?:度)?)?(?![0-9])|({_HAN_YEAR})(?:年(?:度)?)?")
_PERIOD = re.compile(
    r"(?<![0-9])(20[0-4][0-9])年?[-./]?0?1[月./-]?0?1日?(?:零时|0时)?[起始]*(?:开始)?[,，]?(?:至|到|截至|截止|止于|—|-|－|~|～|–)+"
    r"(?:同年|当年|本年|次年|(20[0-4][0-9])年?)?[-./]?(?:1[0-2]|0?[1-9])月?[./-]?(?:3[01]|[12][0-9]|0?[1-9])日?"
)
_LOST_SIGNS = re.compile(r"(?<![0-9.])(20[0-4][0-9])([0-9]{2,4})(?=日)|(?<![0-9.])(20[0-4][0-9])年([0-9]{3,4})(?=日)")
_BARE = re.compile(r"(20[0-4][0-9])([0-9]{2,3})日?")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day at ``[start, end)`` of the string that was searched; ``restored`` if its signs were lost."""

    day: datetime.date
    start: int
    end: int
    restored: bool = False


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    if text == "元":
        return 1
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_HAN.get(tens, "1")) * 10 + int(_HAN.get(ones, "0"))
    return int(_HAN[text])


def find_dates(text: str) -> Iterator[FoundDate]:
    """All whole dates of ``text`` in order."""
    for match in _DATE.finditer(fold(text)):
        if match["y"]:
            found = _day(int(match["y"]), int(match["m"]), int(match["d"]))
        elif match["y8"]:
            found = _day(int(match["y8"]), int(match["m8"]), int(match["d8"]))
        else:
            year = int("".join(_HAN.get(c, c) for c in match["yh"]))
            found = _day(year, _han_number(match["mh"]), _han_number(match["dh"]))
        if found is not None:
            yield FoundDate(found, match.start(), match.end())


def restore_day(text: str) -> FoundDate | None:
    """The day that a line of nothing but digits stands for (2021219), if there is only one."""
    plain = squeeze(text)
    match = _BARE.fullmatch(plain)
    if match is None:
        return None
    days = _readings(int(match[1]), match[2])
    return FoundDate(days[0], 0, len(text), restored=True) if len(days) == 1 else None


def _readings(year: int, digits: str) -> list[datetime.date]:
    """All ways to cut ``digits`` into month and day."""
    days: list[datetime.date] = []
    for cut in (1, 2):
        month, day = digits[:cut], digits[cut:]
        if not day or len(day) > 2 or (len(month) == 2 and month[0] == "0" and len(day) == 1):
            continue
        found = _day(year, int(month), int(day)) if int(month) and int(day) else None
        if found is not None and found not in days:
            days.append(found)
    return days


def damaged_days(text: str) -> Iterator[tuple[int, int]]:
    """Places of days that lost their 年 or 月 ("202011日", "2020年1231日")."""
    for match in _LOST_SIGNS.finditer(text):
        year, digits = (match[1], match[2]) if match[1] else (match[3], match[4])
        if _readings(int(year), digits):
            yield match.start(), match.end() + 1


def find_year(text: str) -> tuple[int, int, int] | None:
    """The first year of ``text``, in digits or Chinese numerals: (year, start, end)."""
    plain, index = compact(text)
    match = _YEAR.search(plain)
    if match is None:
        return None
    digits = match[1] or "".join(_HAN.get(c, c) for c in match[2])
    return int(digits), index[match.start()], index[match.end() - 1] + 1


def find_period(text: str) -> tuple[int, int, int] | None:
    """The year of the first statistical period from 1 January on: (year, start, end)."""
    plain, index = compact(text)
    for match in _PERIOD.finditer(plain):
        if match[2] is None or match[2] == match[1]:
            return int(match[1]), index[match.start()], index[match.end() - 1] + 1
    return None
