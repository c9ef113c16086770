"""How much room words take on a slide. Pure.

A deck is opened on machines with other fonts than ours, so nothing is measured with a font: the widths are about those of DejaVu Sans, the widest
face that a program takes instead. Text that fits by this estimate fits everywhere; a little air is the price.
"""

_NARROW = frozenset("ijltfrI.,:;'’‘|!()[]-\u00a0 /")
_WIDE = frozenset("mwMWQ%&@€—…≥")
_MARGIN = 1.08
LEADING = 1.2
"""Line height as a part of the letter size."""


def width(text: str, points: float, *, bold: bool = False) -> float:
    """The width of a line of text in inches."""
    ems = sum(0.31 if c in _NARROW else 0.86 if c in _WIDE else 0.68 if c.isupper() else 0.555 for c in text)
    return ems * points / 72 * _MARGIN * (1.17 if bold else 1.0)


def lines(text: str, points: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes in `room` inches when it breaks between words; at least one. A line break in the text starts a new line."""
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0.0
        for word in paragraph.split(" "):
            long = width(word, points, bold=bold)
            if used and used + width(f" {word}", points, bold=bold) > room:
                count += 1
                used = 0.0
            used += width(f" {word}", points, bold=bold) if used else long
            # A word that is longer than the line is broken.
            count += int(used // room) if used > room else 0
            used %= room
    return count


def height(count: int, points: float) -> float:
    """The height of `count` lines in inches."""
    return count * points * LEADING / 72


def size(text: str, room: float, most: int, sizes: tuple[int, ...], *, bold: bool = False) -> int:
    """The largest of these sizes at which a text takes at most `most` lines; the smallest where none does."""
    return next((points for points in sizes if lines(text, points, room, bold=bold) <= most), sizes[-1])


def apart(wished: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Middles for labels as near as can be to those wished, in the same order, that do not overlap and lie between `low` and `high`.

    Where all together are higher than the room, they start at `low` and run over the end: the caller drops some first.
    """
    order = sorted(range(len(wished)), key=lambda i: wished[i])
    placed: list[list[int]] = []
    middles: list[float] = []

    def settle(cluster: list[int]) -> float:
        """The top of a pile of labels that lies as near as can be to what each of them wished."""
        offset, wishes = 0.0, []
        for i in cluster:
            wishes.append(wished[i] - heights[i] / 2 - offset)
            offset += heights[i]
        return max(low, min(sum(wishes) / len(wishes), high - offset))

    for i in order:
        placed.append([i])
        middles.append(settle(placed[-1]))
        while len(placed) > 1 and middles[-2] + sum(heights[j] for j in placed[-2]) > middles[-1] + 1e-9:
            last = placed.pop()
            middles.pop()
            placed[-1] += last
            middles[-1] = settle(placed[-1])
    out = [0.0] * len(wished)
    for cluster, top in zip(placed, middles, strict=True):
        for i in cluster:
            out[i] = top + heights[i] / 2
            top += heights[i]
    return out
