"""The presenter's page of the knowledge agenda: making a meeting, leading it, and what it says when something is missing."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from agenda import database, script, store
from agenda.script import TOPIC
from agenda.store import Agenda
from agenda.texts import day
from etl.store import Store
from pages.components.choice import link
from pages.components.files import api
from pages.components.meetings import answers, desk, meeting, room
from tests.pages.opening import texts, visit, working

BASE = "https://monitor.example/"
NASTY = "<img src=x onerror=alert(1)> & **vet**"


@pytest.fixture
def agenda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agenda]:
    """The meetings that the page sees: none, in a database of this test's own, on a server that serves phones."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'agenda' / 'test.sqlite3'}")
    monkeypatch.setattr(api, "served", True)
    monkeypatch.setattr(link, "base", lambda: BASE)
    monkeypatch.setattr(desk, "_limit", api.Limit(desk.PER_MINUTE))
    store.current.cache_clear()
    yield store.current()
    store.current().database.close()
    store.current.cache_clear()


@pytest.fixture
def led(agenda: Agenda, held: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The code and token of a meeting that this browser leads, with some answers."""
    code, token = agenda.create("Zaal 3", script.make(held.definitions.themes.values()), 30)
    one, two = agenda.join(code), agenda.join(code)
    for n, (key, question, text) in enumerate(
        [(one, "economy.1", "Werk"), (one, TOPIC, NASTY), (two, TOPIC, "Wonen"), (two, "economy.2", "Weg")]
    ):
        agenda.answer(code, key, question, text, f"form-{n:016d}")
    agenda.choose(code, one, [("economy", "research"), ("environment", "research")], "form-choose-0000001")
    agenda.hide(token, [4], True)
    monkeypatch.setattr(desk, "token", lambda: token)
    return code, token


def sent(app: AppTest, name: str) -> list[dict[str, Any]]:
    """What was sent to the components with this name."""
    return [json.loads(e.proto.json) for e in app.get("bidi_component") if e.proto.component_name == name]


def bodies(app: AppTest) -> str:
    return " ".join(e.proto.body for e in app.get("html"))


def test_a_first_visitor_reads_what_it_is_and_until_when_answers_stay(agenda: Agenda) -> None:
    app = visit("kennisagenda")
    working(app)
    assert [len(app.checkbox), len(app.radio)] == [4, 1]
    assert [option.split(" (")[1] for option in app.radio[0].options] == ["7 dagen)", "30 dagen)", "90 dagen)"]
    assert database.Database().exists() is False, "looking makes no database"


def test_without_the_server_for_phones_the_page_says_what_to_do(agenda: Agenda, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "served", False)
    app = visit("kennisagenda")
    working(app)
    assert any("make run" in text for text in texts(app, "empty"))
    assert len(app.button) == 0


def test_a_new_meeting_goes_through_the_door_and_its_token_stands_nowhere_else(agenda: Agenda) -> None:
    app = visit("kennisagenda")
    app.text_input(key="sessie_naam").set_value("  Waalwijk ")
    app.checkbox(key="sessie_governance").set_value(False)
    app.radio(key="sessie_dagen").set_value(7)
    app.button(key="sessie_maak").click().run()
    assert not app.exception
    (door,) = sent(app, "midsize_goto")
    assert door["to"].startswith(f"{BASE}kennisagenda/beheer/")
    token = door["to"].rsplit("/", 1)[1]
    made = agenda.managed(token)
    assert (made.title, [part.id for part in made.script.parts]) == ("Waalwijk", ["economy", "resilience", "environment"])
    assert (made.expires - made.created).days == 7
    assert token not in bodies(app)
    assert token not in str(app.query_params)


def test_a_meeting_without_a_theme_is_not_made(agenda: Agenda) -> None:
    app = visit("kennisagenda")
    for box in app.checkbox:
        box.set_value(False)
    app.button(key="sessie_maak").click().run()
    assert texts(app, "notice") == ["Kies ten minste één thema."]
    assert sent(app, "midsize_goto") == []


def test_who_makes_many_meetings_must_wait(agenda: Agenda) -> None:
    app = visit("kennisagenda")
    for _ in range(desk.PER_MINUTE):
        app.button(key="sessie_maak").click().run()
        assert texts(app, "notice") == []
    app.button(key="sessie_maak").click().run()
    assert any("Probeer het over" in text for text in texts(app, "notice"))


@pytest.mark.parametrize("query", [{}, {"beheer": "onbekend"}])
def test_a_key_that_opens_nothing_gives_the_first_page_with_a_sentence(
    agenda: Agenda, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "token", lambda: "" if query else "x" * 43)
    app = visit("kennisagenda", query)
    working(app)
    assert texts(app, "notice") == ["De beheerlink is onbekend, of de sessie is al verwijderd."]
    assert app.query_params == {}


def test_a_browser_that_keeps_no_cookies_is_told(agenda: Agenda) -> None:
    assert any("bewaart geen cookies" in text for text in texts(visit("kennisagenda", {"beheer": "open"}), "notice"))


def test_the_presenter_sees_code_totals_and_answers(led: tuple[str, str]) -> None:
    code, token = led
    app = visit("kennisagenda", {"beheer": "open"})
    working(app)
    assert texts(app, "notice") == []
    assert app.query_params == {}
    assert app.title[0].value == "Zaal 3"
    shown = bodies(app)
    assert f"{code[:4]} {code[4:]}" in shown
    assert "monitor.example/meedoen" in shown
    assert "data:image/svg+xml" in shown
    assert "<b>2</b><span>doen mee</span>" in shown
    (listed,) = sent(app, "midsize_answers")
    assert [(row["text"], row["hidden"]) for row in listed["rows"]] == [("Werk", False), (NASTY, False), ("Wonen", False), ("Weg", True)]
    assert token not in shown, "the key is shown only on asking"
    app.toggle(key="sessie_toon").set_value(True).run()
    assert app.code[0].value == f"{BASE}kennisagenda/beheer/{token}"


def test_who_stops_leading_sees_the_private_link_first(led: tuple[str, str]) -> None:
    _, token = led
    app = visit("kennisagenda")
    assert "beheer/uit" not in bodies(app), "one press takes no key away"
    app.toggle(key="sessie_stop").set_value(True).run()
    working(app)
    assert app.code[0].value == f"{BASE}kennisagenda/beheer/{token}"
    assert f'href="{BASE}kennisagenda/beheer/uit"' in bodies(app)


def test_damaged_questions_are_a_sentence_and_meetings_go_on(
    agenda: Agenda, held: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = agenda.create("Zaal 3", script.make(held.definitions.themes.values()), 30)
    damaged = tmp_path / "agenda.toml"
    damaged.write_text("title = ", encoding="utf-8")
    read = script.wrapup
    monkeypatch.setattr(script, "wrapup", lambda: read(damaged))
    app = visit("kennisagenda")
    working(app)
    assert "agenda.toml" in texts(app, "empty")[0]
    assert len(app.button) == 0
    assert "cannot be read as TOML" in caplog.text, "who keeps the monitor finds the line"
    monkeypatch.setattr(desk, "token", lambda: token)
    assert visit("kennisagenda").title[0].value == "Zaal 3"


def test_the_name_of_a_meeting_is_no_markup(agenda: Agenda, held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = agenda.create("![x](https://x.example/a.png) **vet** $a$ :red[b]", script.make(held.definitions.themes.values()), 7)
    monkeypatch.setattr(desk, "token", lambda: token)
    assert visit("kennisagenda").title[0].value == r"\!\[x\]\(https\:\/\/x\.example\/a\.png\) \*\*vet\*\* \$a\$ \:red\[b\]"


def test_until_when_answers_are_kept_stands_above_them(agenda: Agenda, led: tuple[str, str]) -> None:
    (kicker,) = texts(visit("kennisagenda"), "kicker")
    assert kicker.endswith(f"bewaard tot {day(agenda.managed(led[1]).expires)}")


def test_one_question_the_forms_and_the_votes_can_be_chosen(led: tuple[str, str]) -> None:
    app = visit("kennisagenda")
    app.selectbox(key="sessie_lijst").set_value(TOPIC).run()
    assert [row["text"] for row in sent(app, "midsize_answers")[0]["rows"]] == [NASTY, "Wonen"]
    app.selectbox(key="sessie_lijst").set_value("vormen").run()
    assert "Praktijkonderzoek" in bodies(app)
    app.selectbox(key="sessie_lijst").set_value("stemmen").run()
    assert "<li>Wonen</li>" in bodies(app)
    assert "<img src=x" not in bodies(app)


def test_the_buttons_move_the_meeting_and_a_closed_one_is_no_longer_asked_for(agenda: Agenda, led: tuple[str, str]) -> None:
    _, token = led
    app = visit("kennisagenda")
    for key, phase in [
        ("sessie_naar_vote", "vote"),
        ("sessie_naar_answers", "answers"),
        ("sessie_naar_closed", "closed"),
        ("sessie_naar_answers", "answers"),
    ]:
        app.button(key=key).click().run()
        assert not app.exception
        assert agenda.managed(token).phase == phase


def test_the_list_does_what_is_asked_and_says_so(agenda: Agenda, led: tuple[str, str]) -> None:
    _, token = led
    app = visit("kennisagenda")
    shown = list(agenda.overview(token).entries)
    with pytest.MonkeyPatch.context() as patch:
        kept: dict[str, str] = {}
        patch.setattr(meeting.st, "session_state", kept)
        meeting._act(shown, [1, 3], "group", " Huizen ")
        assert kept["sessie_gezegd"] == "2 antwoorden onder ‘Huizen’ gezet."
        meeting._act(shown, [1], "group", "")
        meeting._act(shown, [3], "hide", "")
        assert kept["sessie_gezegd"] == "1 antwoord verborgen."
        meeting._act(shown, [3], "group", "x" * 81)
        assert "81 tekens" in kept["sessie_gezegd"]
    entries = {e.text: e for e in agenda.overview(token).entries}
    assert entries["Werk"].topic is None
    assert entries["Wonen"].hidden
    working(app.run())


@pytest.mark.parametrize(
    "given",
    [
        None,
        3,
        [],
        {},
        {"what": "drop", "ids": [1]},
        {"what": "hide", "ids": "1"},
        {"what": "hide", "ids": [9, "1", True, None]},
        {"what": "group", "ids": [1], "title": 3},
    ],
)
def test_what_a_browser_makes_up_is_not_done(given: object) -> None:
    assert answers.asked(given, {2, 3}) is None


def test_what_the_list_may_ask_is_cut_to_what_was_sent() -> None:
    assert answers.asked({"what": "hide", "ids": [2, 7, 3]}, {2, 3}) == ([2, 3], "hide", "")


def test_deleting_needs_a_second_thought(agenda: Agenda, led: tuple[str, str]) -> None:
    _, token = led
    app = visit("kennisagenda")
    assert app.button(key="sessie_weg").disabled
    app.checkbox(key="sessie_zeker").set_value(True).run()
    app.button(key="sessie_weg").click().run()
    assert sent(app, "midsize_goto") == [{"to": f"{BASE}kennisagenda/beheer/uit"}]
    with pytest.raises(store.Unknown):
        agenda.managed(token)


@pytest.mark.parametrize("figure", range(1, 8))
def test_every_large_picture_stands_without_what_is_hidden(led: tuple[str, str], figure: int) -> None:
    app = visit("kennisagenda", {"beeld": "groot", "figuur": str(figure)})
    assert not app.exception
    assert texts(app, "notice") == []
    (shown,) = [e.proto.body for e in app.get("html") if 'class="mr-screen"' in e.proto.body]
    assert "Weg" not in shown.replace("Weg met", "")
    assert "<img src=x" not in shown
    assert sent(app, "midsize_answers") == []


def test_the_files_hold_the_meeting_of_this_moment(agenda: Agenda, led: tuple[str, str]) -> None:
    code, token = led
    agenda.answer(code, agenda.join(code), TOPIC, "Op het laatst", "form-late-00000000001")
    book = openpyxl.load_workbook(io.BytesIO(meeting._file("xlsx", token)))
    assert [row[3] for row in book["Antwoorden"].iter_rows(min_row=2, values_only=True)] == ["Werk", NASTY, "Wonen", "Weg", "Op het laatst"]
    assert meeting._file("docx", token).startswith(b"PK")


def test_when_the_database_is_away_the_page_says_so(led: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "agenda").rename(tmp_path / "away")
    app = visit("kennisagenda")
    working(app)
    assert any("opnieuw" in text for text in texts(app, "empty"))
    (tmp_path / "away").rename(tmp_path / "agenda")
    assert app.run().title[0].value == "Zaal 3"


def test_the_totals_agree_where_answers_are_hidden(agenda: Agenda, led: tuple[str, str]) -> None:
    _, token = led
    seen = agenda.overview(token)
    shown = sum(n for _, n in room.per_part(seen))
    assert (shown, len(seen.entries)) == (3, 4)
    assert f"<b>{shown}</b><span>antwoorden</span>" in room.numbers(seen)
    app = visit("kennisagenda")
    assert "1 antwoord is verborgen en telt hier niet mee." in bodies(app)
    agenda.hide(token, [4], False)
    whole = agenda.overview(token)
    assert "<b>4</b><span>antwoorden</span>" in room.numbers(whole)
    assert room.left_out(whole) == ""


def test_an_address_that_no_phone_can_reach_has_no_code_to_scan(
    agenda: Agenda, led: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, token = led
    assert "<img" in room.invitation(agenda.overview(token))
    assert not [text for text in texts(visit("kennisagenda"), "notice") if "Telefoons" in text]
    monkeypatch.setattr(link, "base", lambda: "http://127.0.0.1:8501/")
    told = room.invitation(agenda.overview(token))
    assert "<img" not in told
    assert "Ga op deze computer naar" in told
    assert f"{code[:4]} {code[4:]}" in told, "the code itself goes on working"
    (said,) = [text for text in texts(visit("kennisagenda"), "notice") if "Telefoons" in text]
    assert said.startswith("Telefoons kunnen nog niet meedoen: 127.0.0.1:8501/meedoen werkt alleen op deze computer.")
    monkeypatch.setattr(desk, "token", lambda: "")
    (said,) = [text for text in texts(visit("kennisagenda"), "notice") if "Telefoons" in text]
    assert "alleen op deze computer werkt" in said, "before a meeting is made, too"


def test_before_anybody_voted_no_noughts_look_like_an_outcome(agenda: Agenda, led: tuple[str, str]) -> None:
    _, token = led
    before = room.votes(agenda.overview(token), 7)
    assert "Wonen" in before
    assert "Er is nog niet gestemd." in before
    assert "mr-bars" not in before
    agenda.move(token, "vote")
    assert "0 deelnemers stemden" in room.votes(agenda.overview(token), 7)


def test_a_meeting_that_is_closed_invites_nobody(agenda: Agenda, led: tuple[str, str]) -> None:
    code, token = led
    agenda.move(token, "closed")
    told = room.invitation(agenda.overview(token))
    assert "De sessie is gesloten." in told
    assert "<img" not in told
    assert code[:4] not in told


def test_bars_are_in_proportion_and_zero_is_zero() -> None:
    assert 'width:100.0%"></em></i><b>4</b>' in room.bars([("a", 4), ("b", 1)], "x")
    assert 'width:25.0%"></em></i><b>1</b>' in room.bars([("a", 4), ("b", 1)], "x")
    assert 'width:0.0%"></em></i><b>0</b>' in room.bars([("a", 0)], "x")


def test_voting_opens_only_when_there_is_something_to_vote_on(agenda: Agenda, held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    code, token = agenda.create("", script.make(held.definitions.themes.values()), 7)
    monkeypatch.setattr(desk, "token", lambda: token)
    app = visit("kennisagenda")
    app.button(key="sessie_naar_vote").click().run()
    assert agenda.managed(token).phase == "answers"
    assert "nog niets om op te stemmen" in " ".join([*bodies(app).splitlines(), str(sent(app, "midsize_answers")[0])])
    agenda.answer(code, agenda.join(code), TOPIC, "Wonen", "form-0000000000000001")
    app.button(key="sessie_naar_vote").click().run()
    assert agenda.managed(token).phase == "vote"
