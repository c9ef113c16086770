"""Figures with what belongs to them: an interval, a status, and a reason where there is no figure.

A `Cells` holds one quantity for every region and year of a `Grid` as dense arrays, so that "every cell has a value or a
reason" holds by construction and arithmetic carries intervals, statuses and reasons along.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.periods import STATUSES

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

REASONS = ("", "not_yet", "absent_in_source", "not_in_snapshot", "unknown", "secret", "impossible", "city_did_not_exist")
"""Why a value is missing, from weak to strong: a figure made of several parts takes the strongest reason among them."""


@dataclass(frozen=True)
class Grid:
    """The regions (rows) and years (columns) that every quantity is laid out on."""

    regions: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.regions), len(self.years)


@dataclass(frozen=True)
class Cells:
    """One quantity on a grid.

    `value` is NaN exactly where `missing` (an index into REASONS) is not 0; `low` and `high` bound what the figure may really
    be, given the rounding of its parts, and equal `value` where it is exact; `status` indexes `STATUSES`.
    """

    value: Floats
    low: Floats
    high: Floats
    status: Codes
    missing: Codes

    def __post_init__(self) -> None:
        if not np.array_equal(np.isnan(self.value), self.missing != 0):
            raise AssertionError("every cell must have either a value or a reason")

    def scaled(self, factor: float) -> "Cells":
        """The same quantity in another unit; `factor` must be positive."""
        return Cells(self.value * factor, self.low * factor, self.high * factor, self.status, self.missing)

    def called(self, status: str) -> "Cells":
        """The same figures, all with this status."""
        return Cells(self.value, self.low, self.high, np.full(self.status.shape, STATUSES.index(status), np.int8), self.missing)

    def within(self, lowest: float | None, highest: float | None) -> "Cells":
        """The same quantity with its interval cut to what is possible, such as 0 to 100 for a share."""
        low = self.low if lowest is None else np.maximum(self.low, lowest)
        high = self.high if highest is None else np.minimum(self.high, highest)
        # Where the figure itself lies outside, the checks must see it: the interval keeps it inside.
        return Cells(self.value, np.minimum(low, self.value), np.maximum(high, self.value), self.status, self.missing)

    def between(self, lower: "Cells", upper: "Cells") -> "Cells":
        """The same figures with the bounds that the source gives itself, where it gives both; they never leave the figure outside."""
        given = (self.missing == 0) & (lower.missing == 0) & (upper.missing == 0)
        low = np.where(given, np.minimum(lower.value, self.value), self.low)
        high = np.where(given, np.maximum(upper.value, self.value), self.high)
        return Cells(self.value, low, high, self.status, self.missing)


def empty(shape: tuple[int, int], reason: str) -> Cells:
    """No figure anywhere, for one reason."""
    nan = np.full(shape, np.nan)
    return Cells(nan, nan, nan, np.full(shape, STATUSES.index("not_stated"), np.int8), np.full(shape, REASONS.index(reason), np.int8))


def _together(parts: Sequence[Cells]) -> tuple[Codes, Codes]:
    """Status and reason of a figure made of these parts: the softest status, the strongest reason."""
    status = np.maximum.reduce([p.status for p in parts])
    missing = np.maximum.reduce([p.missing for p in parts])
    return status, missing


def add(parts: Sequence[Cells]) -> Cells:
    """The sum of quantities; one missing part makes the sum missing."""
    status, missing = _together(parts)
    total = [np.where(missing == 0, np.sum([getattr(p, end) for p in parts], axis=0), np.nan) for end in ("value", "low", "high")]
    return Cells(total[0], total[1], total[2], status, missing)


def subtract(whole: Cells, part: Cells) -> Cells:
    """`whole - part`; its interval is the widest that both intervals allow."""
    status, missing = _together([whole, part])
    return Cells(whole.value - part.value, whole.low - part.high, whole.high - part.low, status, missing)


def divide(above: Cells, below: Cells, per: float) -> Cells:
    """`above / below × per` for quantities that cannot be negative; division by zero is `impossible`.

    The interval is the widest that the parts' intervals allow; where the lower end of `below` is 0, the upper end is infinite.
    """
    status, missing = _together([above, below])
    missing = np.where((missing == 0) & (below.value == 0), REASONS.index("impossible"), missing).astype(np.int8)
    held = missing == 0
    value, low, high = (np.full(above.value.shape, np.nan) for _ in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        value[held] = above.value[held] / below.value[held] * per
        low[held] = np.maximum(above.low[held], 0) / below.high[held] * per
        floor = np.maximum(below.low[held], 0)
        high[held] = np.where(floor > 0, above.high[held] / np.where(floor > 0, floor, 1) * per, np.inf)
    return Cells(value, low, high, status, missing)


def fill(first: Cells, then: Cells, may: NDArray[np.bool_]) -> Cells:
    """`first`, with the figures of `then` where `first` has none and `may` allows; reasons of `then` replace weaker ones."""
    take = (first.missing != 0) & (then.missing == 0) & may
    reason = np.where((first.missing != 0) & (then.missing != 0) & may, np.maximum(first.missing, then.missing), first.missing)
    return Cells(
        np.where(take, then.value, first.value),
        np.where(take, then.low, first.low),
        np.where(take, then.high, first.high),
        np.where(take, then.status, first.status).astype(np.int8),
        np.where(take, 0, reason).astype(np.int8),
    )


def rounded(value: float, decimals: int) -> float:
    """A figure as it is shown: halves go away from zero, as a reader, a spreadsheet and the pictures do; never -0.

    Judged on the figure as it is written (to nine decimals), not on the binary number next to it: 22.45 becomes 22.5. Negative decimals round
    to tens, hundreds, thousands. What is no number, or far too large to have decimals, comes back as it is.
    """
    if not abs(value) < 1e15:
        return value
    steps = math.floor(float(f"{abs(value):.9f}e{decimals}") + 0.5)
    return math.copysign(steps / 10**decimals if decimals > 0 else float(steps * 10**-decimals), value) + 0.0


def rounded_all(values: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """The same for each of several figures."""
    return np.array([rounded(float(v), decimals) for v in values.ravel()], np.float64).reshape(values.shape)
