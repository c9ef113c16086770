"""Verdicts in words and marks: what a trend's figures say for a city, a position and all cities, and why. Ink only, never good or bad."""

import math
from html import escape

import streamlit as st

from etl.model import Indicator, Test, Trend
from etl.store import Store, Verdict
from pages.components.choice.selection import Choice
from pages.components.shell import style
from pages.components.wording import dutch

WORDS = {"follows": "volgt", "departs": "wijkt af", "mixed": "gemengd", "no_data": "geen uitkomst"}
SIGNS = {"follows": "=", "departs": "≠", "mixed": "≈", "no_data": ""}
EXPLAINED = {
    "follows": "de cijfers bewegen mee met de trend",
    "departs": "de cijfers bewegen de andere kant op",
    "mixed": "de cijfers spreken elkaar tegen of zijn niet zeker",
    "no_data": "er is te weinig om het te toetsen",
}
EXPECTED = {"up": "omhoog", "down": "omlaag", "stable": "gelijk", "more": "meer", "less": "minder"}


def whole(held: Store, trend: str, subject: str) -> Verdict | None:
    """The verdict of a trend as a whole, or None where the snapshot has none."""
    found = held.verdicts(trend, subject)
    return found[0] if found else None


def legend() -> None:
    """The four marks with their meaning."""
    st.html(
        "".join(
            f'<p class="mm-legend"><span class="mm-mark {k}">{SIGNS[k]}</span><span><b>{WORDS[k]}</b> {EXPLAINED[k]}</span></p>'
            for k in WORDS
        )
    )


def box(held: Store, trend: Trend, choice: Choice) -> None:
    """The verdict for my city, or for all midsize cities, with what decided it."""
    subject, name = (choice.city.code, choice.city.name) if choice.city else ("midsize", "Alle middelgrote steden")
    rows = held.verdicts(trend.id, subject)
    if not rows or not trend.tests:
        return
    first = rows[0]
    reason = because(held, rows) or EXPLAINED[first.verdict]
    st.html(
        f'<div class="mm-verdict"><span class="mm-mark big {first.verdict}" aria-hidden="true">{SIGNS[first.verdict]}</span>'
        f"<div><strong>{escape(name)}: {WORDS[first.verdict]}</strong><span>{escape(reason)}</span></div></div>"
    )


def because(held: Store, rows: tuple[Verdict, ...]) -> str:
    """`volgt: 65-plussers, 80-plussers; wijkt af: jonger dan 20`; empty where a single test says it all."""
    first, tests = rows[0], rows[1:]
    if first.evidence == "uncertain":
        return "het CBS rondt zo grof af dat een richting niet vast te stellen is"
    if first.verdict == "no_data":
        return "deze trend is alleen voor de steden samen te toetsen" if not tests else EXPLAINED["no_data"]
    said = []
    for kind in ("follows", "departs", "mixed"):
        names = [short(held, t.test) for t in tests if t.verdict == kind]
        if names:
            said.append(f"{'onzeker of gelijk' if kind == 'mixed' else WORDS[kind]}: {', '.join(names)}")
    thin = "; weinig metingen" if first.evidence == "thin" else ""
    return "; ".join(said) + thin if len(tests) > 1 else EXPLAINED[first.verdict] + thin


def short(held: Store, test: str) -> str:
    """A test in one or two words: the short name of its figure."""
    indicator = held.definitions.indicators[test.split(":")[1] if ":" in test else test]
    if test.startswith("spread:"):
        return f"verschil in {indicator.short}"
    if test.startswith("compare:"):
        return f"{indicator.short} tussen posities"
    return indicator.short


def why(held: Store, trend: Trend, choice: Choice) -> None:
    """The numbers behind the verdict: per test what was expected, how fast it went, how sure that is, and the outcome."""
    subject, name = (choice.city.code, choice.city.name) if choice.city else ("midsize", "alle middelgrote steden")
    rows = {row.test: row for row in held.verdicts(trend.id, subject)}
    if not trend.tests or "" not in rows:
        return
    everyone = {row.test: row for row in held.verdicts(trend.id, "midsize")}
    body: list[str] = []
    shared: list[str] = []
    for test in trend.tests:
        row = rows.get(test.id) or everyone.get(test.id)
        if row is not None:
            (body if test.id in rows else shared).append(_row(held.definitions.indicators[test.indicator], test, row))
    # What can only be told of all cities together takes no part in the verdict of one of them.
    if body and shared:
        body.append('<tr class="group"><th scope="colgroup" colspan="5">Telt alleen mee voor alle steden samen</th></tr>')
    body += shared
    alone = any(test.kind == "direction" for test in trend.tests)
    st.subheader(f"Waarom ‘{WORDS[rows[''].verdict]}’?" if alone else "De toets voor alle steden samen", anchor=False)
    name = name if alone else "alle middelgrote steden"
    heads = ("".join(f'<th scope="col">{h}</th>' for h in ("verwacht", "per jaar of verschil", "kans op toeval", "uitkomst"))).replace(
        "<th", '<th class="num"', 1
    )
    st.html(
        f'<table class="mm-why"><thead><tr><th scope="col">{escape(style.capital(name))}</th>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    )
    style.text(
        "source",
        "Kans op toeval: hoe vaak zo’n uitkomst ontstaat als er niets verandert of verschilt; onder 5 % noemen we het een richting. "
        "Uitgesloten toeval is geen oorzaak. Hoe we toetsen, staat bij Verantwoording.",
    )


def _row(indicator: Indicator, test: Test, row: Verdict) -> str:
    label = indicator.title
    if test.kind == "spread":
        label = f"Verschil tussen steden in {indicator.short}"
    elif test.kind == "compare":
        label = f"{indicator.title}: positie {test.positions[0]} tegen {test.positions[1]}" + (", groei" if test.of == "growth" else "")
    period = f"{row.first}–{row.last}" if row.n and row.first != row.last else str(row.first) if row.n else ""
    if test.kind == "compare":
        unit = "procentpunt" if test.relative or indicator.unit == "%" else indicator.unit
        pace = f"{dutch.signed(row.change, max(indicator.decimals, 1 if test.relative else 0))}{dutch.THIN}{unit}" if row.n else "–"
    else:
        pace = dutch.signed(row.slope, 2 if abs(row.slope) < 10 else 0) if row.n else "–"
    chance = (
        "–"
        if math.isnan(row.p)
        else f"&lt;{dutch.THIN}0,1{dutch.THIN}%"
        if row.p < 0.001
        else f"{dutch.number(row.p * 100, 1)}{dutch.THIN}%"
    )
    thin = f' <small class="thin">{row.n} metingen</small>' if row.evidence == "thin" and row.n else ""
    return (
        f"<tr><td>{escape(label)}<small>{period}</small></td><td>{EXPECTED[test.expect]}</td><td>{escape(pace)}</td><td>{chance}</td>"
        f'<td><span class="mm-mark {row.verdict}" aria-hidden="true">{SIGNS[row.verdict]}</span> {WORDS[row.verdict]}{thin}</td></tr>'
    )
