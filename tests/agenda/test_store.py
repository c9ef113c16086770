"""What can be done with a meeting, on SQLite and on PostgreSQL: once is once, gone is gone, and every right has its own key."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from agenda import store, tally, texts
from agenda.model import Vote
from agenda.problems import Clash, Refused, Resent, Unknown
from agenda.script import TOPIC, Script
from agenda.store import Agenda
from tests.agenda.conftest import Clock


def mark(n: int) -> str:
    return f"form-{n:016d}"


def test_an_answer_is_seen_by_the_presenter_and_by_who_gave_it_alone(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("  Zaal \n 3 ", asked, 7)
    one, two = agenda.join(code), agenda.join(code)
    agenda.answer(code, one, "economy.1", "Werk", mark(1))
    seen = agenda.overview(token)
    assert seen.meeting.title == "Zaal 3"
    assert [(e.question, e.text, e.hidden) for e in seen.entries] == [("economy.1", "Werk", False)]
    assert (seen.participants, seen.answered, seen.voted) == (2, 1, 0)
    mine, other = agenda.mine(code, one), agenda.mine(code, two)
    assert mine is not None
    assert other is not None
    assert [a.text for a in mine.answers] == ["Werk"]
    assert other.answers == ()


def test_the_same_form_twice_is_one_answer_and_with_other_words_a_sentence(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    for _ in range(3):
        agenda.answer(code, key, "economy.1", "Werk", mark(1))
    with pytest.raises(Resent, match="was al aangekomen"):
        agenda.answer(code, key, "economy.1", "Iets anders", mark(1))
    with pytest.raises(Resent):
        agenda.answer(code, key, "economy.2", "Werk", mark(1))
    other = agenda.join(code)
    agenda.answer(code, other, "economy.1", "Van een ander", mark(1))
    assert [e.text for e in agenda.overview(token).entries] == ["Werk", "Van een ander"], "a mark belongs to one phone"


def test_the_same_form_at_the_same_moment_is_one_answer(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    start = threading.Barrier(8)
    failed: list[BaseException] = []

    def send() -> None:
        start.wait()
        try:
            agenda.answer(code, key, TOPIC, "Tegelijk", mark(7))
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert len(agenda.overview(token).entries) == 1


def test_a_refused_form_leaves_nothing_and_can_be_sent_again(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    agenda.move(token, "vote")
    with pytest.raises(Refused, match="aan het stemmen"):
        agenda.answer(code, key, "economy.1", "Werk", mark(1))
    agenda.move(token, "answers")
    agenda.answer(code, key, "economy.1", "Werk", mark(1))
    assert len(agenda.overview(token).entries) == 1


def test_what_does_not_belong_to_the_meeting_is_refused(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    for question, text, said in [
        ("economy.9", "x", "hoort niet bij"),
        ("economy.1", " \n ", "nog geen antwoord"),
        ("economy.1", "x" * 601, "601 tekens"),
    ]:
        with pytest.raises(Refused, match=said):
            agenda.answer(code, key, question, text, mark(1))
    with pytest.raises(Refused, match="hoort niet bij"):
        agenda.choose(code, key, [("economy", "party")], mark(2))
    with pytest.raises(Refused):
        agenda.answer(code, key, "economy.1", "x", "kort")
    with pytest.raises(Refused, match="bewaartijd"):
        agenda.create("", asked, 3650)
    with pytest.raises(Refused, match="stand"):
        agenda.move(token, "party")
    assert agenda.overview(token).entries == ()


def test_one_phone_can_not_fill_a_question(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    for n in range(store.MOST_ANSWERS):
        agenda.answer(code, key, "economy.1", f"Antwoord {n}", mark(n))
    with pytest.raises(Refused, match="al 5 antwoorden"):
        agenda.answer(code, key, "economy.1", "Nog een", mark(90))
    agenda.withdraw(code, key, agenda.overview(token).entries[0].id)
    agenda.answer(code, key, "economy.1", "Nog een", mark(91))
    assert len(agenda.overview(token).entries) == store.MOST_ANSWERS


def test_nobody_withdraws_the_answer_of_another(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    one, two = agenda.join(code), agenda.join(code)
    agenda.answer(code, one, "economy.1", "Van mij", mark(1))
    (mine,) = agenda.overview(token).entries
    with pytest.raises(Refused, match="al ingetrokken"):
        agenda.withdraw(code, two, mine.id)
    assert len(agenda.overview(token).entries) == 1
    agenda.withdraw(code, one, mine.id)
    assert agenda.overview(token).entries == ()
    agenda.withdraw(code, one, mine.id)  # the same form twice


def test_choices_count_participants_and_the_last_one_counts(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    keys = [agenda.join(code) for _ in range(3)]
    for n, key in enumerate(keys):
        agenda.choose(code, key, [("economy", "research"), ("economy", "research"), ("environment", "circles")], mark(n))
    agenda.choose(code, keys[0], [("economy", "groups")], mark(10))
    agenda.choose(code, keys[0], [("environment", "circles"), ("economy", "research")], mark(0))  # the first form, late
    seen = agenda.overview(token)
    assert seen.choices == {("economy", "research"): 2, ("environment", "circles"): 2, ("economy", "groups"): 1}
    assert seen.chose == 3


def test_answers_go_under_headings_and_votes_count_people_once(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    one, two, three = (agenda.join(code) for _ in range(3))
    for n, text in enumerate(["Mbo", "Hbo", "Los", "Verborgen"]):
        agenda.answer(code, one, TOPIC, text, mark(n))
    agenda.answer(code, two, "economy.1", "Stage", mark(9))
    mbo, hbo, loose, hidden, stage = (e.id for e in agenda.overview(token).entries)
    agenda.move(token, "vote")
    agenda.hide(token, [hidden], True)
    agenda.group(token, [hbo, stage], " Onderwijs ")
    (heading,) = agenda.overview(token).headings

    def options() -> list[tuple[str, str]]:
        found = agenda.mine(code, one)
        assert found is not None
        return [(o.id, o.text) for o in found.options]

    assert options() == [(f"t{heading.id}", "Onderwijs"), (f"a{mbo}", "Mbo"), (f"a{loose}", "Los")]
    agenda.vote(code, one, [f"t{heading.id}", f"a{mbo}"], mark(20))
    agenda.vote(code, two, [f"a{mbo}"], mark(20))
    agenda.vote(code, three, [f"a{loose}"], mark(20))
    agenda.vote(code, three, [f"t{heading.id}"], mark(21))
    agenda.vote(code, three, [f"a{loose}"], mark(20))  # the first form again
    agenda.group(token, [mbo], "Onderwijs")
    seen = agenda.overview(token)
    assert [(h.title, h.votes) for h in seen.headings] == [("Onderwijs", 3)], (
        "who voted for the heading and for an answer in it counts once"
    )
    assert {e.id: e.votes for e in seen.entries}[loose] == 0
    assert seen.voted == 3
    for wrong in (["a999999"], [f"a{hidden}"], [f"a{stage}"], ["t0"], ["x1"], [f"a{loose}", "t999"]):
        with pytest.raises(Refused, match="lijst is net veranderd"):
            agenda.vote(code, one, wrong, mark(30))
    with pytest.raises(Refused, match="3 stemmen en koos er 4"):
        agenda.vote(code, one, ["t1", "t2", "t3", "t4"], mark(31))
    agenda.group(token, [mbo], "")
    assert [e.votes for e in agenda.overview(token).entries if e.id == mbo] == [2], "votes for the answer itself stay"


def test_votes_go_along_when_a_heading_gets_another_name(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    one, two, three = (agenda.join(code) for _ in range(3))
    for n, text in enumerate(["Huizen", "Stroom", "Bus"]):
        agenda.answer(code, one, TOPIC, text, mark(n))
    homes, power, bus = (e.id for e in agenda.overview(token).entries)
    agenda.group(token, [homes, power], "Wonen en enrgie")
    agenda.group(token, [bus], "Vervoer")
    agenda.move(token, "vote")
    wrong, transport = (f"t{h.id}" for h in agenda.overview(token).headings)
    agenda.vote(code, one, [wrong], mark(10))
    agenda.vote(code, two, [wrong, transport], mark(10))
    agenda.vote(code, three, [transport], mark(10))

    def votes() -> dict[str, int]:
        return {h.title: h.votes for h in agenda.overview(token).headings}

    agenda.group(token, [homes, power], "Wonen en energie")
    assert votes() == {"Vervoer": 2, "Wonen en energie": 2}
    agenda.group(token, [homes], "Wonen")
    assert votes() == {"Vervoer": 2, "Wonen en energie": 2, "Wonen": 0}, "part of the answers takes no votes along"
    agenda.group(token, [homes, power], "Vervoer")
    assert votes() == {"Vervoer": 3}, "who voted for both counts once"
    with pytest.raises(Refused, match="Op ‘Vervoer’ is al gestemd"):
        agenda.group(token, [homes, power, bus], "")
    assert votes() == {"Vervoer": 3}
    assert {e.topic for e in agenda.overview(token).entries} == {int(transport[1:])}, "nothing was moved"
    agenda.vote(code, three, [], mark(11))
    agenda.vote(code, two, [], mark(11))
    agenda.vote(code, one, [], mark(11))
    agenda.group(token, [homes, power, bus], "")
    assert votes() == {}, "an empty heading without votes goes"


def test_a_heading_with_votes_stays_when_its_last_answer_is_withdrawn(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    one, two = agenda.join(code), agenda.join(code)
    agenda.answer(code, one, TOPIC, "Huizen", mark(1))
    agenda.answer(code, one, TOPIC, "Bus", mark(2))
    homes, bus = (e.id for e in agenda.overview(token).entries)
    agenda.group(token, [homes], "Wonen")
    agenda.move(token, "vote")
    (heading,) = agenda.overview(token).headings
    agenda.vote(code, two, [f"t{heading.id}"], mark(3))
    agenda.move(token, "answers")
    agenda.withdraw(code, one, homes)
    agenda.group(token, [bus], "Vervoer")
    agenda.move(token, "vote")
    seen = agenda.overview(token)
    assert [(h.title, h.votes) for h in seen.headings] == [("Wonen", 1), ("Vervoer", 0)]
    assert [row[:2] for row in tally.ranked(seen)] == [("Wonen", 1), ("Vervoer", 0)]
    mine = agenda.mine(code, two)
    assert mine is not None
    assert [o.text for o in mine.options] == ["Wonen", "Vervoer"]


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Do all at the same moment; gives what was raised."""
    start = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def one(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as problem:
            raised.append(problem)

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_regrouping_while_phones_vote_ends_in_sentences_and_loses_no_vote(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    keys = [agenda.join(code) for _ in range(4)]
    agenda.answer(code, keys[0], TOPIC, "Huizen", mark(1))
    (homes,) = (e.id for e in agenda.overview(token).entries)
    agenda.group(token, [homes], "Kop")
    agenda.move(token, "vote")
    for n in range(10):
        (heading,) = agenda.overview(token).headings
        votes = [partial(agenda.vote, code, key, [f"t{heading.id}"], mark(100 + n)) for key in keys]
        groups = [partial(agenda.group, token, [homes], f"Kop {n}")] * 2
        raised = together(*votes, *groups)
        assert [p for p in raised if not isinstance(p, Refused)] == []
        assert all("De lijst is net veranderd" in str(p) for p in raised)
        (heading,) = agenda.overview(token).headings
        assert heading.title == f"Kop {n}"
        for key in keys:
            agenda.vote(code, key, [f"t{heading.id}"], mark(200 + n))
        agenda.group(token, [homes], f"Terug {n}")
        assert agenda.overview(token).headings[0].votes == len(keys)


def test_joining_and_answering_while_the_meeting_is_deleted_ends_in_sentences(agenda: Agenda, asked: Script) -> None:
    for _ in range(5):
        code, token = agenda.create("", asked, 7)
        keys = [agenda.join(code) for _ in range(3)]
        answers = [partial(agenda.answer, code, key, TOPIC, "Huizen", mark(1)) for key in keys]
        joins = [partial(agenda.join, code) for _ in range(2)]
        raised = together(*answers, *joins, partial(agenda.delete, token))
        assert [p for p in raised if not isinstance(p, Refused)] == []
        assert +_rows(agenda) == Counter(agenda_version=1)


def test_what_another_took_away_is_a_sentence(agenda: Agenda, asked: Script) -> None:
    code, _ = agenda.create("", asked, 7)
    agenda.join(code)
    with pytest.raises(Clash, match="De lijst is net veranderd"), agenda.database.writing() as session:
        session.add(Vote(participant_id=1, topic_id=999))


def test_the_same_welcome_form_twice_is_one_phone(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    keys: list[str] = []
    assert together(*[lambda: keys.append(agenda.join(code, mark(1)))] * 6) == []
    assert len(set(keys)) == 1
    assert agenda.join(code, mark(2)) != keys[0]
    assert agenda.overview(token).participants == 2
    with pytest.raises(Refused):
        agenda.join(code, "kort")


def test_hidden_answers_stay_for_the_presenter_and_can_come_back(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    agenda.answer(code, key, TOPIC, "Boos", mark(1))
    (entry,) = agenda.overview(token).entries
    agenda.hide(token, [entry.id], True)
    assert agenda.overview(token).entries[0].hidden
    agenda.hide(token, [entry.id], False)
    assert not agenda.overview(token).entries[0].hidden


def test_a_closed_meeting_takes_nothing_and_opens_again(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    agenda.move(token, "closed")
    for work in (
        lambda: agenda.answer(code, key, "economy.1", "x", mark(1)),
        lambda: agenda.choose(code, key, [], mark(2)),
        lambda: agenda.vote(code, key, [], mark(3)),
        lambda: agenda.withdraw(code, key, 1),
        lambda: agenda.join(code),
    ):
        with pytest.raises(Refused, match="gesloten"):
            work()
    agenda.move(token, "answers")
    agenda.answer(code, key, "economy.1", "x", mark(1))


def test_after_the_retention_time_code_token_and_answers_are_gone(agenda: Agenda, asked: Script, clock: Clock) -> None:
    code, token = agenda.create("Kort", asked, 7)
    later_code, later = agenda.create("Lang", asked, 30)
    key = agenda.join(code)
    agenda.answer(code, key, "economy.1", "Tijdelijk", mark(1))
    clock.on(days=6, hours=23)
    assert agenda.expire() == 0
    assert agenda.managed(token).title == "Kort"
    clock.on(hours=1)
    with pytest.raises(Unknown):
        agenda.managed(token)
    with pytest.raises(Unknown):
        agenda.found(code)
    with pytest.raises(Unknown):
        agenda.answer(code, key, "economy.1", "Te laat", mark(2))
    assert agenda.expire() == 1
    assert agenda.managed(later).title == "Lang"
    assert _rows(agenda) == Counter(agenda_meetings=1, agenda_version=1)
    assert agenda.found(later_code).title == "Lang"


def test_delete_now_deletes_all_of_that_meeting_and_nothing_else(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("Weg", asked, 7)
    kept_code, kept = agenda.create("Blijft", asked, 7)
    for where in (code, kept_code):
        key = agenda.join(where)
        agenda.answer(where, key, TOPIC, "Iets", mark(1))
        agenda.choose(where, key, [("economy", "groups")], mark(2))
    for which in (token, kept):
        agenda.group(which, [e.id for e in agenda.overview(which).entries], "Kop")
        agenda.move(which, "vote")
    agenda.vote(kept_code, key, [f"t{agenda.overview(kept).headings[0].id}"], mark(3))
    before = _rows(agenda)
    agenda.delete(token)
    assert before["agenda_answers"] == 2
    after = _rows(agenda)
    assert {name: n for name, n in after.items() if n} == dict.fromkeys(
        ["agenda_meetings", "agenda_participants", "agenda_answers", "agenda_choices", "agenda_topics", "agenda_votes", "agenda_version"], 1
    ) | {"agenda_receipts": 3}
    assert agenda.overview(kept).headings[0].votes == 1


def _rows(agenda: Agenda) -> Counter[str]:
    """The number of rows in every table."""
    from sqlalchemy import inspect, text

    with agenda.database.reading() as session:
        names = inspect(session.connection()).get_table_names()
        return (
            Counter({n: session.execute(text(f"SELECT count(*) FROM {n}")).scalar_one() for n in names if n.startswith("agenda_")})
            + Counter()
        )


def test_neither_token_nor_key_can_be_read_from_the_database(agenda: Agenda, asked: Script) -> None:
    from sqlalchemy import text

    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    with agenda.database.reading() as session:
        kept = str(session.execute(text("SELECT * FROM agenda_meetings")).all()) + str(
            session.execute(text("SELECT * FROM agenda_participants")).all()
        )
        (hashed,) = session.execute(text("SELECT token_hash FROM agenda_meetings")).scalars()
    assert token not in kept
    assert key not in kept
    for guess in (code, hashed, key, "", token[:-1], token + "x", token.swapcase()):
        with pytest.raises(Unknown):
            agenda.overview(guess)


def test_rights_of_one_meeting_do_nothing_in_another(agenda: Agenda, asked: Script) -> None:
    code, token = agenda.create("Een", asked, 7)
    other_code, other = agenda.create("Twee", asked, 7)
    key, stranger = agenda.join(code), agenda.join(other_code)
    agenda.answer(code, key, TOPIC, "Van een", mark(1))
    (entry,) = agenda.overview(token).entries
    agenda.hide(other, [entry.id], True)
    agenda.group(other, [entry.id], "Gestolen")
    with pytest.raises(Refused):
        agenda.withdraw(other_code, stranger, entry.id)
    seen = agenda.overview(token).entries
    assert [(e.text, e.hidden, e.topic) for e in seen] == [("Van een", False, None)]
    assert agenda.overview(other).headings == ()
    assert agenda.mine(code, stranger) is None
    for work in (lambda: agenda.answer(code, stranger, TOPIC, "x", mark(2)), lambda: agenda.vote(code, stranger, [], mark(3))):
        with pytest.raises(Refused, match="doet nog niet mee"):
            work()


def test_codes_are_of_the_alphabet_and_differ(agenda: Agenda, asked: Script) -> None:
    codes = {agenda.create("", asked, 7)[0] for _ in range(20)}
    assert len(codes) == 20
    assert all(texts.code(code) == code for code in codes)


def test_a_code_that_is_in_use_is_not_given_again(agenda: Agenda, asked: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("B" * 8 + "B" * 8 + "C" * 8)
    monkeypatch.setattr(store.secrets, "choice", lambda _: next(letters))
    assert agenda.create("", asked, 7)[0] == "B" * 8
    assert agenda.create("", asked, 7)[0] == "C" * 8


def test_phones_that_sent_nothing_give_up_their_place_when_there_is_no_other(
    agenda: Agenda, asked: Script, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_PARTICIPANTS", 3)
    code, _ = agenda.create("", asked, 7)
    spoke, idle, _ = (agenda.join(code) for _ in range(3))
    agenda.answer(code, spoke, TOPIC, "Een", mark(1))
    with pytest.raises(Refused, match="vol"):
        agenda.join(code)
    clock.on(minutes=5, seconds=1)
    late = agenda.join(code)
    assert agenda.mine(code, late) is not None
    assert agenda.mine(code, spoke) is not None
    assert agenda.mine(code, idle) is None


def test_full_is_full(agenda: Agenda, asked: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_PARTICIPANTS", 1)
    monkeypatch.setattr(store, "MOST_OF_MEETING", 1)
    monkeypatch.setattr(store, "MOST_MEETINGS", 1)
    monkeypatch.setattr(store, "MOST_TOPICS", 1)
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    with pytest.raises(Refused, match="vol"):
        agenda.join(code)
    agenda.answer(code, key, TOPIC, "Een", mark(1))
    with pytest.raises(Refused, match="geen meer bij"):
        agenda.answer(code, key, "economy.1", "Twee", mark(2))
    with pytest.raises(Refused, match="te veel sessies"):
        agenda.create("", asked, 7)
    (entry,) = agenda.overview(token).entries
    agenda.group(token, [entry.id], "Kop")
    with pytest.raises(Refused, match="onderwerpen"):
        agenda.group(token, [entry.id], "Nog een")
    assert agenda.overview(token).headings[0].title == "Kop"
