"""The pages for phones: forms that work without a script, sentences for everything that can go wrong, and nothing of others to be had."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from agenda import gate, store, web
from agenda.database import Database
from agenda.script import TOPIC, Script
from agenda.store import Agenda
from agenda.views import Option
from pages.components.files import api
from tests.agenda.conftest import Clock
from tests.agenda.phone import Phone, Reply

HOST = "127.0.0.1"
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "{{ 7*7 }}{% for %}",
    "</textarea><b>",
    "&lt;&amp;",
    "javascript:x",
]
MARK = "form-0000000000000001"
KNOWN = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "header",
        "img",
        "span",
        "main",
        "h1",
        "p",
        "ul",
        "li",
        "form",
        "label",
        "input",
        "textarea",
        "button",
        "details",
        "summary",
        "section",
        "fieldset",
        "legend",
        "template",
        "a",
        "div",
    ]
)


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.words += data


class Served:
    """The routes of the agenda in a server of their own."""

    def __init__(self, agenda: Agenda, base: str = "", wrong: int = 1000, joining: int = 1000, mine: int = 1000, all_: int = 10_000):
        limits = gate.Limits(api.Limit(wrong), api.Limit(joining), api.Limit(mine), api.Limit(all_))
        app = Starlette(routes=list(web.Web(lambda: agenda, limits, base).routes()))
        self.server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    def phone(self) -> Phone:
        return Phone(HOST, self.port)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def agenda(tmp_path: Path, clock: Clock) -> Iterator[Agenda]:
    """Meetings in SQLite: what the database does is tested elsewhere."""
    made = Agenda(Database(f"sqlite:///{tmp_path / 'agenda' / 'test.sqlite3'}"), clock)
    yield made
    made.database.close()


@pytest.fixture
def serve(agenda: Agenda) -> Iterator[Callable[..., Served]]:
    made: list[Served] = []

    def start(**settings: object) -> Served:
        made.append(Served(agenda, **settings))  # type: ignore[arg-type]
        return made[-1]

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    return serve()


@pytest.fixture
def meeting(agenda: Agenda, asked: Script) -> tuple[str, str]:
    """The code and the token of a meeting."""
    return agenda.create("Zaal", asked, 7)


def safe(reply: Reply) -> None:
    """The headers that keep a page from running or showing what others wrote."""
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_from_code_to_answer_without_any_script(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    first = phone.get("/meedoen")
    assert "De code op het scherm" in first.text
    found = phone.get(f"/meedoen?code={code[:3].lower()}+{code[3:]}")
    assert (found.status, found.headers["location"]) == (303, f"/meedoen/{code}")
    welcome = phone.get(f"/meedoen/{code}")
    assert "29\u00a0november 2026" in welcome.text, "until when answers are kept"
    assert phone.cookies == {}, "looking is not taking part"
    page = phone.join(code)
    assert [q.id for q in agenda.managed(token).script.questions()] == page.hidden("question")[:13]
    mark = page.hidden("submission")[0]
    sent = phone.post(f"/meedoen/{code}/antwoord", {"question": "economy.1", "text": "Werk\r\nen meer", "submission": mark})
    assert (sent.status, sent.headers["location"]) == (303, f"/meedoen/{code}?bij=economy.1#economy-1")
    after = phone.get(f"/meedoen/{code}?bij=economy.1")
    assert "Ontvangen." in after.text
    assert "Werk\nen meer" in after.text
    assert [e.text for e in agenda.overview(token).entries] == ["Werk\nen meer"]
    for reply in (first, found, welcome, page, sent, after):
        safe(reply)
    assert max(len(reply.text) for reply in (first, welcome, page, after)) < 20_000


def test_the_cookie_of_a_phone_is_of_that_meeting_alone(served: Served, meeting: tuple[str, str]) -> None:
    code, _ = meeting
    cookie = served.phone().post(f"/meedoen/{code}").headers["set-cookie"]
    assert f"Path=/meedoen/{code};" in cookie
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "secure" in served.phone().post(f"/meedoen/{code}", X_Forwarded_Proto="https").headers["set-cookie"].lower()


def test_choosing_and_voting_without_any_script(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    page = phone.join(code)
    chosen = [("choice", "economy.research"), ("choice", "environment.circles"), ("submission", page.hidden("submission")[-2])]
    assert phone.post(f"/meedoen/{code}/keuze", chosen).headers["location"] == f"/meedoen/{code}?bij=forms#forms"
    assert phone.get(f"/meedoen/{code}").text.count(" checked") == 2
    agenda.answer(code, phone.cookies[web.PARTICIPANT], TOPIC, "Wonen", MARK)
    agenda.move(token, "vote")
    ballot = phone.get(f"/meedoen/{code}")
    (option,) = re.findall(r'name="vote" value="(\w+)"', ballot.text)
    phone.post(f"/meedoen/{code}/stem", {"vote": option, "submission": ballot.hidden("submission")[0]})
    assert " checked" in phone.get(f"/meedoen/{code}").text
    assert agenda.overview(token).entries[0].votes == 1
    agenda.move(token, "closed")
    assert "Deze sessie is gesloten" in phone.get(f"/meedoen/{code}").text
    assert "Meedoen kan niet meer" in served.phone().get(f"/meedoen/{code}").text


def test_the_script_of_the_page_gets_the_same_in_json(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    fields = {"question": TOPIC, "text": "Wonen", "submission": MARK}
    first, again = phone.send(f"/meedoen/{code}/antwoord", fields), phone.send(f"/meedoen/{code}/antwoord", fields)
    assert first.json()["ok"]
    assert again.json()["mine"] == first.json()["mine"] == [{"id": 1, "text": "Wonen"}]
    other = phone.send(f"/meedoen/{code}/antwoord", {**fields, "text": "Anders"})
    assert (other.status, other.json()["ok"]) == (409, False)
    assert "was al aangekomen" in other.json()["message"]
    assert other.json()["submission"] not in ("", MARK)
    assert phone.send(f"/meedoen/{code}/antwoord", {**fields, "text": "Anders", "submission": other.json()["submission"]}).status == 200
    assert [e.text for e in agenda.overview(token).entries] == ["Wonen", "Anders"]
    assert phone.get(f"/meedoen/{code}/stand").json() == {"phase": "answers"}
    assert phone.send(f"/meedoen/{code}/intrekken", {"answer": "1", "question": TOPIC}).json()["mine"] == [{"id": 2, "text": "Anders"}]


@pytest.mark.parametrize("text", NASTY)
def test_what_people_type_is_text_everywhere(served: Served, agenda: Agenda, asked: Script, text: str) -> None:
    code, token = agenda.create(text, asked, 7)
    phone = served.phone()
    pages = [phone.get(f"/meedoen/{code}"), phone.join(code)]
    phone.send(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": text, "submission": MARK})
    pages.append(phone.get(f"/meedoen/{code}"))
    agenda.group(token, [e.id for e in agenda.overview(token).entries], text)
    agenda.move(token, "vote")
    pages.append(phone.get(f"/meedoen/{code}"))
    pages.append(phone.post(f"/meedoen/{code}/antwoord", {"question": text, "text": text, "submission": text, text: text}))
    agenda.move(token, "closed")
    pages.append(phone.get(f"/meedoen/{code}"))
    pages.append(phone.get("/meedoen", Accept="text/html"))
    pages.append(phone.get(f"/meedoen?code={quote(text)}"))
    pages.append(phone.get(f"/meedoen/{quote(text, safe='')}"))
    for page in pages:
        found = Elements(page.text)
        assert found.tags <= KNOWN, "no element that somebody typed"
        assert not any(name.startswith("on") or name == "style" for name in found.attributes)
        assert all(link.startswith("/") for link in found.links)
    assert text in Elements(pages[0].text).words, "and it reads as it was typed"


@pytest.mark.parametrize("path", ["/meedoen/ZZZZZZ", "/meedoen/BCDFGHJK", "/meedoen?code=", "/meedoen/" + "B" * 500])
def test_an_unknown_code_is_a_sentence(served: Served, meeting: tuple[str, str], path: str) -> None:
    reply = served.phone().get(path)
    assert reply.status == 404
    assert "Deze code kennen we niet" in reply.said()
    assert "De code op het scherm" in reply.text, "with a place to type it again"


def test_an_expired_code_gives_the_same_sentence_as_an_unknown_one(served: Served, meeting: tuple[str, str], clock: Clock) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    clock.on(days=7)
    unknown = served.phone().get("/meedoen/BCDFGHJK")
    for reply in (served.phone().get(f"/meedoen/{code}"), phone.get(f"/meedoen/{code}")):
        assert (reply.status, reply.said()) == (404, unknown.said())
    late = phone.post(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": "Te laat", "submission": MARK})
    assert (late.status, late.said()) == (404, unknown.said())
    assert "Te laat</textarea>" in late.text, "what was typed is still there to copy"
    assert served.phone().get(f"/kennisagenda/beheer/{token}").headers["location"] == "/kennisagenda?beheer=onbekend"


def test_when_the_database_is_away_the_answer_stays_and_can_be_sent_again(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    assert agenda.database.file is not None
    folder = agenda.database.file.parent
    fields = {"question": TOPIC, "text": "Blijft <staan>", "submission": MARK}
    folder.rename(folder.with_name("away"))
    lost = phone.post(f"/meedoen/{code}/antwoord", fields)
    assert lost.status == 503
    assert "Wat u typte, staat er nog" in lost.said()
    assert "Blijft &lt;staan&gt;</textarea>" in lost.text
    assert lost.hidden("submission") == [MARK], "the same mark, so that it counts once"
    assert phone.send(f"/meedoen/{code}/antwoord", fields).json()["ok"] is False
    assert phone.get(f"/meedoen/{code}").status == 503
    assert served.phone().post(f"/meedoen/{code}").status == 503
    assert served.phone().get(f"/kennisagenda/beheer/{token}").status == 503
    folder.with_name("away").rename(folder)
    assert phone.post(f"/meedoen/{code}/antwoord", fields).status == 303
    assert phone.send(f"/meedoen/{code}/antwoord", fields).json()["ok"]
    assert [e.text for e in agenda.overview(token).entries] == ["Blijft <staan>"]


def test_guessing_and_altering_links_opens_and_changes_nothing(
    served: Served, agenda: Agenda, meeting: tuple[str, str], asked: Script
) -> None:
    code, token = meeting
    other_code, other = agenda.create("Een andere zaal", asked, 7)
    owner, guesser = served.phone(), served.phone()
    owner.join(code)
    owner.send(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": "ZEERGEHEIM", "submission": MARK})
    key = owner.cookies[web.PARTICIPANT]
    (entry,) = agenda.overview(token).entries
    replies = [
        guesser.get(path)
        for path in (f"/meedoen/{code}", f"/meedoen/{code}/stand", f"/meedoen/{code}/antwoord", f"/meedoen/{code}?bij={TOPIC}")
    ]
    guesser.join(other_code)
    altered = [
        {"answer": str(entry.id), "question": TOPIC},
        {"answer": f"{entry.id} OR 1=1", "question": TOPIC},
        {"answer": "-1", "question": TOPIC},
    ]
    for fields in altered:
        for where in (code, other_code):
            replies += [guesser.post(f"/meedoen/{where}/intrekken", fields), guesser.send(f"/meedoen/{where}/intrekken", fields)]
    replies += [guesser.send(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": "Binnen", "submission": "x" * 20})]
    replies += [guesser.send(f"/meedoen/{code}/stem", {"vote": f"a{entry.id}", "submission": "y" * 20})]
    replies += [
        guesser.get(f"/meedoen/{code}") for guesser.cookies[web.PARTICIPANT] in (key[:-1], key.swapcase(), "", "x" * 32, f"{key}'--")
    ]
    # The key of a phone is no key of the presenter, nor is the code, nor a presenter's key of another meeting a key to this one.
    guesser.cookies.clear()
    for guess in (code, key, token[:-1], f"{token}x", token.swapcase(), other_code, "%2e%2e", "' OR ''='"):
        reply = guesser.get(f"/kennisagenda/beheer/{guess.replace(' ', '%20')}")
        replies.append(reply)
        assert reply.status in (303, 404)
        assert "onbekend" in reply.headers.get("location", "onbekend")
        assert web.PRESENTER not in guesser.cookies
    assert not any("ZEERGEHEIM" in reply.text or token in reply.text for reply in replies)
    assert [(e.text, e.hidden, e.votes) for e in agenda.overview(token).entries] == [("ZEERGEHEIM", False, 0)]
    assert agenda.overview(other).entries == ()
    assert agenda.overview(token).participants == 1


def test_a_form_from_another_site_is_refused(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    fields = {"question": TOPIC, "text": "Van elders", "submission": MARK}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ):
        reply = phone.post(f"/meedoen/{code}/antwoord", fields, **headers)
        assert (reply.status, agenda.overview(token).entries) == (403, ()), headers
    assert phone.post(f"/meedoen/{code}/antwoord", fields, Origin=f"http://{HOST}:{served.port}").status == 303
    assert phone.post(f"/meedoen/{code}/antwoord", fields, Sec_Fetch_Site="same-origin").status == 303


@pytest.mark.parametrize("body", ["a=" + "x" * 20_000, "&".join(["a=1"] * 100), "%ff%fe&&&===", ""])
def test_a_form_that_is_none_of_ours_is_a_sentence(served: Served, agenda: Agenda, meeting: tuple[str, str], body: str) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    for name in ("antwoord", "keuze", "stem", "intrekken"):
        reply = phone.ask("POST", f"/meedoen/{code}/{name}", body)
        assert 400 <= reply.status < 500, (name, reply.status)
        assert reply.said()
    assert agenda.overview(token).entries == ()


def test_the_door_gives_a_browser_the_key_and_takes_it_out_of_the_address(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    _, token = meeting
    phone = served.phone()
    reply = phone.get(f"/kennisagenda/beheer/{token}")
    assert (reply.status, reply.headers["location"]) == (303, "/kennisagenda?beheer=open")
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert agenda.managed(phone.cookies[web.PRESENTER]).title == "Zaal"
    out = phone.get("/kennisagenda/beheer/uit")
    assert urlsplit(out.headers["location"]).path == "/kennisagenda"
    assert phone.cookies[web.PRESENTER].strip('"') == ""


def test_who_guesses_codes_must_wait_and_who_takes_part_need_not(serve: Callable[..., Served], meeting: tuple[str, str]) -> None:
    code, token = meeting
    served = serve(wrong=3)
    inside, guesser = served.phone(), served.phone()
    inside.join(code)
    assert [guesser.get("/meedoen/BCDFGHJK").status for _ in range(4)] == [404, 404, 404, 429]
    assert "te veel verkeerde codes" in guesser.get("/meedoen/BCDFGHJK").said()
    assert [guesser.get(f"/kennisagenda/beheer/{'x' * 43}").status for _ in range(2)] == [429, 429]
    assert [guesser.get(path).status for path in (f"/meedoen/{code}", f"/meedoen?code={code}", f"/meedoen/{code}/stand")] == [429] * 3, (
        "a right code answered now would tell that it is one"
    )
    presenter = served.phone()
    assert presenter.get(f"/kennisagenda/beheer/{token}").headers["location"] == "/kennisagenda?beheer=open"
    assert guesser.cookies == {}
    assert inside.get(f"/meedoen/{code}").status == 200
    assert inside.send(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": "Werk", "submission": MARK}).status == 200


@pytest.mark.parametrize(
    "ask",
    [
        lambda phone, code: phone.get(f"/meedoen/{code}"),
        lambda phone, code: phone.get(f"/meedoen/{code}/stand"),
        lambda phone, code: phone.post(f"/meedoen/{code}"),
        lambda phone, code: phone.send(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": "Werk", "submission": MARK}),
        lambda phone, code: phone.post(f"/meedoen/{code}/stem", {"vote": "t1", "submission": MARK}),
        lambda phone, code: phone.post(f"/meedoen/{code}/intrekken", {"answer": "1", "question": TOPIC}),
    ],
)
def test_an_invented_key_guesses_no_faster(
    serve: Callable[..., Served], meeting: tuple[str, str], ask: Callable[[Phone, str], Reply]
) -> None:
    code, _ = meeting
    guesser = serve(wrong=3).phone()

    def tried(typed: str, n: int) -> int:
        guesser.cookies[web.PARTICIPANT] = f"verzonnen-sleutel-{n:04}"  # another one each time
        return ask(guesser, typed).status

    assert [tried("BCDFGHJK", n) for n in range(5)] == [404, 404, 404, 429, 429]
    assert tried(code, 9) == 429, "right or wrong: the same answer"


def test_one_address_cannot_fill_a_meeting_and_a_room_comes_in(serve: Callable[..., Served], meeting: tuple[str, str]) -> None:
    code, _ = meeting
    served = serve(joining=4)
    inside = served.phone()
    inside.join(code)
    assert [served.phone().post(f"/meedoen/{code}").status for _ in range(4)] == [303, 303, 303, 429]
    assert inside.get(f"/meedoen/{code}").status == 200


def test_the_address_after_joining_may_be_passed_on(served: Served, meeting: tuple[str, str]) -> None:
    code, _ = meeting
    phone, friend = served.phone(), served.phone()
    joined = phone.post(f"/meedoen/{code}").headers["location"]
    assert joined.endswith("?gestart=1")
    reply = phone.get(joined)
    assert (reply.status, reply.headers["location"]) == (303, f"/meedoen/{code}")
    assert phone.get(f"/meedoen/{code}").status == 200
    assert "Meedoen</button>" in friend.get(f"/meedoen/{code}").text
    assert "geen cookies" in friend.get(joined).said(), "a browser that keeps none still gets the sentence"


def test_callers_of_the_new_kind_of_address_are_one_by_the_half_they_have() -> None:
    def caller(host: str) -> str:
        return gate.caller(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert caller("2001:db8:1:2:3::9") == caller("2001:db8:1:2::1") != caller("2001:db8:1:3::1")
    assert (caller("192.0.2.7"), caller("phone")) == ("192.0.2.7", "phone")


def test_a_phone_that_sends_too_fast_keeps_its_words(serve: Callable[..., Served], agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    served = serve(mine=2)
    phone, other = served.phone(), served.phone()
    phone.join(code)
    other.join(code)

    def send(who: Phone, n: int) -> Reply:
        return who.post(f"/meedoen/{code}/antwoord", {"question": TOPIC, "text": f"Antwoord {n}", "submission": f"{MARK}{n}"})

    assert [send(phone, n).status for n in range(3)] == [303, 303, 429]
    assert "Antwoord 2</textarea>" in send(phone, 2).text
    assert send(other, 0).status == 303, "phones share one address, so each is counted by itself"
    assert len(agenda.overview(token).entries) == 3


def test_a_stranger_uses_up_no_meeting(serve: Callable[..., Served], agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    served = serve(wrong=2, all_=3)
    inside, stranger = served.phone(), served.phone()
    inside.join(code)

    def send(who: Phone, path: str, n: int) -> int:
        return who.post(f"/meedoen/{path}/antwoord", {"question": TOPIC, "text": f"Antwoord {n}", "submission": f"{MARK}{n}"}).status

    tried = []
    for n in range(10):
        stranger.cookies[web.PARTICIPANT] = f"made-up-{n:032d}"
        tried.append(send(stranger, code, n))
    assert tried == [409] * 10, "it does not take part"
    assert [send(inside, code, n) for n in range(2)] == [303, 303], "and who does is not made to wait for it"
    assert [send(stranger, "BCDFGHJK", n) for n in range(3)] == [404, 404, 429], "who goes on guessing waits"
    assert [e.text for e in agenda.overview(token).entries] == ["Antwoord 0", "Antwoord 1"]
    assert [send(inside, code, n) for n in range(2, 4)] == [303, 429], "the limit of the meeting itself counts those of the meeting"


def test_style_and_script_are_kept_by_browsers_and_nothing_else_is_served(served: Served) -> None:
    phone = served.phone()
    named = re.findall(r'(?:href|src)="(/meedoen/meedoen\.\w+\?\w+)"', phone.get("/meedoen").text)
    assert len(named) == 2
    for path in named:
        reply = phone.get(path)
        assert (reply.status, "immutable" in reply.headers["cache-control"]) == (200, True)
    for path in ("/meedoen/questions.html", "/meedoen/base.html"):
        assert phone.get(path).status == 404
    for path in ("/meedoen/..%2f..%2fetc%2fpasswd", "/meedoen/", "/meedoen/BCDFGHJK/iets"):
        assert phone.get(path).headers["location"] == "/meedoen"


def test_behind_a_path_every_link_has_it(serve: Callable[..., Served], meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = serve(base="/monitor").phone()
    page = phone.get(f"/monitor/meedoen/{code}")
    assert set(re.findall(r'(?:href|src|action)="(/\w+)', page.text)) == {"/monitor"}
    reply = phone.post(f"/monitor/meedoen/{code}")
    assert reply.headers["location"].startswith(f"/monitor/meedoen/{code}")
    assert f"Path=/monitor/meedoen/{code}" in reply.headers["set-cookie"]
    assert phone.get(f"/monitor/kennisagenda/beheer/{token}").headers["location"].startswith("/monitor/kennisagenda")


def test_an_answer_that_is_withdrawn_is_said_to_be_so(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    phone = served.phone()
    mark = phone.join(code).hidden("submission")[0]
    phone.post(f"/meedoen/{code}/antwoord", {"question": "economy.1", "text": "Werk", "submission": mark})
    gone = phone.post(f"/meedoen/{code}/intrekken", {"answer": str(agenda.overview(token).entries[0].id), "question": "economy.1"})
    assert gone.headers["location"] == f"/meedoen/{code}?bij=economy.1&wat=ingetrokken#economy-1"
    page = phone.get(gone.headers["location"].partition("#")[0]).text
    assert page.count("Ingetrokken.") == 1
    assert "Ontvangen." not in page
    assert "Ingetrokken." not in phone.get(f"/meedoen/{code}?bij=economy.1&wat=iets").text


def test_a_double_tap_is_one_participant(served: Served, agenda: Agenda, meeting: tuple[str, str]) -> None:
    code, token = meeting
    one = served.phone()
    form = {"submission": one.get(f"/meedoen/{code}").hidden("submission")[0]}
    twice = [served.phone(), served.phone()]
    assert [phone.post(f"/meedoen/{code}", form).status for phone in twice] == [303, 303]
    assert twice[0].cookies == twice[1].cookies
    served.phone().join(code)
    assert agenda.overview(token).participants == 2
    assert served.phone().post(f"/meedoen/{code}", {"submission": "kort"}).status == 409


def test_the_link_of_another_takes_no_presenter_away_unasked(
    served: Served, agenda: Agenda, meeting: tuple[str, str], asked: Script
) -> None:
    _, token = meeting
    _, other = agenda.create("<b>Andere zaal</b>", asked, 7)
    presenter = served.phone()
    presenter.get(f"/kennisagenda/beheer/{token}")
    question = presenter.get(f"/kennisagenda/beheer/{other}")
    safe(question)
    assert question.status == 200
    assert "‘Zaal’" in question.said()
    assert "&lt;b&gt;Andere zaal" in question.text
    assert presenter.cookies[web.PRESENTER] == token, "asking changes nothing"
    fresh = served.phone()
    assert fresh.get(f"/kennisagenda/beheer/{other}", Sec_Fetch_Site="cross-site").status == 200
    assert fresh.post(f"/kennisagenda/beheer/{other}", Sec_Fetch_Site="cross-site").status == 403
    assert fresh.cookies == {}
    assert presenter.get(f"/kennisagenda/beheer/{token}").status == 303, "its own link asks nothing"
    reply = presenter.post(f"/kennisagenda/beheer/{other}", Sec_Fetch_Site="same-origin")
    assert (reply.status, reply.headers["location"]) == (303, "/kennisagenda?beheer=open")
    assert presenter.cookies[web.PRESENTER] == other
    agenda.delete(other)
    assert presenter.get(f"/kennisagenda/beheer/{token}").status == 303, "a key that opens nothing is no loss"


def test_two_who_change_one_thing_get_a_sentence(
    served: Served, agenda: Agenda, meeting: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, token = meeting
    phone = served.phone()
    phone.join(code)
    agenda.move(token, "vote")
    # A heading that was there when the list was read, and is gone when the vote is written.
    monkeypatch.setattr(store, "_options", lambda *_: [Option("t999", "Weg")])
    fields = {"vote": "t999", "submission": MARK}
    for reply in (phone.post(f"/meedoen/{code}/stem", fields), phone.send(f"/meedoen/{code}/stem", fields)):
        assert reply.status == 409
        assert "De lijst is net veranderd" in (reply.said() or reply.json()["message"])


def test_a_phone_that_keeps_no_cookies_is_told(served: Served, meeting: tuple[str, str]) -> None:
    reply = served.phone().get(f"/meedoen/{meeting[0]}?gestart=1")
    assert "bewaart geen cookies" in reply.said()
