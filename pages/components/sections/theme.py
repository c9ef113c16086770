"""One theme page, made from its definition: the trends as a list to choose from, and the chosen trend with its figures."""

import streamlit as st

from etl.model import Indicator, Theme, Trend
from etl.store import COUNTRY, Store
from etl.view import View, make
from pages.components.choice import link, opened, selection
from pages.components.choice.selection import Choice
from pages.components.pictures import parts
from pages.components.research import revised
from pages.components.sections import trendlist
from pages.components.shell import menu, style
from pages.components.wording import dutch, missing, verdict, words


def page(theme_id: str) -> None:
    """The page of one theme."""
    held = opened.held()
    theme = held.definitions.themes[theme_id]
    trends = held.definitions.trends_of(theme_id)
    first = next((t for t in trends if lead(held, t) and any(test.kind == "direction" for test in t.tests)), trends[0])
    picked = link.read("trend", {t.id: t.name for t in trends}, first.id) or first.id
    trend = next(t for t in trends if t.id == picked)
    choice, _, year = selection.bar(held, year_of=lead(held, trend))
    head(held, theme, trends, trend, choice)
    style.rule()
    section(held, trends, trend, choice, year)
    style.rule()
    agenda(theme)
    behind = [i for i in held.indicators() if i.id in trend.indicators]
    mine = [choice.city.code] if choice.city is not None else []
    revised.behind(held, behind, list(dict.fromkeys([*selection.whole(held).codes, *choice.group.codes, *mine, COUNTRY])))


def lead(held: Store, trend: Trend) -> Indicator | None:
    """The figure a trend opens with, if it has any."""
    known = {i.id: i for i in held.indicators()}
    return next((known[i] for i in trend.indicators if i in known), None)


def head(held: Store, theme: Theme, trends: tuple[Trend, ...], trend: Trend, choice: Choice) -> None:
    """The title of the theme beside the list of its trends."""
    left, right = st.columns([38, 62], gap="large")
    with left:
        parts.title(f"Thema {theme.number} van 4", theme.title)
        style.text("lead", theme.intro)
        verdict.legend()
    with right:
        trendlist.table(held, trends, trend, choice, key=f"trends_{theme.id}", pressed=open_trend)


def open_trend(code: str) -> None:
    """A pressed trend opens, with its latest year."""
    link.write("trend", code)
    link.write("jaar", None)


def section(held: Store, trends: tuple[Trend, ...], trend: Trend, choice: Choice, year: int | None) -> None:
    """The chosen trend: what is tested, the figures, and what is still missing."""
    left, right = st.columns([62, 38], gap="large", vertical_alignment="bottom")
    with left, st.container(key="kop_trend"):
        style.text("kicker", f"{'Opgave' if trend.task else 'Trend'} {trends.index(trend) + 1} van {len(trends)}")
        st.header(trend.name, anchor=False)
        style.text("small", f"Stelling die we toetsen: {trend.statement}", strong="Stelling die we toetsen:")
    with right, st.container(gap="xsmall"):
        verdict.box(held, trend, choice)
    known = {i.id: i for i in held.indicators()}
    figures = [known[i] for i in trend.indicators if i in known]
    if not figures:
        style.empty("Geen figuur: er is nog geen cijfer", trend.needs)
        return
    main = make(held, figures[0], choice.group, choice.city, year)
    wide, narrow = st.columns([716, 456], gap="medium")
    with wide:
        parts.line(main, f"{trend.id}_{figures[0].id}")
    with narrow:
        clicked = parts.strip(everyone(held, main), selection.by_position(held), held, f"strook_{trend.id}")
        open_city(clicked, choice)
    style.text("sentence", words.sentence(main))
    small(held, trend, figures[1:], choice)
    left, right = st.columns([58, 42], gap="large") if trend.tests else (st.container(), st.container())
    with left:
        verdict.why(held, trend, choice)
        without(held, figures, year)
    with right:
        st.subheader("Wat betekent dit?", anchor=False)
        style.text("small", trend.why)
        if trend.proxy:
            style.text("small", f"Verwant cijfer: {trend.proxy}", strong="Verwant cijfer:")
        if trend.needs:
            style.text("small", trend.needs)


def everyone(held: Store, view: View) -> View:
    """The same figure and year for all midsize cities, for the strip."""
    return make(held, view.indicator, selection.whole(held), view.city, view.year)


def without(held: Store, figures: list[Indicator], year: int | None) -> None:
    """Which cities have no figure in the year shown of the first figure, and in the latest year of the others, and why."""
    views = [make(held, indicator, selection.whole(held), None, year if n == 0 else None) for n, indicator in enumerate(figures)]
    said = [text for text in map(missing.lacking, views) if text]
    if not said:
        style.text("source", "Elke stad heeft een cijfer.")
        return
    with st.expander(f"Bij {len(said)} van de {dutch.count(len(figures), 'cijfer', 'cijfers')} ontbreken steden: welke en waarom"):
        style.bullets(said)


def small(held: Store, trend: Trend, figures: list[Indicator], choice: Choice) -> None:
    """The further figures of a trend, two beside each other."""
    across = 3 if len(figures) == 3 else 2
    for start in range(0, len(figures), across):
        for column, indicator in zip(st.columns(across, gap="medium"), figures[start : start + across], strict=False):
            with column:
                parts.line(make(held, indicator, choice.group, choice.city), f"{trend.id}_{indicator.id}", compact=True)


def open_city(code: str | None, choice: Choice) -> None:
    """A clicked city becomes my city."""
    if code and (choice.city is None or code != choice.city.code):
        link.write("gemeente", code)
        st.rerun()


def agenda(theme: Theme) -> None:
    """The tasks (opgaven) and the discussion questions of the source."""
    left, right = st.columns([58, 42], gap="large")
    with left:
        st.subheader("Opgaven", anchor=False)
        style.nested(theme.tasks)
    with right:
        st.subheader("Discussie", anchor=False)
        style.bullets(theme.questions, numbered=True)
        st.page_link(menu.AGENDA, label="Leg deze vragen voor aan een zaal: Kennisagenda")
        style.text("source", "Opgaven en vragen: presentatie ‘Samen kansen pakken in 2017’ van het Platform Middelgrote Gemeenten.")
