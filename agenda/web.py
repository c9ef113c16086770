"""What phones see: a few light pages at `/meedoen`, and the door through which a presenter's browser gets its key.

The pages work by plain forms; a small script keeps what was typed and sends it again. Everything that people typed goes through templates
that escape it. A participant is a random key in a cookie of this one meeting; the presenter's token stands in a cookie that no script can
read, so it does not stand in the address bar of a projected screen.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from agenda import gate, texts
from agenda.problems import Away, Clash, Outside, Refused, Resent, Unknown
from agenda.store import MOST_ANSWERS, MOST_VOTES, NOT_JOINED, WITHDRAWN, Agenda
from agenda.views import Kept, Mine
from etl.problems import Problem

LOG = logging.getLogger("midsize")
PARTICIPANT, PRESENTER = "mm_deelnemer", "mm_beheer"
_FOLDER = Path(__file__).parent / "templates"
_FILES = {"meedoen.css": "text/css", "meedoen.js": "text/javascript"}
_SAFE = {
    # No script or style that stands in the page, nothing from elsewhere, no frame around it.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STATUS = {Unknown: 404, Outside: 409, Resent: 409, Clash: 409, Refused: 409, Away: 503}
GONE = "ingetrokken"
"""The one other thing that an address may say of a form, beside that it was received."""
T = TypeVar("T")


class Web:
    """The routes. `agenda` is asked for at every request, so that a wrong DATABASE_URL gives a sentence and not a server that does not start."""

    def __init__(self, agenda: Callable[[], Agenda], limits: gate.Limits, base: str = ""):
        self._agenda, self._gate, self._base = agenda, gate.Gate(limits), base
        # A thread pool of its own: a slow database must not take the threads that the dashboard needs.
        self._threads = CapacityLimiter(12)
        self._pages = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters["day"] = texts.day
        self._pages.filters["spaced"] = texts.spaced

    def routes(self) -> list[Route]:
        """Everything at `/meedoen` and the presenter's door."""
        start, door = f"{self._base}/meedoen", f"{self._base}/kennisagenda/beheer"
        return [
            Route(start, self._guarded(self._start), methods=["GET"]),
            *(Route(f"{start}/{name}", self._file, methods=["GET"]) for name in _FILES),
            Route(start + "/{code}", self._guarded(self._page), methods=["GET"]),
            Route(start + "/{code}", self._guarded(self._join), methods=["POST"]),
            Route(start + "/{code}/stand", self._guarded(self._phase), methods=["GET"]),
            Route(start + "/{code}/antwoord", self._guarded(self._answer), methods=["POST"]),
            Route(start + "/{code}/keuze", self._guarded(self._choose), methods=["POST"]),
            Route(start + "/{code}/stem", self._guarded(self._vote), methods=["POST"]),
            Route(start + "/{code}/intrekken", self._guarded(self._withdraw), methods=["POST"]),
            Route(start + "/{code:path}", self._guarded(self._nothing), methods=["GET"]),
            Route(f"{door}/uit", self._guarded(self._leave), methods=["GET"]),
            Route(door + "/{token}", self._guarded(self._enter), methods=["GET", "POST"]),
        ]

    # Pages.

    async def _start(self, request: Request) -> Response:
        typed = request.query_params.get("code")
        if typed is None:
            return self._shown("code.html", said="", typed="")
        kept = await self._let_in(request, typed)
        return self._to(f"/meedoen/{kept.code}")

    async def _page(self, request: Request) -> Response:
        code, key = self._who(request)
        if not key:
            kept = await self._let_in(request, code)
            if request.query_params.get("gestart"):
                raise Refused("Uw browser bewaart geen cookies. Zonder kan een antwoord niet van u blijven; zet ze voor deze site aan.")
            return self._shown("welcome.html", meeting=kept)
        mine = await self._in_thread(lambda: self._agenda().mine(code, key))
        if mine is None:
            return self._shown("welcome.html", meeting=await self._let_in(request, code))
        if request.query_params.get("gestart"):
            return self._to(f"/meedoen/{code}")  # the address may be passed on to a phone that has no cookie yet
        return self._of(mine, request.query_params.get("bij", ""), gone=request.query_params.get("wat") == GONE)

    async def _join(self, request: Request) -> Response:
        code, key = self._who(request)
        if not key or await self._in_thread(lambda: self._agenda().mine(code, key)) is None:
            kept = await self._let_in(request, code)
            self._gate.slow_down(self._gate.limits.joining, gate.caller(request))
            mark = dict(await self._form(request)).get("submission", "")
            key = await self._in_thread(lambda: self._agenda().join(kept.code, mark))
            answer = self._to(f"/meedoen/{kept.code}?gestart=1")
            self._give(answer, request, PARTICIPANT, key, f"/meedoen/{kept.code}", kept, "lax")
            return answer
        return self._to(f"/meedoen/{code}")

    async def _phase(self, request: Request) -> Response:
        code, key = self._who(request)
        self._gate.slow_down(self._gate.limits.of_participant, key or gate.caller(request))
        phase = await self._in_thread(lambda: self._agenda().phase(code, key)) if key else ""
        if not phase:
            self._gate.turn_away(request)
        return self._json({"phase": phase}) if phase else self._json({"phase": ""}, 404)

    async def _nothing(self, request: Request) -> Response:
        return self._to("/meedoen")

    # Forms.

    async def _answer(self, request: Request) -> Response:
        fields = dict(await self._form(request))
        question, mark = fields.get("question", ""), fields.get("submission", "")
        return await self._sent(request, question, lambda a, code, key: a.answer(code, key, question, fields.get("text", ""), mark))

    async def _choose(self, request: Request) -> Response:
        fields = await self._form(request)
        pairs = [tuple(value.split(".", 1)) for name, value in fields if name == "choice"]
        mark = dict(fields).get("submission", "")
        chosen = [(pair[0], pair[-1]) for pair in pairs]
        return await self._sent(request, "forms", lambda a, code, key: a.choose(code, key, chosen, mark))

    async def _vote(self, request: Request) -> Response:
        fields = await self._form(request)
        wanted = [value for name, value in fields if name == "vote"]
        mark = dict(fields).get("submission", "")
        return await self._sent(request, "vote", lambda a, code, key: a.vote(code, key, wanted, mark))

    async def _withdraw(self, request: Request) -> Response:
        fields = dict(await self._form(request))
        number = fields.get("answer", "")
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise Refused(WITHDRAWN)
        return await self._sent(request, fields.get("question", ""), lambda a, code, key: a.withdraw(code, key, int(number)), gone=True)

    async def _sent(self, request: Request, place: str, work: Callable[[Agenda, str, str], None], gone: bool = False) -> Response:
        """Do what a form asks, and say so where it was sent from."""
        code, key = self._who(request)
        if not key:
            raise Outside(NOT_JOINED)
        self._gate.slow_down(self._gate.limits.of_participant, key)
        await self._takes_part(code, key)
        self._gate.slow_down(self._gate.limits.of_meeting, code)
        await self._in_thread(lambda: work(self._agenda(), code, key))
        if self._by_script(request):
            mine = await self._in_thread(lambda: self._agenda().mine(code, key))
            own = [{"id": a.id, "text": a.text} for a in (mine.answers if mine else ()) if a.question == place]
            return self._json({"ok": True, "message": _said(gone), "submission": new_mark(), "mine": own})
        known = place if len(place) < 60 and place.replace(".", "").replace("_", "").isalnum() else ""
        what = f"&wat={GONE}" if gone else ""
        return self._to(f"/meedoen/{code}?bij={known}{what}#{known.replace('.', '-')}" if known else f"/meedoen/{code}")

    # The presenter's door.

    async def _enter(self, request: Request) -> Response:
        token, held = request.path_params["token"], request.cookies.get(PRESENTER, "")
        try:
            kept = await self._in_thread(lambda: self._agenda().managed(token))
        except Unknown:
            self._gate.count_wrong(request)
            return self._to("/kennisagenda?beheer=onbekend")
        if request.method == "GET" and held != token:
            # Another's link must not take a presenter out of the session that only this browser may have the key of. A browser does not
            # send that key along when it comes from another site, so then there is always a question first.
            other = await self._in_thread(lambda: self._led(held)) if held else None
            if other or not gate.from_here(request):
                return self._shown("door.html", meeting=kept, other=other, action=f"/kennisagenda/beheer/{token}")
        answer = self._to("/kennisagenda?beheer=open")
        self._give(answer, request, PRESENTER, token, "/", kept, "strict")
        return answer

    def _led(self, token: str) -> Kept | None:
        """The meeting that this token opens; None where it opens nothing (any more)."""
        try:
            return self._agenda().managed(token)
        except Unknown:
            return None

    async def _leave(self, request: Request) -> Response:
        answer = self._to("/kennisagenda")
        if gate.from_here(request):
            answer.delete_cookie(PRESENTER, path=f"{self._base}/", httponly=True, samesite="strict")
        return answer

    # What they share.

    async def _let_in(self, request: Request, code: str) -> Kept:
        """The meeting with a code that somebody without a key brings."""
        self._gate.turn_away(request)
        return await self._in_thread(lambda: self._agenda().found(code))

    async def _takes_part(self, code: str, key: str) -> None:
        """Raises `Outside` for a key of nobody in this meeting, before anything is counted against the meeting: a stranger must not use up
        what the room may send."""
        if not await self._in_thread(lambda: self._agenda().phase(code, key)):
            raise Outside(NOT_JOINED)

    def _guarded(self, work: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """A route whose every failure is a sentence, with what was typed still in the form."""

        async def answer(request: Request) -> Response:
            fields: Sequence[tuple[str, str]] = ()
            try:
                if request.method == "POST":
                    if not gate.from_here(request):
                        raise gate.Elsewhere("Dit formulier kwam van een andere site en is niet aangenomen. Open de code opnieuw.")
                    fields = request.state.fields = await gate.fields(request)
                answered: Response = await work(request)
                return answered
            except ClientDisconnect:
                return Response(status_code=400)
            except Problem as problem:
                try:
                    if isinstance(problem, Unknown):
                        self._gate.count_wrong(request)
                    elif isinstance(problem, Outside):
                        self._gate.turn_away(request)
                except gate.Slow as slow:
                    problem = slow
                return await self._refusal(request, problem, fields)

        return answer

    async def _refusal(self, request: Request, problem: Problem, fields: Sequence[tuple[str, str]]) -> Response:
        status = next((code for kind, code in STATUS.items() if type(problem) is kind), 503 if isinstance(problem, Away) else 400)
        status = 429 if isinstance(problem, gate.Slow) else 403 if isinstance(problem, gate.Elsewhere) else status
        said = str(problem) if isinstance(problem, (Refused, Away)) else "Er ging iets mis bij ons. Probeer het over een minuut opnieuw."
        if not isinstance(problem, (Refused, Away)):
            LOG.error("%s", problem)
        # A form that came before with other words needs a mark of its own to be sent.
        fresh = new_mark() if isinstance(problem, Resent) else ""
        if self._by_script(request):
            return self._json({"ok": False, "message": said, **({"submission": fresh} if fresh else {})}, status)
        if request.method == "GET":
            if isinstance(problem, Unknown) and not request.url.path.endswith("/stand"):
                return self._shown("code.html", status, said=said, typed=_typed(request)[:20])
            return self._shown("sentence.html", status, said=said, again=request.url.path.removeprefix(self._base))
        kept = [(name, fresh or value if name == "submission" else value) for name, value in fields]
        return self._shown(
            "again.html", status, said=said, fields=kept, action=request.url.path.removeprefix(self._base), code=_typed(request)[:20]
        )

    def _of(self, mine: Mine, sent: str, gone: bool) -> Response:
        """The page of a participant."""
        script = mine.meeting.script
        own: dict[str, list[Any]] = {}
        for one in mine.answers:
            own.setdefault(one.question, []).append(one)
        places = {*(q.id for q in script.questions()), "forms", "vote"}
        sent = sent if sent in places else ""
        kind = {"answers": "questions.html", "vote": "vote.html"}.get(mine.meeting.phase, "closed.html")
        opened = next((part.id for part in script.parts for q in part.questions if q.id == sent), "wrapup" if sent else script.parts[0].id)
        return self._shown(
            kind,
            meeting=mine.meeting,
            script=script,
            mine=mine,
            own=own,
            sent=sent,
            word=_said(gone),
            opened=opened,
            most_answers=MOST_ANSWERS,
            most_votes=MOST_VOTES,
        )

    def _shown(self, name: str, status: int = 200, /, **values: Any) -> Response:
        body = self._pages.get_template(name).render(
            base=self._base, version=self._version, mark=new_mark, most=texts.MOST_ANSWER, length=texts.CODE_LENGTH, **values
        )
        return Response(body, status, dict(_SAFE), "text/html; charset=utf-8")

    def _json(self, content: object, status: int = 200) -> Response:
        return Response(json.dumps(content, ensure_ascii=False), status, dict(_SAFE), "application/json")

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self._base}{path}", 303, dict(_SAFE))

    async def _file(self, request: Request) -> Response:
        name = request.url.path.rsplit("/", 1)[-1]
        # Its address holds its checksum, so browsers may keep it.
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response((_FOLDER / name).read_bytes(), headers=headers, media_type=_FILES[name])

    @cached_property
    def _version(self) -> str:
        return hashlib.sha256(b"".join((_FOLDER / name).read_bytes() for name in _FILES)).hexdigest()[:10]

    def _give(self, answer: Response, request: Request, name: str, secret: str, path: str, kept: Kept, site: Any) -> None:
        """A cookie that lives as long as the meeting, that no script can read, and that no other site can send."""
        secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "") == "https"
        answer.set_cookie(name, secret, expires=kept.expires, path=f"{self._base}{path}", httponly=True, samesite=site, secure=secure)

    def _who(self, request: Request) -> tuple[str, str]:
        return texts.code(request.path_params["code"]) or request.path_params["code"], request.cookies.get(PARTICIPANT, "")[:100]

    async def _form(self, request: Request) -> Sequence[tuple[str, str]]:
        found: Sequence[tuple[str, str]] = request.state.fields
        return found

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._threads)

    @staticmethod
    def _by_script(request: Request) -> bool:
        return "application/json" in request.headers.get("accept", "")


def new_mark() -> str:
    """A mark for a form, by which it is recognised when it comes twice."""
    return secrets.token_urlsafe(18)


def _said(gone: bool) -> str:
    """What is said of a form that was kept."""
    return "Ingetrokken." if gone else "Ontvangen."


def _typed(request: Request) -> str:
    return str(request.path_params.get("code") or request.query_params.get("code") or "")
