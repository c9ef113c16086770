"""The parts of a city's profile besides its figures: who it is, what stands out, what the trends say, whom to learn from. Each a few lines of text.

What is written as HTML is escaped here.
"""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from etl import partners
from etl.partners import Lesson
from etl.store import City, Store, Verdict
from etl.view import make
from pages.components.choice.selection import Choice
from pages.components.research import revised
from pages.components.sections import profile
from pages.components.shell import kept, style
from pages.components.wording import verdict, words, words_city


def outstanding(held: Store, choice: Choice) -> None:
    """The figures furthest from the middle city, and what it took to stand out."""
    assert choice.city is not None
    found, views = profile.outstanding(held, choice.group, choice.city)
    by_id = {one.indicator: one for one in found.distances}
    with st.container(key="opvallend", gap="xsmall"):
        st.header("Wat het meest opvalt", anchor=False)
        if views:
            items = []
            for view in views:
                one = by_id[view.indicator.id]
                items.append(
                    f'<li><a href="{_link("vergelijk", choice, indicator=view.indicator.id)}">{escape(view.indicator.title)}</a>'
                    f"<strong>{escape(words_city.standing_out(view))}</strong> <small>{escape(words_city.as_far(one))}</small></li>"
                )
            st.html(f'<ul class="mm-outstanding">{"".join(items)}</ul>')
        style.text("source", words_city.looked_at(found))


def trends(held: Store, choice: Choice) -> None:
    """Every trend that was tested for this city, by theme, with its verdict in a mark and a word; each leads to its page."""
    assert choice.city is not None
    with st.container(key="uitkomsten", gap="xsmall"):
        st.header(f"Volgt {choice.city.name} de trends?", anchor=False)
        style.text("small", words_city.tally([v.verdict for v in _verdicts(held, choice.city)]))
        columns = []
        for theme in held.definitions.themes.values():
            lines = []
            for trend in held.definitions.trends_of(theme.id):
                found = verdict.whole(held, trend.id, choice.city.code)
                if found is None or found.verdict == "no_data":
                    continue
                thin = ' <small class="thin">weinig metingen</small>' if found.evidence == "thin" else ""
                lines.append(
                    f'<li><span class="mm-mark {found.verdict}" aria-hidden="true">{verdict.SIGNS[found.verdict]}</span><span>'
                    f'<a href="{_link(theme.path, choice, trend=trend.id)}">{escape(trend.short or trend.name)}</a> '
                    f"<b>{verdict.WORDS[found.verdict]}</b>{thin}</span></li>"
                )
            if lines:
                columns.append(f"<div><h3>{escape(theme.title)}</h3><ul>{''.join(lines)}</ul></div>")
        st.html(f'<div class="mm-tested">{"".join(columns)}</div>')


def _verdicts(held: Store, city: City) -> list[Verdict]:
    found = (verdict.whole(held, t.id, city.code) for t in held.definitions.trends.values())
    return [v for v in found if v is not None]


def lessons(held: Store, city: City) -> list[Lesson]:
    """Per trend the cities of the same position that went another way."""
    peers = [c.code for c in held.cities() if c.position == city.position and c.code != city.code]
    known = {i.id: i for i in held.indicators()}
    trends = held.definitions.trends.values()
    return kept.recall(held, ("lessons", city), lambda: partners.lessons(trends, known, held.verdicts, held.panel, city.code, peers))


def learning(held: Store, choice: Choice) -> None:
    """Whom to learn from: names with numbers, in the order of the register, and a link that puts the cities beside each other."""
    assert choice.city is not None
    with st.container(key="leerpartners", gap="xsmall"):
        st.header("Leren van elkaar", anchor=False)
        style.text(
            "small",
            "Steden in dezelfde positie waar het op een trend anders ging. Geen ranglijst: anders is niet beter. Vraag wat zij deden, "
            "en wat er in de omgeving gebeurde.",
        )
        found = lessons(held, choice.city)
        if not found:
            style.empty(
                "Geen leerpartners gevonden",
                "In deze positie ging het nergens duidelijk anders, of er zijn te weinig jaren om te vergelijken.",
            )
            return
        cards = []
        for one in found:
            several = ".".join(p.code for p in one.partners)
            link = _link("vergelijk", Choice(choice.city, choice.group), indicator=one.indicator.id, met=several)
            cards.append(
                f"<li><h3>{escape(one.trend.short or one.trend.name)}</h3><p>{escape(words_city.lesson(held, choice.city, one))}</p>"
                f'<a href="{link}" aria-label="Vergelijk: {escape(one.indicator.title)}">Naast elkaar zetten</a></li>'
            )
        st.html(f'<ul class="mm-lessons">{"".join(cards)}</ul>')


def _link(path: str, choice: Choice, **more: str) -> str:
    """A link to another page with my city, written from ids of closed lists."""
    asked = {**({"gemeente": choice.city.code} if choice.city else {}), **more}
    return escape(f"{path}?{urlencode(asked)}")


def inhabitants(held: Store, city: City) -> tuple[float, int] | None:
    """The latest number of inhabitants with its year; None where the snapshot does not hold it."""
    if "inhabitants" not in {i.id for i in held.indicators()}:
        return None
    panel = held.panel("inhabitants", [city.code])
    known = [(float(v), y) for v, y in zip(panel.value[0].tolist(), panel.years, strict=True) if v == v]
    return known[-1] if known else None


def source(held: Store, choice: Choice) -> str:
    """The source line of the figures that a profile opens with."""

    def work() -> str:
        shown = [i for theme in held.definitions.themes.values() for i in profile.of_theme(held, theme, False)]
        tables = dict.fromkeys(t for i in shown for t in make(held, i, choice.group, choice.city).tables)
        return words.source_line(held, tuple(tables))

    return kept.recall(held, ("source", choice), work)


def revised_since(held: Store, choice: Choice, unfolded: str | None) -> None:
    """Where the link names another snapshot: which figures behind this profile are others in the one in use."""
    shown = [i for theme in held.definitions.themes.values() for i in profile.of_theme(held, theme, theme.id == unfolded)]
    if choice.city is not None:
        shown += [view.indicator for view in profile.outstanding(held, choice.group, choice.city)[1]]
        shown += [i for i in held.indicators() if i.id == "inhabitants"]
    mine = [choice.city.code] if choice.city is not None else []
    revised.behind(held, list(dict.fromkeys(shown)), list(dict.fromkeys([*mine, *choice.group.codes])))
