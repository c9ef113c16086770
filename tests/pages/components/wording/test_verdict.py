"""Verdicts on the page are those of the snapshot, in words of their own, for my city, the positions and all cities."""

from html import unescape

import pytest

from etl.store import Store
from pages.components.choice import selection
from pages.components.choice.selection import Choice
from pages.components.sections import trendlist
from pages.components.wording import verdict
from tests.pages.opening import THEMES, visit, working


def choice(held: Store, code: str | None) -> Choice:
    city = held.city(code) if code else None
    return Choice(city, next(iter(selection.groups(held, city).values())))


@pytest.mark.parametrize("code", [None, "GM0294", "GM0345"])
def test_the_list_of_trends_shows_the_verdicts_of_the_snapshot(held: Store, code: str | None) -> None:
    for trend in held.definitions.trends.values():
        row = trendlist.row(held, trend, choice(held, code))
        if row["cells"] is None:
            assert row["missing"], trend.id
            continue
        subjects = [code or "", "position-1", "position-2", "position-3", "midsize"]
        for subject, cell in zip(subjects, row["cells"], strict=True):
            stored = held.verdicts(trend.id, subject)
            kind = stored[0].verdict if stored else "no_data"
            assert (cell["kind"], cell["sign"]) == (kind, verdict.SIGNS[kind])
            assert cell["word"] == (verdict.WORDS[kind] if kind != "no_data" else "–")
            assert cell["thin"] == bool(stored and stored[0].evidence == "thin")


def test_every_verdict_of_the_snapshot_has_a_word_a_sign_and_an_explanation(held: Store) -> None:
    subjects = [*(c.code for c in held.cities()), "position-1", "position-2", "position-3", "midsize"]
    kinds = {row.verdict for t in held.definitions.trends for s in subjects for row in held.verdicts(t, s)}
    assert kinds <= set(verdict.WORDS) == set(verdict.SIGNS) == set(verdict.EXPLAINED)
    assert len(set(verdict.WORDS.values())) == len(set(verdict.SIGNS.values())) == len(verdict.WORDS)


def test_a_trend_without_a_test_never_gets_a_verdict(held: Store) -> None:
    for trend in held.definitions.trends.values():
        if not trend.tests:
            assert trendlist.row(held, trend, choice(held, None))["cells"] is None
            assert {row.verdict for row in held.verdicts(trend.id, "midsize")} <= {"no_data"}


@pytest.mark.parametrize("code", [None, "GM0294"])
def test_the_box_beside_a_trend_says_what_the_list_says(held: Store, code: str | None) -> None:
    paths = {theme: path for path, theme in THEMES.items()}
    name = held.city(code).name if code else "Alle middelgrote steden"
    for trend in held.definitions.trends.values():
        app = visit(paths[trend.theme], {"trend": trend.id, **({"gemeente": code} if code else {})})
        working(app)
        boxes = [unescape(e.proto.body) for e in app.get("html") if 'class="mm-verdict"' in e.proto.body]
        stored = held.verdicts(trend.id, code or "midsize")
        assert len(boxes) == bool(stored and trend.tests)
        for box in boxes:
            assert f"<strong>{name}: {verdict.WORDS[stored[0].verdict]}</strong>" in box


def test_the_reason_names_every_test_once(held: Store) -> None:
    for trend in held.definitions.trends.values():
        rows = held.verdicts(trend.id, "midsize")
        said = verdict.because(held, rows) if len(rows) > 2 else ""
        if said and rows[0].verdict != "no_data" and rows[0].evidence != "uncertain":
            for row in rows[1:]:
                assert row.verdict == "no_data" or verdict.short(held, row.test) in said, (trend.id, row.test)
