"""Reading CBS: what is asked, what is made of it, and every way in which it can go wrong."""

import re
import socket
from collections.abc import Iterator

import cbsodata
import cbsodata.cbsodata3 as client
import pandas as pd
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from etl.model import Topic
from etl.problems import SourceProblem
from etl.sources import transport
from etl.sources.cbs import CbsService, Slice, Table
from etl.sources.transport import Transport
from tests.etl import service as stand_in
from tests.etl.service import EDITS, FAULTS, ROWS, Clock, Service, recording, regions_of

HOMES = "82900NED"
STOCK = Slice((("StatusVanBewoning", "Totaal"),), "JJ00", None, (Topic("TotaleWoningvoorraad"),))
OWNED = Slice((("StatusVanBewoning", "Totaal"),), "JJ00", None, (Topic("Koopwoningen"), Topic("TotaleWoningvoorraad")))
GAS = "81528NED"
PER_HOME = Slice((("Woningkenmerken", "Totaal woningen"),), "JJ00", None, (Topic("GemiddeldAardgasverbruik", unit="m3"),))
COMMUTERS = ("81251ned", "BanenVanWerknemers", "WoonregioS", "WerkregioS", "2014MM12")

ADVICE = re.compile(
    r"Try again|Mend |mend |Check |check |Look |look |Narrow |narrow |tell CBS|must name|must say|was used|holds no|other parts", re.ASCII
)
"""Some word on what to do, or on what was done."""

TRANSIENT = {
    "reset": "hung up",
    "silent": "no answer came within",
    "stalls": "no answer came within",
    "500": "error 500",
    "502": "error 502",
    "503": "error 503",
    "429": "error 429",
    "429 without a number": "error 429",
    "web page": "web page instead of data",
    "web page as json": "web page instead of data",
    "nothing": "cut short or is no JSON",
    "bad gzip": "broke off",
    "body short": "cut short",
    "body cut": "cut short or is no JSON",
}
FINAL = {
    "400": "error 400: Niet nu.",
    "403": "error 403",
    "404": "404",
    "moved": "error 302",
    "too large": "larger than",
    "link to itself": "circle",
    "links in a circle": "circle",
    "links without end": "pages",
    "link elsewhere": "another host",
    "link without a host": "another shape",
    "link that is a number": "another shape",
    "no list": "not a table",
    "no value": "not a table",
    "a bare list": "not a table",
    "rows are numbers": "",
    "rows are lists": "",
}


@pytest.fixture(autouse=True)
def client_as_it_was() -> Iterator[None]:
    """Whatever happens, `cbsodata` is left as it was found."""
    before = client.Session, client.options.use_https, cbsodata.options.catalog_url, dict(client.options.requests)
    yield
    assert (client.Session, client.options.use_https, cbsodata.options.catalog_url, dict(client.options.requests)) == before
    assert client.Session is requests.Session


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer of 2 MB is too large, 12 pages are too many."""
    monkeypatch.setattr(transport, "MAX_BYTES", 2_000_000)
    monkeypatch.setattr(transport, "MAX_PAGES", 12)


def frame(table: Table) -> pd.DataFrame:
    """The rows of the only slice."""
    (only,) = table.slices.values()
    return only


def told(cbs: CbsService, table: str = HOMES, *slices: Slice) -> str:
    """The sentence with which a table is refused; it must say where and what to do, in words for people."""
    with pytest.raises(SourceProblem) as caught:
        cbs.fetch(table, list(slices) or [STOCK])
    return checked(str(caught.value), table)


def checked(sentence: str, table: str) -> str:
    assert sentence.startswith(f"Table {table}"), sentence
    assert sentence.endswith((".", "?")), sentence
    assert ADVICE.search(sentence), f"says nothing about what to do: {sentence}"
    assert not re.search(r"object at 0x|Traceback|\n", sentence), sentence
    return sentence


class TestReading:
    def test_asks_for_the_slice_and_its_columns_only(self, service: Service, cbs: CbsService) -> None:
        table = cbs.fetch(HOMES, [STOCK])
        data = [dict(a.options) for a in service.asked if a.name == ROWS]
        assert len(data) == 1
        assert data[0]["$select"] == "RegioS,Perioden,TotaleWoningvoorraad_1"
        assert "(StatusVanBewoning eq 'T001742')" in data[0]["$filter"]
        assert "substringof('JJ00',Perioden)" in data[0]["$filter"]
        assert not any(a.name == "UntypedDataSet" for a in service.asked)
        assert {"GM0355", "NL01", "PV26"} <= set(frame(table)["region"])
        assert table.title == "Voorraad woningen; eigendom, type verhuurder, bewoning, regio"
        assert table.retrieved == "2026-11-21T12:00:00Z"
        assert not table.discontinued

    def test_gives_the_figures_as_they_were_recorded(self, cbs: CbsService) -> None:
        found = frame(cbs.fetch(HOMES, [STOCK])).set_index(["region", "year"])["TotaleWoningvoorraad_1"]
        pinned = next(i["Key"] for i in recording(HOMES)["StatusVanBewoning"] if i["Title"] == "Totaal")
        rows = [
            r for r in recording(HOMES)[ROWS] if r["StatusVanBewoning"] == pinned and r["RegioS"].strip() not in ("GM0000", "LD01", "CR01")
        ]
        assert len(found) == len(rows)
        for row in rows:
            value = found[row["RegioS"].strip(), int(row["Perioden"][:4])]
            assert value == row["TotaleWoningvoorraad_1"] or (pd.isna(value) and row["TotaleWoningvoorraad_1"] is None)

    @pytest.mark.parametrize("page", [1, 7, 50, 233, 234, 235])
    def test_every_page_size_gives_the_same_table(self, page: int, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "MAX_PAGES", 400)
        with Service() as whole, Service(page=page) as paged:
            one, other = (CbsService(s.url, Transport(s.url, sleep=clock.sleep, clock=clock)).fetch(HOMES, [STOCK]) for s in (whole, paged))
            assert paged.count(HOMES) == -(-len(frame(one)) // page) or page == 1
        pd.testing.assert_frame_equal(frame(one), frame(other))

    def test_leaves_out_what_is_no_region_of_the_monitor(self, cbs: CbsService) -> None:
        sent = {row["RegioS"].strip() for row in recording("70072ned")[ROWS]}
        assert {"GM0000", "LD01"} & sent, "the recording no longer holds a region to leave out"
        found = set(frame(cbs.fetch("70072ned", [Slice((), "JJ00", None, (Topic("GemiddeldeWoningwaarde"),))]))["region"])
        assert not found & {"GM0000", "LD01", "CR01"}
        assert "GM0355" in found

    @pytest.mark.parametrize("code", ["GM0000", "GM03551", "NL0100", "XGM001"])
    def test_leaves_out_what_only_looks_like_a_region(self, service: Service, cbs: CbsService, code: str) -> None:
        """CBS's code for what could not be assigned passes every filter that CBS understands."""
        before = frame(cbs.fetch(HOMES, [STOCK]))
        lists = service.table(HOMES)
        lists["RegioS"].append({"Key": code, "Title": "Gemeenten; niet in te delen"})
        lists[ROWS] += [{**row, "RegioS": code} for row in lists[ROWS] if row["RegioS"] == "GM0355"]
        pd.testing.assert_frame_equal(before, frame(cbs.fetch(HOMES, [STOCK])))

    def test_months_beside_years_are_left_out_and_counted(self, cbs: CbsService) -> None:
        assert any("MM" in row["Perioden"] for row in recording("37230ned")[ROWS]), "the recording no longer holds months"
        table = cbs.fetch("37230ned", [Slice((), "JJ00", None, (Topic("BevolkingAanHetBeginVanDePeriode"),))])
        assert not frame(table).duplicated(["region", "year"]).any()
        assert "2010MM01" in table.dropped_periods
        assert not any(p.endswith("JJ00") for p in table.dropped_periods)
        assert table.years["JJ00"][0] == 2002

    def test_two_slices_with_the_same_rows_are_one_download(self, service: Service, cbs: CbsService) -> None:
        table = cbs.fetch(HOMES, [STOCK, OWNED])
        assert service.count(HOMES) == 1
        assert {"TotaleWoningvoorraad_1", "Koopwoningen_2"} <= set(frame(table).columns)

    def test_lists_are_fetched_once_however_often_they_are_asked_for(self, service: Service, cbs: CbsService) -> None:
        cbs.fetch("86088NED", [Slice((("Persoonskenmerken", "Totaal personen"),), "JJ00", None, (Topic("NettoArbeidsparticipatie"),))])
        counts = {a.name: service.count("86088NED", a.name) for a in service.asked}
        assert set(counts.values()) == {1}, counts

    def test_remembers_nothing_between_two_readings(self, service: Service, cbs: CbsService) -> None:
        cbs.fetch(HOMES, [STOCK])
        service.edit(HOMES, "unit changed")
        assert "now gives" in told(cbs, HOMES, Slice(STOCK.where, "JJ00", None, (Topic("TotaleWoningvoorraad", unit="aantal"),)))

    def test_the_same_bytes_give_the_same_checksum(self, cbs: CbsService) -> None:
        one, other = cbs.fetch(HOMES, [STOCK]), cbs.fetch(HOMES, [STOCK])
        assert one.sha256 == other.sha256
        assert one.bytes == other.bytes > 10_000

    def test_says_who_it_is(self, service: Service, cbs: CbsService) -> None:
        cbs.fetch(HOMES, [STOCK])
        assert all("midsize-monitor" in a.agent for a in service.asked)

    def test_a_table_without_periods_takes_its_year_from_the_definition(self, service: Service, cbs: CbsService) -> None:
        service.edit(HOMES, "no periods")
        found = frame(cbs.fetch(HOMES, [Slice(STOCK.where, "JJ00", 2024, STOCK.topics)]))
        assert set(found["year"]) == {2024}
        assert set(found["status"]) == {"not_stated"}
        assert "'year'" in told(cbs)

    def test_a_region_list_that_is_called_a_plain_dimension(self, service: Service, cbs: CbsService) -> None:
        before = frame(cbs.fetch(HOMES, [STOCK]))
        service.edit(HOMES, "regions no geography")
        pd.testing.assert_frame_equal(before, frame(cbs.fetch(HOMES, [STOCK])))

    @pytest.mark.parametrize(("edit", "status"), [("all provisional", "provisional"), ("all final", "final")])
    def test_the_status_of_a_period_goes_with_its_figures(self, service: Service, cbs: CbsService, edit: str, status: str) -> None:
        service.edit(HOMES, edit)
        assert set(frame(cbs.fetch(HOMES, [STOCK]))["status"]) == {status}

    @pytest.mark.parametrize("edit", ["discontinued", "delivery stopped"])
    def test_a_stopped_table_is_read_and_reported(self, service: Service, cbs: CbsService, edit: str) -> None:
        service.edit(HOMES, edit)
        assert cbs.fetch(HOMES, [STOCK]).discontinued

    @pytest.mark.parametrize(
        "edit", ["keys unpadded", "keys of width 6", "keys of width 10", "categories with stray spaces", "suffix shifted", "unit left out"]
    )
    def test_what_cbs_may_change_without_notice(self, service: Service, cbs: CbsService, edit: str) -> None:
        before = cbs.fetch(GAS, [PER_HOME])
        service.edit(GAS, edit)
        after = cbs.fetch(GAS, [PER_HOME])
        renamed = frame(after).rename(columns={after.columns[PER_HOME.topics[0]]: before.columns[PER_HOME.topics[0]]})
        pd.testing.assert_frame_equal(frame(before), renamed)

    def test_a_null_stays_a_gap(self, service: Service, cbs: CbsService) -> None:
        service.edit(HOMES, "null for a number")
        found = frame(cbs.fetch(HOMES, [STOCK])).set_index("region")
        assert found.loc["GM0355", "TotaleWoningvoorraad_1"].isna().all()
        assert found.loc["GM0294", "TotaleWoningvoorraad_1"].notna().all()


class TestMeasures:
    def test_twice_under_one_name_needs_a_word_more(self, service: Service, cbs: CbsService) -> None:
        service.edit(HOMES, "measure twice")
        sentence = told(cbs)
        assert "2 times" in sentence
        assert "TotaleWoningvoorraad_1, TotaleWoningvoorraad_99" in sentence
        assert "'group' or 'occurrence'" in sentence

    @pytest.mark.parametrize(("occurrence", "times"), [(1, 1), (2, 9)])
    def test_the_place_picks_one(self, service: Service, cbs: CbsService, occurrence: int, times: int) -> None:
        before = frame(cbs.fetch(HOMES, [STOCK]))["TotaleWoningvoorraad_1"]
        service.edit(HOMES, "measure twice")
        topic = Topic("TotaleWoningvoorraad", occurrence=occurrence)
        table = cbs.fetch(HOMES, [Slice(STOCK.where, "JJ00", None, (topic,))])
        pd.testing.assert_series_equal(frame(table)[table.columns[topic]], before * times, check_names=False)

    @pytest.mark.parametrize(("group", "times"), [("Aantallen", 1), ("relatief", 9)])
    def test_the_group_picks_one(self, service: Service, cbs: CbsService, group: str, times: int) -> None:
        before = frame(cbs.fetch(HOMES, [STOCK]))["TotaleWoningvoorraad_1"]
        service.edit(HOMES, "measure in two groups")
        topic = Topic("TotaleWoningvoorraad", group=group)
        table = cbs.fetch(HOMES, [Slice(STOCK.where, "JJ00", None, (topic,))])
        pd.testing.assert_series_equal(frame(table)[table.columns[topic]], before * times, check_names=False)

    def test_an_unknown_group_or_place_is_no_licence_to_guess(self, service: Service, cbs: CbsService) -> None:
        service.edit(HOMES, "measure in two groups")
        for topic in (Topic("TotaleWoningvoorraad", group="Anders"), Topic("TotaleWoningvoorraad", occurrence=3)):
            assert "2 times" in told(cbs, HOMES, Slice(STOCK.where, "JJ00", None, (topic,)))

    def test_numbers_and_shares_of_one_name_are_told_apart(self, cbs: CbsService) -> None:
        """In 70072ned inhabitants of 80 or older stand as a number and as a share under the same key."""
        topic = Topic("k_80JaarOfOuder", group="Leeftijdsgroepen, relatief", unit="%")
        table = cbs.fetch("70072ned", [Slice((), "JJ00", None, (topic,))])
        assert frame(table)[table.columns[topic]].dropna().between(0, 20).all()
        assert "2 times" in told(cbs, "70072ned", Slice((), "JJ00", None, (Topic("k_80JaarOfOuder"),)))


EDITED = {
    "measure gone": ("has no measure 'TotaleWoningvoorraad'", "Did you mean 'NieuwTotaleWoningvoorraad'?"),
    "column gone from the rows": ("lack the column 'TotaleWoningvoorraad_1'",),
    "unit changed": ("in '1 000 stuks' where the definition expects 'aantal'", "check the scale"),
    "measure of texts": ("holds String values, not numbers",),
    "text for a number": ("holds 'geheim' where a number belongs",),
    "number as text": ("where a number belongs",),
    "not a number": ("no JSON",),
    "infinite": ("no JSON",),
    "true for a number": ("where a number belongs",),
    "dimension added": ("also has the dimension 'Correctie'", "rows would multiply"),
    "dimension renamed": ("has no dimension 'StatusVanBewoning'", "Did you mean 'StatusVanBewoningNieuw'?"),
    "categories renamed": ("has no category 'Totaal'",),
    "category twice": ("category 'Totaal' 2 times",),
    "period unknown": ("2024QQ01",),
    "period unlisted": ("2031JJ00", "its own list of periods does not hold"),
    "other grain": ("has no periods of the kind JJ00", "KW01"),
    "row twice": ("more than one row for GM0355", "none was used"),
    "no rows": ("gave no rows", "emptied or a changed key"),
    "no municipalities": ("no dimension with municipalities",),
    "key null": ("another shape",),
    "properties are texts": ("another shape",),
}


class TestRefused:
    @pytest.mark.parametrize("edit", EDITED)
    def test_a_table_that_changed(self, service: Service, cbs: CbsService, edit: str) -> None:
        service.edit(HOMES, edit)
        sentence = told(cbs, HOMES, Slice(STOCK.where, "JJ00", None, (Topic("TotaleWoningvoorraad", unit="aantal"),)))
        for words in EDITED[edit]:
            assert words in sentence

    def test_every_edit_is_tried_somewhere(self) -> None:
        harmless = {
            "suffix shifted",
            "unit left out",
            "measure twice",
            "measure in two groups",
            "null for a number",
            "categories with stray spaces",
            "keys unpadded",
            "keys of width 6",
            "keys of width 10",
            "no periods",
            "discontinued",
            "delivery stopped",
            "regions no geography",
            "all provisional",
            "all final",
        }
        assert set(EDITS) == harmless | set(EDITED)

    def test_a_slice_by_another_title(self, cbs: CbsService) -> None:
        sentence = told(cbs, HOMES, Slice((("StatusVanBewoning", "Totale"),), "JJ00", None, STOCK.topics))
        assert "'StatusVanBewoning' has no category 'Totale'" in sentence
        assert "Did you mean 'Totaal'?" in sentence

    def test_a_slice_that_leaves_a_dimension_open(self, cbs: CbsService) -> None:
        assert "also has the dimension 'StatusVanBewoning'" in told(cbs, HOMES, Slice((), "JJ00", None, STOCK.topics))

    def test_a_table_that_is_gone(self, service: Service, cbs: CbsService) -> None:
        service.withdrawn.add(HOMES)
        sentence = told(cbs)
        assert "404" in sentence
        assert "no longer in CBS's catalogue" in sentence
        assert service.count(HOMES, "TableInfos") == 1, "a 404 is not worth a second try"

    def test_a_table_in_other_letters(self, service: Service, cbs: CbsService) -> None:
        service.fault("404", "82900ned", None)
        assert "The catalogue spells it '82900NED'" in told(cbs, "82900ned")

    @pytest.mark.parametrize("fault", ["404", "503", "a bare list", "rows are numbers", "reset"])
    def test_a_table_that_is_gone_and_no_catalogue_to_ask(self, service: Service, cbs: CbsService, fault: str) -> None:
        service.withdrawn.add(HOMES)
        service.fault(fault, "Tables", None)
        assert "the catalogue could not be asked" in told(cbs)


class TestLine:
    """Faults on the line: which are tried again, which are not, and how it is said."""

    def test_every_fault_is_tried(self) -> None:
        assert set(FAULTS) == {*TRANSIENT, *FINAL, "429 for a day"}

    @pytest.mark.parametrize("name", [ROWS, "TableInfos", "RegioS", ""])
    @pytest.mark.parametrize("fault", TRANSIENT)
    def test_once_and_then_fine(
        self, service: Service, cbs: CbsService, clock: Clock, fault: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in.impatient(monkeypatch, fault)
        clean = cbs.fetch(HOMES, [STOCK])
        asked = service.count(HOMES, name)
        service.fault(fault, HOMES, name, at=(asked + 1,))
        again = cbs.fetch(HOMES, [STOCK])
        pd.testing.assert_frame_equal(frame(clean), frame(again))
        assert again.sha256 == clean.sha256
        assert service.count(HOMES, name) == 2 * asked + 1
        assert 0.9 <= sum(clock.waits) <= 10

    @pytest.mark.parametrize(
        ("fault", "name"), [(f, n) for f in TRANSIENT for n in (ROWS, "DataProperties") if n == ROWS or f not in ("silent", "stalls")]
    )
    def test_for_good(
        self, service: Service, cbs: CbsService, clock: Clock, fault: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand_in.impatient(monkeypatch, fault)
        service.fault(fault, HOMES, name)
        sentence = told(cbs)
        assert TRANSIENT[fault] in sentence
        assert "4 tries did not help" in sentence
        assert "127.0.0.1" in sentence
        assert service.count(HOMES, name) == transport.TRIES
        assert 5 <= sum(clock.waits) <= transport.DEADLINE_S
        # After the last try there is nothing left to wait for.
        assert len(clock.waits) <= 2 * (transport.TRIES - 1)

    @pytest.mark.parametrize("name", [ROWS, "RegioS"])
    @pytest.mark.parametrize("fault", FINAL)
    def test_not_worth_a_second_try(self, service: Service, cbs: CbsService, clock: Clock, fault: str, name: str) -> None:
        service.fault(fault, HOMES, name)
        sentence = told(cbs)
        assert FINAL[fault] in sentence
        assert clock.waits == [], sentence
        assert service.count(HOMES, name) <= transport.MAX_PAGES + 1

    def test_a_page_deep_in_the_table_is_tried_again(self, clock: Clock) -> None:
        with Service(page=40) as service:
            cbs = CbsService(service.url, Transport(service.url, sleep=clock.sleep, clock=clock))
            clean = cbs.fetch(HOMES, [STOCK])
            pages = service.count(HOMES)
            service.fault("reset", HOMES, at=(pages + 3,))
            again = cbs.fetch(HOMES, [STOCK])
            assert service.count(HOMES) == 2 * pages + 1
            assert pages > 4
            pd.testing.assert_frame_equal(frame(clean), frame(again))
            service.fault("body short", HOMES, at=tuple(range(2 * pages + 4, 2 * pages + 40)))
            assert "cut short" in told(cbs)

    def test_ever_longer_pauses(self, service: Service, cbs: CbsService, clock: Clock) -> None:
        service.fault("503", HOMES)
        told(cbs)
        assert [int(w) for w in clock.waits] == [1, 2, 4]

    def test_cbs_says_how_long_to_wait(self, service: Service, cbs: CbsService, clock: Clock) -> None:
        service.fault("429", HOMES, at=(1,))
        cbs.fetch(HOMES, [STOCK])
        assert clock.waits[0] == 7

    def test_cbs_asks_for_a_day(self, service: Service, cbs: CbsService, clock: Clock) -> None:
        service.fault("429 for a day", HOMES)
        assert "took longer than 300 seconds" in told(cbs)
        assert sum(clock.waits) <= transport.DEADLINE_S
        assert max(clock.waits) <= transport.LONGEST_WAIT_S

    def test_a_service_that_is_down_is_not_waited_for_again_and_again(self, service: Service, cbs: CbsService, clock: Clock) -> None:
        """The first table gets four tries; while nobody answers, each further table gets one."""
        service.fault("reset", name=None)
        told(cbs)
        waited = len(clock.waits)
        for table in ("81528NED", "83625NED"):
            checked(told(cbs, table), table)
            assert service.count(table, "TableInfos") == 1
        assert len(clock.waits) == waited
        service.mend()
        cbs.fetch(HOMES, [STOCK])
        service.fault("reset", "81528NED", None)
        told(cbs, "81528NED")
        assert service.count("81528NED", "TableInfos") == 1 + transport.TRIES, "once it answers again, patience is back"

    def test_one_broken_table_does_not_cost_the_next_its_tries(self, service: Service, cbs: CbsService) -> None:
        service.fault("503", HOMES, ROWS)
        told(cbs)
        service.fault("503", GAS, ROWS, at=(1, 2, 3))
        cbs.fetch(GAS, [PER_HOME])

    def test_nobody_there(self, clock: Clock) -> None:
        with Service() as service:
            url = service.url
        cbs = CbsService(url, Transport(url, sleep=clock.sleep, clock=clock))
        assert "nobody answers at that address" in told(cbs)

    def test_a_name_that_does_not_exist(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        url = "http://cbs.invalid"
        link = Transport(url, sleep=clock.sleep, clock=clock)
        # A proxy of this machine must not answer in its place.
        link.loopback = True
        sentence = told(CbsService(url, link))
        assert "cbs.invalid" in sentence
        assert "looked up" in sentence

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "ftp://opendata.cbs.nl",
            "http://",
            "http://[half",
            "http://127.0.0.1:port",
            "http://127.0.0.1:99999",
            "https://u:p@cbs.nl",
            "file:///etc/passwd",
            "http://a b",
        ],
    )
    def test_what_is_no_address(self, address: str) -> None:
        with pytest.raises(SourceProblem, match="is no address of a CBS service; it should look like"):
            CbsService(address)

    @pytest.mark.parametrize(
        ("address", "live"),
        [
            ("https://opendata.cbs.nl", True),
            ("opendata.cbs.nl", True),
            ("http://127.0.0.1:8400/", False),
            ("https://notcbs.nl", False),
            ("https://cbs.nl.example.org", False),
        ],
    )
    def test_what_counts_as_cbs_itself(self, address: str, live: bool) -> None:
        assert CbsService(address).live is live

    @given(st.text(max_size=40))
    def test_any_text_is_an_address_or_a_sentence(self, text: str) -> None:
        sentence = "is no address"
        try:
            CbsService(text)
        except SourceProblem as problem:
            sentence = str(problem)
        assert "is no address" in sentence

    def test_an_answer_that_trickles_in(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every byte comes in time, but the table never ends: the deadline is for the whole table."""

        class Slow(Clock):
            def __call__(self) -> float:
                self.now += 40
                return self.now

        clock = Slow()
        sentence = told(CbsService(service.url, Transport(service.url, sleep=clock.sleep, clock=clock)))
        assert "it answers, but slowly; reading this table took longer than 300 seconds" in sentence
        assert clock.waits == []

    def test_two_requests_a_second_at_most_to_cbs_itself(self, service: Service, clock: Clock) -> None:
        link = Transport(service.url, sleep=clock.sleep, clock=clock)
        link.loopback = False
        CbsService(service.url, link).fetch(HOMES, [STOCK])
        assert len(clock.waits) == len(service.asked) - 1
        assert all(w == pytest.approx(transport.LIVE_PACE_S) for w in clock.waits)


class TestPairs:
    """Commuters between municipalities."""

    def test_the_figures_as_they_were_recorded(self, cbs: CbsService) -> None:
        table, pairs = cbs.pairs(*COMMUTERS)
        assert list(pairs.columns) == ["home", "work", "value"]
        rows = [
            r for r in recording("81251ned")[ROWS] if r["Perioden"] == "2014MM12" and "GM" in r["WoonregioS"] and "GM" in r["WerkregioS"]
        ]
        filled = {
            (r["WoonregioS"].strip(), r["WerkregioS"].strip()): r["BanenVanWerknemers_1"]
            for r in rows
            if r["BanenVanWerknemers_1"] is not None
        }
        assert filled == {(h, w): v for h, w, v in pairs.itertuples(index=False)}
        assert table.rows == len(filled) > 100

    @pytest.mark.parametrize("fault", [*TRANSIENT, *FINAL])
    def test_every_fault_is_a_sentence(self, service: Service, cbs: CbsService, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in.impatient(monkeypatch, fault)
        service.fault(fault, "81251ned")
        with pytest.raises(SourceProblem) as caught:
            cbs.pairs(*COMMUTERS)
        checked(str(caught.value), "81251ned")
        assert {**TRANSIENT, **FINAL}[fault] in str(caught.value)

    @pytest.mark.parametrize("fault", ["503", "body cut"])
    def test_once_and_then_fine(self, service: Service, cbs: CbsService, fault: str) -> None:
        clean = cbs.pairs(*COMMUTERS)[1]
        service.fault(fault, "81251ned", at=(2,))
        pd.testing.assert_frame_equal(clean, cbs.pairs(*COMMUTERS)[1])

    @pytest.mark.parametrize(
        ("edit", "words"),
        [
            ("measure gone", "has no measure 'BanenVanWerknemers'"),
            ("no rows", "gave no pairs of municipalities"),
            ("row twice", "more than one row for a pair"),
            ("no periods", "has no periods"),
            ("other grain", "has no period 2014MM12"),
            ("text for a number", "where a number belongs"),
            ("number as text", "where a number belongs"),
            ("true for a number", "where a number belongs"),
            ("not a number", "no JSON"),
            ("properties are texts", "another shape"),
            ("dimension added", "also has the dimension 'Correctie'"),
            ("column gone from the rows", "lack the column"),
        ],
    )
    def test_a_table_that_changed(self, service: Service, cbs: CbsService, edit: str, words: str) -> None:
        service.edit("81251ned", edit)
        with pytest.raises(SourceProblem) as caught:
            cbs.pairs(*COMMUTERS)
        assert words in checked(str(caught.value), "81251ned")

    def test_a_dimension_by_another_name(self, cbs: CbsService) -> None:
        with pytest.raises(SourceProblem, match=r"has no dimension 'WoonRegio'. Did you mean 'WoonregioS'\?"):
            cbs.pairs("81251ned", "BanenVanWerknemers", "WoonRegio", "WerkregioS", "2014MM12")


def test_the_recordings_hold_what_the_tests_read() -> None:
    """A recording that misses cells would make tests pass that read nothing."""
    for table in stand_in.recorded_tables():
        lists = recording(table)
        # A survey table holds a single year.
        assert len(lists[ROWS]) > 10, table
        listed = {i["Key"] for i in lists[regions_of(lists)]}
        assert {r[regions_of(lists)] for r in lists[ROWS]} <= listed, f"{table} has rows for regions that its list lacks"
