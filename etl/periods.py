"""CBS period keys: `2024JJ00`, `2014MM12`, `2024HJ01`, `2012SJ00`, `2015G005` and what they stand for.

One total parser: a key either becomes a `Period` or raises a sentence. Nothing is guessed, because a year that was
read as a quarter would be summed with years later on.
"""

import re
from dataclasses import dataclass

from etl.problems import SourceProblem

# Widths follow CBS's own scheme: four digits, two letters, two digits; five-year spans are one letter, three digits.
_KEY = re.compile(r"(?P<year>\d{4})(?:(?P<grain>JJ|MM|KW|HJ|SJ|W1|X0|XX)(?P<part>\d{2})|(?P<span>G)(?P<length>\d{3}))")
_PARTS = {"JJ": (0, 0), "SJ": (0, 0), "HJ": (1, 2), "KW": (1, 4), "MM": (1, 12), "W1": (0, 99), "X0": (0, 99), "XX": (0, 99)}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time as CBS names it.

    `year` is the calendar year in the key, `grain` CBS's two letters (`JJ` year, `MM` month, `KW` quarter, `HJ` half
    year, `SJ` school year, `G` a span of years), `part` the number of the month, quarter or half year, or the length of the span.
    """

    year: int
    grain: str
    part: int = 0

    @property
    def key(self) -> str:
        """The key as CBS writes it, without padding."""
        return f"{self.year:04d}{self.grain}{self.part:0{3 if self.grain == 'G' else 2}d}"

    @property
    def suffix(self) -> str:
        """The key without its year: what all periods of one grain and part share, such as `JJ00` or `MM12`."""
        return self.key[4:]


def parse(key: str) -> Period:
    """Read a CBS period key; blanks around it do not count.

    Raises `SourceProblem` for anything that is not a known key, naming it.
    """
    match = _KEY.fullmatch(key.strip())
    if match is None or not key.isascii():
        raise SourceProblem(f"'{key}' is no period key that Midsize Monitor knows (such as 2024JJ00 or 2014MM12).")
    year = int(match["year"])
    if match["span"]:
        return Period(year, "G", int(match["length"]))
    grain, part = match["grain"], int(match["part"])
    low, high = _PARTS[grain]
    if not low <= part <= high:
        raise SourceProblem(f"Period key '{key}' has part {part}; {grain} runs from {low} to {high}.")
    return Period(year, grain, part)


# CBS's words in `Perioden.Status` and ours. An unlisted word is `not_stated`, never final; so is "Onbekend", which archives write.
_STATUS = {"definitief": "final", "voorlopig": "provisional", "nadervoorlopig": "revised", "onbekend": "not_stated"}
STATUSES = ("final", "estimated", "not_stated", "revised", "provisional", "forecast")
"""Statuses from firm to soft; a derived figure is as soft as its softest part. `not_stated`: the source does not say how firm it is."""
RENAMED = {"unknown": "not_stated"}
"""What snapshots of before called a status; `unknown` now is a reason why there is no figure, and nothing else."""


def status(word: str | None, title: str = "") -> str:
    """Our status for CBS's `Perioden.Status`; a title that ends in `*` means provisional where no status is given."""
    known = _STATUS.get((word or "").replace(" ", "").casefold(), "not_stated")
    return "provisional" if known == "not_stated" and title.rstrip().endswith("*") else known
