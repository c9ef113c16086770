"""How the middle of a group moved, in one line: always of the same cities in both years, and never of less than the definition calls a difference. Pure."""

from etl.model import Indicator
from etl.values import rounded
from etl.view import Movement, View
from pages.components.wording import dutch

OF_THREE = 0.5
"""The part of each position that three sentences side by side must be true of: with more, the smallest of them leaves but the last few years."""


def movement(view: View) -> str:
    """How the middle city of the group moved over the years drawn, in one line."""
    return _line(view, whose=False)


def middle_movement(view: View) -> str:
    """The same as `movement`, saying whose figure it is, for a picture in which my city is drawn too."""
    return _line(view, whose=True)


def _line(view: View, whose: bool) -> str:
    indicator, found = view.indicator, view.movement()
    if found is None:
        middle = view.median_in()
        return (
            dutch.figure(middle, indicator) + " in de middelste stad"
            if middle is not None
            else f"Over {view.year} zijn er te weinig cijfers"
        )
    name, verb = dutch.sentence_case(indicator.phrase), _verb(found, indicator)
    who = f"In de middelste stad {verb or 'bleef'} {indicator.phrase}" if whose else f"{name} {verb or 'bleef'}"
    if not verb:
        if by(found, indicator) == 0:
            return f"{name} is in de middelste stad even {'hoog' if indicator.words[0] == 'hoger' else 'groot'} als in {found.first}{compared_over(found)}"
        return f"{who} sinds {found.first} ongeveer gelijk{compared_over(found)}"
    start = dutch.figure(found.start, indicator) if indicator.unit == "euro" else dutch.number(found.start, indicator.decimals)
    return f"{who} sinds {found.first} van {start} naar {dutch.figure(found.end, indicator)}{compared_over(found)}"


def by(found: Movement, indicator: Indicator) -> float:
    """The size of a movement between the figures as they are shown."""
    return rounded(found.end, indicator.decimals) - rounded(found.start, indicator.decimals)


def _verb(found: Movement, indicator: Indicator) -> str:
    """`steeg` or `daalde`; empty where the definition calls the movement no difference."""
    moved = by(found, indicator)
    return "" if not indicator.differs(moved) else "steeg" if moved > 0 else "daalde"


def compared_over(found: Movement) -> str:
    """Of how many cities a movement is told, where the line beside it, of all cities of each year, ends or begins at another figure."""
    return f" ({found.cities} steden)" if found.alone else ""


def note(view: View) -> str:
    """Which cities a movement is told of, in full, where it is not the movement of the line; empty elsewhere."""
    found = view.movement()
    if found is None or not found.alone:
        return ""
    return (
        f"{found.first} en {found.last} zijn te vergelijken in {found.cities} steden: met in beide jaren een cijfer, over hetzelfde gebied. "
        "De lijn is van alle steden met een cijfer in dat jaar."
    )


def spread(view: View) -> str:
    """The distance between the highest and the lowest city now and at the start of the stretch without a break, over the same cities."""
    indicator, found = view.indicator, view.movement()
    if found is None:
        return dutch.sentence_case(indicator.phrase)
    both = view.both(found.first)
    then, now = (float(v) for v in both.max(axis=0) - both.min(axis=0))
    first, last = view.years.index(found.first), view.years.index(view.year)
    drawn = [float(view.high[i] - view.low[i]) for i in (first, last)]
    other = [rounded(v, indicator.decimals) for v in drawn] != [rounded(v, indicator.decimals) for v in (then, now)]
    who = f" ({found.cities} steden)" if other else ""
    return (
        f"Hoogste en laagste stad verschillen {dutch.difference(now, indicator)}; in {found.first} was dat "
        f"{dutch.difference(then, indicator)}{who}"
    )


def start_of(views: dict[int, View]) -> int | None:
    """The first year from which the middle of every position can be told; None where one of them cannot."""
    found = [view.movement(part=OF_THREE) for view in views.values()]
    return max(one.first for one in found if one is not None) if all(found) else None


def same_cities(views: dict[int, View]) -> tuple[int, int] | None:
    """Since when, and over how many cities, the lines of the three positions are drawn of the same cities only: where those of all cities of each
    year would go another way than what is said of them. None where the lines of all cities tell the same."""
    start = start_of(views)
    found = [view.movement(start, OF_THREE) for view in views.values()] if start is not None else []
    if start is None or not any(one.alone for one in found if one is not None):
        return None
    return start, sum(one.cities for one in found if one is not None)


def three_movements(views: dict[int, View]) -> str:
    """How the middle city of each position moved since one year, in one line: the same way everywhere, or where not."""
    indicator, start = views[1].indicator, start_of(views)
    found = {position: view.movement(start, OF_THREE) for position, view in views.items()} if start is not None else {}
    verbs = {position: _verb(one, indicator) for position, one in found.items() if one is not None}
    if len(verbs) < len(views):
        return dutch.sentence_case(f"{indicator.phrase} in drie posities")
    name, end = dutch.sentence_case(indicator.phrase), views[1].year
    # A break after the year shown ends what can be said: then both years are named.
    since = f"sinds {start}" if end == views[1].years[-1] else f"van {start} tot {end}"
    still = "gelijk" if all(one is None or by(one, indicator) == 0 or verbs[p] for p, one in found.items()) else "ongeveer gelijk"
    where = {verb: [p for p in views if verbs[p] == verb] for verb in ("steeg", "daalde", "")}
    for verb, said in (("steeg", f"steeg {since}"), ("daalde", f"daalde {since}"), ("", f"bleef {since}")):
        if len(where[verb]) == len(views):
            return f"{name} {said} in elke positie{'' if verb else f' {still}'}"
    parts = [f"{verb or f'bleef {still}'} in positie {dutch.listing([str(p) for p in there])}" for verb, there in where.items() if there]
    return f"{name} {', '.join(parts)} ({since})"
