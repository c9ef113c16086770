"""The thresholds of the position rule as sliders: closed steps in the link, and a way back to the official ones."""

import streamlit as st

from etl.model import PositionRule, Threshold
from etl.typology import Thresholds
from pages.components.choice import link
from pages.components.wording import positionwords

NAMES = {
    "larger_core": "kern",
    "comparable": "verschil",
    "commuting_share": "pendel",
    "near_commuting_share": "pendeldichtbij",
    "near_km": "dichtbij",
    "inhabitants_per_km": "bereik",
    "furthest_km": "verst",
    "bond_share": "band",
    "draw": "werk",
}
"""What each threshold is called in a link."""


def chosen(rule: PositionRule) -> Thresholds:
    """The thresholds in the link; one that is not among its steps falls back to the official one, with a line that says so."""
    limits = rule.limits
    for threshold in rule.thresholds:
        values = _values(threshold)
        official = _written(threshold.value)
        limits = limits.moved(threshold.key, values[link.read(NAMES[threshold.key], values, official) or official])
    return limits


def moved(rule: PositionRule, limits: Thresholds) -> list[str]:
    """The keys of the thresholds that differ from the official ones."""
    return [t.key for t in rule.thresholds if getattr(limits, t.key) != t.value]


def sliders(rule: PositionRule, limits: Thresholds) -> None:
    """A slider per threshold, three beside each other, and the button back."""
    for start in range(0, len(rule.thresholds), 3):
        for column, threshold in zip(st.columns(3, gap="large"), rule.thresholds[start : start + 3], strict=False):
            with column:
                _slider(rule, threshold, float(getattr(limits, threshold.key)))
    st.button("Terug naar de officiële drempels", on_click=_reset, args=(rule,), disabled=not moved(rule, limits), key="drempels_terug")


def _slider(rule: PositionRule, threshold: Threshold, value: float) -> None:
    values = _values(threshold)
    key = f"keuze_{NAMES[threshold.key]}"
    st.session_state[key] = _written(value)

    def changed() -> None:
        link.write(NAMES[threshold.key], st.session_state[key], _written(threshold.value))

    st.select_slider(
        f"{threshold.name} … {'' if threshold.unit == '%' else threshold.unit}".strip(),
        list(values),
        format_func=lambda text: positionwords.threshold(rule, threshold.key, values[text], unit=False),
        key=key,
        on_change=changed,
        help=f"Officieel: {positionwords.threshold(rule, threshold.key, threshold.value)}. {threshold.reason}",
    )


def _reset(rule: PositionRule) -> None:
    for threshold in rule.thresholds:
        link.write(NAMES[threshold.key], None)


def _values(threshold: Threshold) -> dict[str, float]:
    """The steps by how a link writes them."""
    return {_written(value): value for value in threshold.choices}


def _written(value: float) -> str:
    return f"{value:g}"
