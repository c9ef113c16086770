"""The presenter's page of a meeting: making one, following it live, working with its answers, taking it home, deleting it."""

import functools
import logging
from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from agenda import script, store
from agenda.problems import Away, Refused
from agenda.tally import counted, ranked
from agenda.texts import MOST_TITLE, day
from agenda.views import Entry, Kept, Overview
from etl.problems import Problem
from etl.store import Store
from pages.components.choice import link, reach
from pages.components.files import api, downloads
from pages.components.meetings import answers, desk, room
from pages.components.pictures import large, parts
from pages.components.shell import aside, style
from pages.components.wording import dutch

LOG = logging.getLogger("midsize")
EVERY = 2.0
"""Seconds between two looks at the database while a meeting is not closed."""
STATES = {"answers": "open voor antwoorden", "vote": "stemmen", "closed": "gesloten"}
_ALL, _FORMS, _VOTES = "alle", "vormen", "stemmen"
# Sends the browser through a door that sets a cookie; Streamlit itself can set none.
_go = st.components.v2.component(
    "midsize_goto",
    html="<span hidden></span>",
    js="export default function ({ data }) { if (data.to) window.location.replace(data.to); }",
    isolate_styles=False,
)


def first(held: Store) -> None:
    """Without a meeting: what it is, and a button to make one."""
    parts.title("Kennisagenda", "De zaal schrijft de kennisagenda")
    left, right = st.columns([56, 44], gap="large")
    with left:
        style.text(
            "lead",
            "Deelnemers geven op hun telefoon antwoord op de drie vragen van elk thema. U ziet de antwoorden binnenkomen, zet ze bij elkaar "
            "onder onderwerpen en laat de zaal stemmen.",
        )
        style.bullets(
            [
                "U maakt een sessie. De code en de QR-code zet u groot op het scherm.",
                "Deelnemers scannen de code. Zij geven geen naam en hoeven niets te installeren.",
                "U verbergt wat niet past, zet antwoorden onder onderwerpen en opent het stemmen.",
                "U neemt de kennisagenda mee als Word- of Excel-bestand.",
            ],
            numbered=True,
        )
        style.text(
            "small",
            "Alleen wie de sessie maakt, ziet de antwoorden. Na de bewaartijd die u kiest, wordt alles vanzelf verwijderd. U kunt dat ook eerder zelf doen.",
        )
        if api.served and reach.alone():
            style.notice(
                f"Telefoons kunnen nu niet meedoen: deze monitor staat open op een adres dat alleen op deze computer werkt. {reach.advice()}"
            )
        if not api.served:
            style.empty(
                "Telefoons kunnen nu niet meedoen",
                "Deze monitor is gestart zonder het deel dat telefoons bedient. Wie hem beheert, start hem met: make run.",
            )
            return
    with right:
        form(held)


def form(held: Store) -> None:
    """The choices for a new meeting; a sentence where the questions cannot be read."""
    try:
        script.wrapup()
    except Problem as problem:
        LOG.error("%s", problem)
        style.empty(
            "De vragen van de kennisagenda zijn niet te lezen",
            "Een nieuwe sessie maken kan nu niet. Sessies die er al zijn, gaan door. Wie deze monitor beheert, leest "
            "in het logboek wat er mis is met data/definitions/agenda.toml.",
        )
        return
    today = store.now()
    themes = {theme.id: theme.title for theme in sorted(held.definitions.themes.values(), key=lambda t: t.number)}
    with st.form("nieuwe_sessie", enter_to_submit=False):
        title = st.text_input("Naam van de bijeenkomst (mag leeg blijven)", max_chars=MOST_TITLE, key="sessie_naam")
        style.text("small", "Thema’s")
        chosen = [name for name, words in themes.items() if st.checkbox(words, True, key=f"sessie_{name}")]
        days = st.radio(
            "Bewaren tot",
            store.DAYS,
            index=1,
            format_func=lambda n: f"{day(today + timedelta(days=n))} ({n} dagen)",
            key="sessie_dagen",
        )
        if not st.form_submit_button("Nieuwe sessie", type="primary", key="sessie_maak"):
            return
    if not chosen:
        style.notice("Kies ten minste één thema.")
        return
    wait = desk.wait()
    if wait:
        style.notice(f"Er zijn net veel sessies gemaakt. Probeer het over {dutch.count(wait, 'seconde', 'seconden')} opnieuw.")
        return
    made = script.make([held.definitions.themes[name] for name in chosen])
    try:
        _, key = store.current().create(title, made, int(days or store.DAYS[0]))
    except (Refused, Away) as problem:
        style.notice(str(problem))
        return
    _go(key="naar_beheer", data={"to": desk.door(key)})


def led(meeting: Kept) -> None:
    """The meeting that this browser leads."""
    room.apply()
    if large.on():
        count = len(meeting.script.parts) + 3
        for number in range(count):
            if large.turn():
                _live(meeting, functools.partial(room.screen, number=number))
        return
    parts.title(
        f"Kennisagenda · {STATES[meeting.phase]} · bewaard tot {day(meeting.expires)}", style.literal(meeting.title) or "Kennisagenda"
    )
    url = desk.address(meeting.code)
    if reach.only_here(url):
        style.notice(f"Telefoons kunnen nog niet meedoen: {desk.spoken(url)} werkt alleen op deze computer. {reach.advice()}")
    _buttons(meeting)
    style.rule()
    _live(meeting, _top)
    style.rule()
    choice = _choice(meeting)
    _live(meeting, functools.partial(_list, choice=choice))


def _live(meeting: Kept, draw: Callable[[Overview], None]) -> None:
    """Draw something of the meeting, again and again while it is not closed."""

    def once() -> None:
        try:
            seen = store.current().overview(desk.token())
        except (Refused, Away) as problem:
            style.empty("De antwoorden zijn nu niet te lezen", str(problem))
            return
        draw(seen)

    st.fragment(once, run_every=None if meeting.phase == "closed" else EVERY)()


def _top(seen: Overview) -> None:
    st.html(
        f'<div class="mr-top">{room.invitation(seen)}<div>{room.numbers(seen)}{room.bars(room.per_part(seen), "antwoorden per onderdeel")}{room.left_out(seen)}</div></div>'
    )


def _buttons(meeting: Kept) -> None:
    """What the presenter can do with the meeting as a whole."""
    with st.container(key="sessie_knoppen", horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("Op het scherm", type="primary", key="sessie_groot"):
            link.write("beeld", "groot")
            st.rerun()
        moves = {
            "answers": [("Open het stemmen", "vote"), ("Sluit de sessie", "closed")],
            "vote": [("Terug naar antwoorden", "answers"), ("Sluit de sessie", "closed")],
            "closed": [("Heropen de sessie", "answers")],
        }
        for words, phase in moves[meeting.phase]:
            if st.button(words, key=f"sessie_naar_{phase}"):
                _do(functools.partial(_move, phase))
                st.rerun()
        name = f"kennisagenda_{downloads.slug(meeting.title or meeting.code)}_{meeting.created:%Y-%m-%d}"
        kinds = {"docx": ("Word", "wordprocessingml.document"), "xlsx": ("Excel", "spreadsheetml.sheet")}
        for ending, (words, kind) in kinds.items():
            st.download_button(
                words,
                data=functools.partial(_file, ending, desk.token()),
                file_name=f"{name}.{ending}",
                mime=f"application/vnd.openxmlformats-officedocument.{kind}",
                on_click="ignore",
                key=f"sessie_{ending}",
            )
        with st.popover("Bewaren en verwijderen", key="sessie_meer"):
            _keeping(meeting)


def _keeping(meeting: Kept) -> None:
    style.text("small", f"Op {day(meeting.expires)} worden alle antwoorden vanzelf verwijderd.", strong=day(meeting.expires))
    style.text(
        "small",
        "Deze browser onthoudt dat u de spreker bent. Wilt u de sessie ook op een ander apparaat leiden, bewaar dan de beheerlink. Wie hem heeft, "
        "kan alles; deel hem dus niet met de zaal.",
    )
    shown = st.toggle("Toon de beheerlink", key="sessie_toon")
    leaving = st.toggle("Stop met leiden op dit apparaat", key="sessie_stop")
    if leaving:
        style.text("small", "Bewaar eerst deze beheerlink. Zonder de link kan niemand de sessie nog leiden of de antwoorden nog zien.")
    if shown or leaving:
        st.code(desk.door(desk.token()), language=None, wrap_lines=True)
    if leaving:
        style.leave(desk.door("uit"), "Ik heb de beheerlink bewaard: stop met leiden")
    sure = st.checkbox("Ja, verwijder alle antwoorden", key="sessie_zeker")
    if st.button("Verwijder nu", disabled=not sure, key="sessie_weg") and _do(lambda: store.current().delete(desk.token())):
        _go(key="naar_buiten", data={"to": desk.door("uit")})


def _choice(meeting: Kept) -> str:
    """Which answers to show."""
    asked = meeting.script
    options = {_ALL: "Alle antwoorden"}
    for part in asked.parts:
        for n, question in enumerate(part.questions, 1):
            options[question.id] = f"{part.title}, vraag {n}: {question.text}"
    options[asked.wrapup.topic.id] = f"{asked.wrapup.title}: {asked.wrapup.topic.text}"
    options[_FORMS] = f"{asked.wrapup.themes} {asked.wrapup.forms_question}"
    options[_VOTES] = "Onderwerpen en stemmen"
    return str(st.selectbox("Toon", list(options), format_func=lambda o: options.get(o, o), key="sessie_lijst"))


def _list(seen: Overview, choice: str) -> None:
    if choice == _FORMS:
        st.html(room.wished(seen))
    elif choice == _VOTES:
        st.html(room.votes(seen, 200))
    else:
        shown = [e for e in seen.entries if choice in (_ALL, e.question)]
        answers.table(seen, shown, "sessie_antwoorden", functools.partial(_act, shown), st.session_state.get("sessie_gezegd", ""))


def _act(shown: list[Entry], chosen: list[int], what: str, title: str) -> None:
    """Do what the list asks for."""
    words = {
        "hide": "verborgen",
        "show": "weer te zien",
        "group": f"onder ‘{title.strip()}’ gezet" if title.strip() else "uit het onderwerp gehaald",
    }
    desk_ = store.current()
    if what == "group":
        done = _do(lambda: desk_.group(desk.token(), chosen, title))
    else:
        done = _do(lambda: desk_.hide(desk.token(), chosen, what == "hide"))
    if done:
        st.session_state["sessie_gezegd"] = f"{counted(len(chosen), 'antwoord', 'antwoorden')} {words[what]}."


def _move(phase: str) -> None:
    if phase == "vote" and not ranked(store.current().overview(desk.token())):
        raise Refused("Er is nog niets om op te stemmen. Zet eerst antwoorden onder een onderwerp; dan komt dat op de lijst van de zaal.")
    store.current().move(desk.token(), phase)


def _do(work: Callable[[], None]) -> bool:
    """Do something; a refusal becomes a line above the list. Gives whether it was done."""
    try:
        work()
    except (Refused, Away) as problem:
        st.session_state["sessie_gezegd"] = str(problem)
        return False
    return True


def _file(ending: str, key: str) -> bytes:
    """The file as of the moment it is asked for."""
    from agenda import export  # loads what writes documents, which no other visitor needs

    seen = store.current().overview(key)
    return aside.run(export.document if ending == "docx" else export.workbook, seen, store.now())
