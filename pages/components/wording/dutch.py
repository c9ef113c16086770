"""Numbers, dates and counts as a Dutch reader writes them. Pure."""

import math
import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from etl.model import Indicator
from etl.values import rounded

THIN = "\u00a0"
MINUS = "\u2212"
HYPHEN = "\u2011"
"""A hyphen at which no line breaks."""
HERE = ZoneInfo("Europe/Amsterdam")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")
_COUNTS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")


def number(value: float, decimals: int) -> str:
    """`1.234,5`, with a real minus sign; never `-0,0`: rounding comes first. Negative decimals round to tens, hundreds, thousands.

    The pictures do the same (`dutch` in figure/core.js), so that a sentence and the picture beside it never differ.
    """
    shown = rounded(value, decimals)
    text = f"{abs(shown):,.{max(decimals, 0)}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if shown < 0 else text


def signed(value: float, decimals: int) -> str:
    """As `number`, with a plus sign before what is above zero."""
    return f"+{number(value, decimals)}" if rounded(value, decimals) > 0 else number(value, decimals)


def figure(value: float, indicator: Indicator) -> str:
    """A figure with its unit, for a sentence: `22,0 %`, `€ 376.000`, `3,1 km`, `521 per 1.000 inwoners`."""
    before, after = around(indicator)
    return f"{before}{number(value, indicator.decimals)}{after}"


def around(indicator: Indicator) -> tuple[str, str]:
    """What stands before and after the number of a figure with its unit."""
    if indicator.unit == "euro":
        return f"€{THIN}", ""
    if indicator.unit in indicator.phrase:
        # "het aantal banen per 1.000 inwoners" is 484, not 484 per 1.000 inwoners.
        return "", ""
    return "", f"{THIN}{indicator.unit}"


def label(value: float, indicator: Indicator) -> str:
    """A figure for a label in a picture: with its unit where that is short, else the number alone."""
    return figure(value, indicator) if len(indicator.unit) <= 4 else number(value, indicator.decimals)


def difference(value: float, indicator: Indicator) -> str:
    """The size of a difference without its sign: `2,0 procentpunt`, `€ 12.000`, `0,4 km`."""
    if indicator.unit == "%":
        return f"{number(abs(value), indicator.decimals)}{THIN}procentpunt"
    if indicator.unit.startswith("per ") or indicator.unit in ("inwoners", "woningen"):
        return number(abs(value), indicator.decimals)
    return figure(abs(value), indicator)


def titled(indicator: Indicator) -> str:
    """The title with its unit, `Inwoners van 65 jaar of ouder, %`; the unit is not said twice."""
    return indicator.title if indicator.unit.casefold() in indicator.title.casefold() else f"{indicator.title}, {indicator.unit}"


def unbroken(text: str) -> str:
    """A text for a headline: `’s-Hertogenbosch`, `65-plussers` and `wo-diploma` stay on one line, with the apostrophe of print.

    For display only: what is searched or read aloud keeps the plain signs.
    """
    return re.sub(r"(?<![-\w])(\d+|[^\W\d_]{1,3})-(?=[^\W\d_])", rf"\1{HYPHEN}", re.sub(r"(?<!\w)'(?=s-)", "’", text))


def count(n: int, one: str, many: str) -> str:
    """`één stad`, `twee steden`, `41 steden`."""
    word = _COUNTS[n] if n < len(_COUNTS) else number(n, 0)
    return f"{word} {one if n == 1 else many}"


def counted(n: int, one: str, many: str) -> str:
    """`1 rij`, `2 rijen`, `1.240 rijen`: as `count`, in digits, for what is read as a number."""
    return f"{number(n, 0)} {one if n == 1 else many}"


def ordinal(rank: int) -> str:
    """`1e`, `12e`: the short form for places."""
    return f"{rank}e"


def date(stamp: str) -> str:
    """`20 november 2026` for an ISO date or time, of the calendar in the Netherlands; the text itself where it is none."""
    when = _here(stamp)
    return stamp if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(stamp: str) -> str:
    """`20 november 2026 om 14.05 uur` for an ISO time, as the clock in the Netherlands has it; the text itself where it is none."""
    when = _here(stamp)
    return stamp if when is None else f"{date(stamp)} om {when.hour}.{when.minute:02d} uur"


def days(stamps: Sequence[str]) -> list[str]:
    """The dates of these times; where two fall on one day, those have the time with them, so that they can be told apart."""
    plain = [date(stamp) for stamp in stamps]
    return [moment(stamp) if plain.count(day) > 1 else day for stamp, day in zip(stamps, plain, strict=True)]


def _here(stamp: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    except ValueError:
        return None
    return when.astimezone(HERE) if when.tzinfo is not None else when


def month(stamp: str) -> str:
    """`april 2025` for an ISO date or time."""
    return date(stamp).split(" ", 1)[-1]


def listing(words: list[str]) -> str:
    """`Goes`, `Goes en Venlo`, `Goes, Venlo en Zeist`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} en {words[-1]}" if words else ""


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about `wanted` steps apart evenly."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return [0.0, 1.0]
    if high - low < 1e-9 * max(1.0, abs(low), abs(high)):
        low, high = low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw - 1e-12)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) + 0.0 for n in range(first, last + 1)]


def sentence_case(text: str) -> str:
    """The text with its first letter as a capital; `'s-` keeps its small letter and lifts the next one."""
    return text[:1].upper() + text[1:]
