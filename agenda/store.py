"""All that can be done with a meeting. Every call is one transaction.

Three kinds of rights, never mixed: the presenter's token opens everything of one meeting; a participant's key lets one phone answer, and see
what it answered itself; the code on the screen only lets a phone in. Of token and key the database has the hash alone.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from agenda import texts
from agenda.database import Database
from agenda.model import Answer, Choice, Meeting, Participant, Receipt, Topic, Vote
from agenda.problems import Clash, Outside, Refused, Resent, Unknown
from agenda.script import TOPIC, Script, from_plain
from agenda.views import Entry, Heading, Kept, Mine, Option, Overview

PHASES = ("answers", "vote", "closed")
"""What participants can do: answer, vote, or neither."""
DAYS = (7, 30, 90)
"""How long a meeting can be kept."""
MOST_VOTES = 3
MOST_ANSWERS = 5
"""Answers of one participant to one question."""
MOST_PARTICIPANTS = 2_000
IDLE = timedelta(minutes=5)
"""After this a phone that joined and sent nothing gives up its place, but only where there is no other; it can join again."""
MOST_OF_MEETING = 20_000
"""Answers in one meeting."""
MOST_MEETINGS = 2_000
MOST_TOPICS = 60

UNKNOWN_CODE = (
    "Deze code kennen we niet. Kijk of hij precies zo op het scherm staat. "
    "Is de bijeenkomst al langer geleden? Dan zijn de code en de antwoorden verwijderd."
)
UNKNOWN_TOKEN = "Deze beheerlink kennen we niet. Misschien is er een deel weggevallen, of is de sessie al verwijderd."
CLOSED = "Deze sessie is gesloten. Dit is niet meer verstuurd; uw eerdere antwoorden zijn bewaard."
VOTING = "De zaal is aan het stemmen. Dit is niet verstuurd; uw eerdere antwoorden zijn bewaard."
NOT_VOTING = "Er wordt nu niet gestemd. Wacht tot de spreker het stemmen opent."
WITHDRAWN = "Dit antwoord is al ingetrokken. Ververs de pagina."
NOT_JOINED = "Uw telefoon doet nog niet mee aan deze sessie. Open de code opnieuw en kies ‘Meedoen’."
RESENT = (
    "Dit formulier was al aangekomen, met een andere tekst. Die is bewaard. Verstuur deze tekst nog een keer als u hem ook wilt insturen."
)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Agenda:
    """The meetings in one database. `clock` gives the moment in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = now):
        self.database, self.clock = database, clock

    # What the presenter does.

    def create(self, title: str, script: Script, days: int) -> tuple[str, str]:
        """A new meeting, kept for `days`; gives its code and the presenter's token, which is nowhere else."""
        if days not in DAYS:
            raise Refused(f"Kies een bewaartijd van {', '.join(map(str, DAYS))} dagen.")
        if not script.parts:
            raise Refused("Kies ten minste één thema.")
        title = texts.clean(title, texts.MOST_TITLE, lines=False)
        self.expire()
        token, at = secrets.token_urlsafe(32), self.clock()
        for _ in range(8):
            code = "".join(secrets.choice(texts.ALPHABET) for _ in range(texts.CODE_LENGTH))
            try:
                with self.database.writing() as session:
                    if (session.scalar(select(func.count()).select_from(Meeting)) or 0) >= MOST_MEETINGS:
                        raise Refused("Er zijn te veel sessies tegelijk. Verwijder een oude sessie, of probeer het later opnieuw.")
                    kept = Meeting(code=code, token_hash=_hash(token), title=title, script=script.plain(), phase=PHASES[0], created=at)
                    kept.expires = at + timedelta(days=days)
                    session.add(kept)
            except Clash:
                continue  # the code is in use
            return code, token
        raise Refused("Er is geen vrije code gevonden. Probeer het opnieuw.")

    def managed(self, token: str) -> Kept:
        """The meeting that this token opens. Raises `Unknown` for any other token."""
        with self.database.reading() as session:
            return _kept(self._of_token(session, token))

    def overview(self, token: str) -> Overview:
        """All of the meeting."""
        with self.database.reading() as session:
            meeting = self._of_token(session, token)
            mine = Participant.meeting_id == meeting.id
            voters = session.execute(select(Vote.topic_id, Vote.answer_id, Vote.participant_id).join(Participant).where(mine)).all()
            rows = session.scalars(select(Answer).where(Answer.meeting_id == meeting.id).order_by(Answer.id)).all()
            under = {row.id: row.topic_id for row in rows}
            of_topic: dict[int, set[int]] = {}
            of_answer: dict[int, set[int]] = {}
            for topic, answer, participant in voters:
                if answer is not None:
                    of_answer.setdefault(answer, set()).add(participant)
                    topic = under.get(answer)
                if topic is not None:
                    of_topic.setdefault(topic, set()).add(participant)
            topics = session.scalars(select(Topic).where(Topic.meeting_id == meeting.id).order_by(Topic.id)).all()
            counted = session.execute(
                select(Choice.theme, Choice.form, func.count()).join(Participant).where(mine).group_by(Choice.theme, Choice.form)
            ).all()
            return Overview(
                _kept(meeting),
                session.scalar(select(func.count()).select_from(Participant).where(mine)) or 0,
                len({row.participant_id for row in rows}),
                len({participant for _, _, participant in voters}),
                tuple(_entry(row, len(of_answer.get(row.id, ()))) for row in rows),
                tuple(Heading(t.id, t.title, len(of_topic.get(t.id, ()))) for t in topics),
                {(theme, form): count for theme, form, count in counted},
                session.scalar(select(func.count(Choice.participant_id.distinct())).join(Participant).where(mine)) or 0,
            )

    def move(self, token: str, phase: str) -> None:
        """Let participants answer, vote, or neither."""
        if phase not in PHASES:
            raise Refused("Deze stand van de sessie bestaat niet.")
        with self.database.writing() as session:
            self._of_token(session, token, alone=True).phase = phase

    def hide(self, token: str, answers: Collection[int], hidden: bool) -> None:
        """Take answers off every screen, or bring them back. Those of other meetings stay as they are."""
        with self.database.writing() as session:
            meeting = self._of_token(session, token)
            session.execute(update(Answer).where(Answer.meeting_id == meeting.id, Answer.id.in_(list(answers))).values(hidden=hidden))

    def group(self, token: str, answers: Collection[int], title: str) -> None:
        """Put answers under a heading, which is made if it is not there; an empty title takes them from theirs.

        Headings that become empty go, and their votes go along to the heading of the last answer, one for each participant. Raises
        `Refused` where the last answer would be taken from under a heading with votes.
        """
        title = texts.clean(title, texts.MOST_TITLE, lines=False)
        with self.database.writing() as session:
            meeting = self._of_token(session, token, alone=True)
            moved = Answer.meeting_id == meeting.id, Answer.id.in_(list(answers))
            before = set(session.scalars(select(Answer.topic_id).where(*moved, Answer.topic_id.is_not(None))))
            topic: int | None = None
            if title:
                topic = session.scalar(select(Topic.id).where(Topic.meeting_id == meeting.id, Topic.title == title))
                if topic is None:
                    if (session.scalar(select(func.count()).select_from(Topic).where(Topic.meeting_id == meeting.id)) or 0) >= MOST_TOPICS:
                        raise Refused(f"Er zijn al {MOST_TOPICS} onderwerpen. Voeg er eerst een paar samen.")
                    made = Topic(meeting_id=meeting.id, title=title)
                    session.add(made)
                    session.flush()
                    topic = made.id
            session.execute(update(Answer).where(*moved).values(topic_id=topic))
            for left in session.scalars(select(Topic).where(Topic.id.in_(before), ~_ANSWERED, _VOTED)).all():
                if topic is None:
                    raise Refused(
                        f"Op ‘{left.title}’ is al gestemd; er moet een antwoord onder blijven staan. Er is niets veranderd. "
                        "Zet de antwoorden onder een ander onderwerp: dan gaan de stemmen mee."
                    )
                there = select(Vote.participant_id).where(Vote.topic_id == topic).scalar_subquery()
                mine = Vote.topic_id == left.id, Vote.participant_id.not_in(there)
                session.execute(update(Vote).where(*mine).values(topic_id=topic))
                session.delete(left)
                session.flush()
            _tidy(session, meeting)

    def delete(self, token: str) -> None:
        """Delete the meeting with all that was answered, now."""
        with self.database.writing() as session:
            session.execute(delete(Meeting).where(Meeting.id == self._of_token(session, token).id))
        self.database.shrink()

    def expire(self) -> int:
        """Delete every meeting whose time has come; gives how many. Makes no database where there is none."""
        if not self.database.exists():
            return 0
        with self.database.reading() as session:
            due = list(session.scalars(select(Meeting.id).where(Meeting.expires <= self.clock())))
        if due:
            with self.database.writing() as session:
                session.execute(delete(Meeting).where(Meeting.id.in_(due)))
            self.database.shrink()
        return len(due)

    # What a participant does.

    def found(self, code: str) -> Kept:
        """The meeting with this code: what it asks, and nothing that was answered."""
        with self.database.reading() as session:
            return _kept(self._of_code(session, code))

    def join(self, code: str, mark: str = "") -> str:
        """Let one more phone in; gives its key. The random `mark` of a form is that key: the same form twice is one phone."""
        key = texts.submission(mark) if mark else secrets.token_urlsafe(24)
        try:
            self._join(code, key)
        except Clash:
            self._join(code, key)  # the same form at the same moment: now the first of them is found
        return key

    def _join(self, code: str, key: str) -> None:
        with self.database.writing() as session:
            meeting = self._of_code(session, code, held=True)
            if self._person(session, meeting, key):
                return
            if meeting.phase == "closed":
                raise Refused("Deze sessie is gesloten. Meedoen kan niet meer.")
            count = select(func.count()).select_from(Participant).where(Participant.meeting_id == meeting.id)
            if (session.scalar(count) or 0) >= MOST_PARTICIPANTS:
                # Whoever has the code can join a thousand times; that must not keep the room out.
                idle = Participant.meeting_id == meeting.id, Participant.joined < self.clock() - IDLE, ~_SENT
                session.execute(delete(Participant).where(*idle))
                if (session.scalar(count) or 0) >= MOST_PARTICIPANTS:
                    raise Refused("Deze sessie is vol. Vraag de spreker om een tweede sessie.")
            session.add(Participant(meeting_id=meeting.id, key_hash=_hash(key), joined=self.clock()))

    def mine(self, code: str, key: str) -> Mine | None:
        """What the participant with this key sees; None where the key belongs to nobody in this meeting."""
        with self.database.reading() as session:
            meeting = self._of_code(session, code)
            person = self._person(session, meeting, key)
            if person is None:
                return None
            answers = session.scalars(select(Answer).where(Answer.participant_id == person.id).order_by(Answer.id)).all()
            choices = session.execute(select(Choice.theme, Choice.form).where(Choice.participant_id == person.id)).all()
            votes = session.execute(select(Vote.topic_id, Vote.answer_id).where(Vote.participant_id == person.id)).all()
            return Mine(
                _kept(meeting),
                tuple(_entry(row, 0) for row in answers),
                frozenset((theme, form) for theme, form in choices),
                tuple(_options(session, meeting)) if meeting.phase == "vote" else (),
                frozenset(f"t{topic}" if topic is not None else f"a{answer}" for topic, answer in votes),
            )

    def phase(self, code: str, key: str) -> str:
        """What can be done now; empty for who does not take part."""
        with self.database.reading() as session:
            meeting = self._of_code(session, code)
            return meeting.phase if self._person(session, meeting, key) else ""

    def answer(self, code: str, key: str, question: str, text: str, submission: str) -> None:
        """Keep an answer. The same submission again changes nothing."""
        text = texts.clean(text, texts.MOST_ANSWER)
        with self.database.writing() as session:
            meeting, person = self._taking_part(session, code, key)
            if self._received(session, person, submission, ["answer", question, text]):
                return
            if meeting.phase != "answers":
                raise Refused(CLOSED if meeting.phase == "closed" else VOTING)
            if from_plain(meeting.script).question(question) is None:
                raise Refused("Deze vraag hoort niet bij deze sessie. Ververs de pagina.")
            if not text:
                raise Refused("Er staat nog geen antwoord. Typ iets en verstuur het dan.")
            of_mine = select(func.count()).select_from(Answer).where(Answer.participant_id == person.id, Answer.question == question)
            if (session.scalar(of_mine) or 0) >= MOST_ANSWERS:
                raise Refused(f"U gaf op deze vraag al {MOST_ANSWERS} antwoorden; meer kan niet. Trek er een in om een ander te geven.")
            if (session.scalar(select(func.count()).select_from(Answer).where(Answer.meeting_id == meeting.id)) or 0) >= MOST_OF_MEETING:
                raise Refused("Deze sessie heeft zoveel antwoorden dat er geen meer bij passen.")
            session.add(
                Answer(meeting_id=meeting.id, participant_id=person.id, question=question, text=text, received=self.clock(), hidden=False)
            )

    def choose(self, code: str, key: str, chosen: Iterable[tuple[str, str]], submission: str) -> None:
        """Keep which themes in which form a participant wants; takes the place of what was chosen before."""
        pairs = sorted(set(chosen))
        with self.database.writing() as session:
            meeting, person = self._taking_part(session, code, key)
            if self._received(session, person, submission, ["choose", *(f"{theme}.{form}" for theme, form in pairs)]):
                return
            if meeting.phase != "answers":
                raise Refused(CLOSED if meeting.phase == "closed" else VOTING)
            script = from_plain(meeting.script)
            allowed = {(part.id, form) for part in script.parts for form, _ in script.wrapup.forms}
            if not set(pairs) <= allowed:
                raise Refused("Deze keuze hoort niet bij deze sessie. Ververs de pagina.")
            session.execute(delete(Choice).where(Choice.participant_id == person.id))
            session.add_all(Choice(participant_id=person.id, theme=theme, form=form) for theme, form in pairs)

    def vote(self, code: str, key: str, options: Iterable[str], submission: str) -> None:
        """Keep the votes of a participant, three at most; they take the place of earlier ones."""
        wanted = sorted(set(options))
        with self.database.writing() as session:
            meeting, person = self._taking_part(session, code, key)
            if self._received(session, person, submission, ["vote", *wanted]):
                return
            if meeting.phase != "vote":
                raise Refused(CLOSED if meeting.phase == "closed" else NOT_VOTING)
            if len(wanted) > MOST_VOTES:
                raise Refused(f"U heeft {MOST_VOTES} stemmen en koos er {len(wanted)}. Haal er een paar weg en verstuur opnieuw.")
            if not set(wanted) <= {option.id for option in _options(session, meeting)}:
                raise Refused("De lijst is net veranderd. Ververs de pagina en kies opnieuw.")
            session.execute(delete(Vote).where(Vote.participant_id == person.id))
            for one in wanted:
                number = int(one[1:])
                topic, answer = (number, None) if one.startswith("t") else (None, number)
                session.add(Vote(participant_id=person.id, topic_id=topic, answer_id=answer))

    def withdraw(self, code: str, key: str, answer: int) -> None:
        """Delete an answer of the participant itself. One of somebody else stays."""
        with self.database.writing() as session:
            meeting, person = self._taking_part(session, code, key)
            if meeting.phase != "answers":
                raise Refused(CLOSED if meeting.phase == "closed" else VOTING)
            if session.scalar(select(Answer.id).where(Answer.id == answer, Answer.participant_id != person.id)):
                raise Refused(WITHDRAWN)
            session.execute(delete(Answer).where(Answer.id == answer, Answer.participant_id == person.id))

    # Rights. On PostgreSQL who takes part holds the meeting together with others, and a presenter who regroups or moves it holds it alone;
    # SQLite has one writer anyhow.

    def _of_token(self, session: Session, token: str, *, alone: bool = False) -> Meeting:
        one = select(Meeting).where(Meeting.token_hash == _hash(token), Meeting.expires > self.clock())
        found = session.scalar(one.with_for_update(key_share=True) if alone else one)
        if found is None:
            raise Unknown(UNKNOWN_TOKEN)
        return found

    def _of_code(self, session: Session, code: str, *, held: bool = False) -> Meeting:
        plain = texts.code(code)
        one = select(Meeting).where(Meeting.code == plain, Meeting.expires > self.clock())
        found = session.scalar(one.with_for_update(read=True) if held else one) if plain else None
        if found is None:
            raise Unknown(UNKNOWN_CODE)
        return found

    @staticmethod
    def _person(session: Session, meeting: Meeting, key: str, *, locked: bool = False) -> Participant | None:
        one = select(Participant).where(Participant.meeting_id == meeting.id, Participant.key_hash == _hash(key))
        # Two forms of one phone at the same moment wait for each other (PostgreSQL; SQLite has one writer anyhow).
        return session.scalar(one.with_for_update() if locked else one)

    def _taking_part(self, session: Session, code: str, key: str) -> tuple[Meeting, Participant]:
        meeting = self._of_code(session, code, held=True)
        person = self._person(session, meeting, key, locked=True)
        if person is None:
            raise Outside(NOT_JOINED)
        return meeting, person

    @staticmethod
    def _received(session: Session, person: Participant, submission: str, content: list[str]) -> bool:
        """Whether this form was received before; notes it where it was not. Raises `Resent` where it now holds something else."""
        digest = _hash("\0".join(content))
        earlier = session.get(Receipt, (person.id, texts.submission(submission)))
        if earlier is None:
            session.add(Receipt(participant_id=person.id, submission=submission, digest=digest))
            return False
        if earlier.digest != digest:
            raise Resent(RESENT)
        return True


_SENT = exists().where(Receipt.participant_id == Participant.id)
_ANSWERED = exists().where(Answer.topic_id == Topic.id)
_SHOWN = exists().where(Answer.topic_id == Topic.id, ~Answer.hidden)
_VOTED = exists().where(Vote.topic_id == Topic.id)


def _tidy(session: Session, meeting: Meeting) -> None:
    """Let empty headings go, but for those that somebody voted for."""
    empty = select(Topic.id).where(Topic.meeting_id == meeting.id, ~_ANSWERED, ~_VOTED)
    session.execute(delete(Topic).where(Topic.id.in_(empty)))


def _kept(row: Meeting) -> Kept:
    return Kept(row.id, row.code, row.title, from_plain(row.script), row.phase, row.created, row.expires)


def _entry(row: Answer, votes: int) -> Entry:
    return Entry(row.id, row.question, row.text, row.received, row.hidden, row.topic_id, votes)


def _options(session: Session, meeting: Meeting) -> Iterable[Option]:
    """What can be voted for: headings with an answer that can be seen, or with votes and an answer that was withdrawn since; and answers
    of the wrap-up that stand under none."""
    offered = _SHOWN | (~_ANSWERED & _VOTED)
    for topic in session.scalars(select(Topic).where(Topic.meeting_id == meeting.id, offered).order_by(Topic.id)):
        yield Option(f"t{topic.id}", topic.title)
    loose = select(Answer).where(Answer.meeting_id == meeting.id, ~Answer.hidden, Answer.topic_id.is_(None), Answer.question == TOPIC)
    for answer in session.scalars(loose.order_by(Answer.id)):
        yield Option(f"a{answer.id}", answer.text)


@cache
def current() -> Agenda:
    """The meetings of this process. Raises `Away` where `DATABASE_URL` cannot be read."""
    return Agenda(Database())
