"""The definition files: what ships is whole, and any mistake stops the build before a download, with the place and the nearest name."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import definitions
from etl.build import build
from etl.definitions import DEFINITIONS, in_order, load
from etl.periods import parse
from etl.problems import DefinitionProblem
from etl.sources.cbs import CbsService
from etl.sources.datasets import DATASETS
from tests.etl.conftest import Silent
from tests.etl.reduced import blocks, edited, recorded_indicators
from tests.etl.service import Service

HOMES = "indicators/environment.toml"
PEOPLE = "indicators/resilience.toml"

Edit = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the definition files, to break."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    return tmp_path / "definitions"


def in_block(file: str, name: str, old: str, new: str) -> Edit:
    """Replace a piece of one block, by pattern."""

    def edit(folder: Path) -> None:
        path = folder / file
        before = blocks(path)[name]
        after = re.sub(old, lambda _: new, before, count=1, flags=re.M)
        assert after != before, f"[{name}] of {file} no longer has {old!r}; bring the test up to date"
        edited(path, before, after)

    return edit


def added(file: str, text: str, name: str = "") -> Edit:
    """Put text at the end of a file, or at the start of a block."""

    def edit(folder: Path) -> None:
        if name:
            edited(folder / file, f"[{name}]\n", f"[{name}]\n{text}\n")
        else:
            with (folder / file).open("a", encoding="utf-8") as lines:
                lines.write(f"\n{text}\n")

    return edit


def gone(file: str) -> Edit:
    return lambda folder: (folder / file).unlink()


def dwellings(old: str, new: str) -> Edit:
    return in_block(HOMES, "dwellings", old, new)


def line(key: str) -> str:
    """The pattern of the line of a key."""
    return rf"^{key} *=.*$"


SOURCE = 'source = { table = "82900NED", slice = { StatusVanBewoning = "Totaal" }'

BROKEN: dict[str, tuple[Edit, tuple[str, ...]]] = {
    # keys and texts
    "key misspelled": (
        dwellings("^title ", "titel "),
        ("environment.toml, [dwellings]", "key 'title' is missing", "Did you mean 'titel'?"),
    ),
    "optional key misspelled": (
        added(HOMES, 'cautoin = "x"', "dwellings"),
        ("[dwellings]", "key 'cautoin' is not known here", "Did you mean 'caution'?"),
    ),
    "key unknown": (added(HOMES, 'kleur = "rood"', "dwellings"), ("environment.toml, [dwellings]", "key 'kleur' is not known here")),
    "text missing": (dwellings(line("definition"), ""), ("[dwellings]", "key 'definition' is missing")),
    "text empty": (dwellings(line("definition"), 'definition = " "'), ("[dwellings]", "key 'definition' is empty")),
    "number for a text": (dwellings(line("unit"), "unit = 3"), ("[dwellings]", "key 'unit' must be text, not 3")),
    "text for a number": (dwellings(line("decimals"), 'decimals = "0"'), ("[dwellings]", "key 'decimals' must be a whole number")),
    "true for a number": (dwellings(line("decimals"), "decimals = true"), ("[dwellings]", "key 'decimals' must be a whole number")),
    "too many decimals": (dwellings(line("decimals"), "decimals = 9"), ("[dwellings]", "decimals must lie between")),
    "two ids, two files": (added(PEOPLE, '[dwellings]\ntheme = "economy"'), ("resilience.toml, [dwellings]", "already used")),
    "two ids, one file": (added(HOMES, '[dwellings]\ntheme = "economy"'), ("environment.toml cannot be read as TOML", "dwellings", "line")),
    "capitals in an id": (lambda f: edited(f / HOMES, "[dwellings]", "[Dwellings]"), ("[Dwellings]", "an id is made of small letters")),
    # closed lists
    "theme unknown": (
        dwellings(line("theme"), 'theme = "enviroment"'),
        ("[dwellings]", "'enviroment' is no known theme", "Did you mean 'environment'?"),
    ),
    "direction unknown": (
        dwellings(line("better"), 'better = "nether"'),
        ("[dwellings]", "'nether' is no known better", "Did you mean 'neither'?"),
    ),
    "borders unknown": (
        dwellings(line("borders"), 'borders = "now"'),
        ("[dwellings]", "'now' is no known borders", "current, ours, of_year"),
    ),
    # sources
    "no source": (dwellings(line("source"), ""), ("[dwellings]", "key 'source' is missing")),
    "empty list of sources": (dwellings(line("source"), "source = []"), ("[dwellings]", "key 'source' is missing")),
    "source is a text": (dwellings(line("source"), 'source = "82900NED"'), ("environment.toml", "dwellings.source[0]", "must be a table")),
    "no table": (dwellings('table = "82900NED", ', ""), ("[dwellings.source[0]]", "key 'table' is missing")),
    "key of a source unknown": (
        dwellings(line("source"), f'{SOURCE}, tabel = "x" }}'),
        ("[dwellings.source[0]]", "key 'tabel' is not known here", "'table'"),
    ),
    "slice of a number": (dwellings('"Totaal"', "3"), ("[dwellings.source[0]]", "slice pairs a dimension")),
    "slice is a text": (dwellings(r"slice = \{.*?\}", 'slice = "Totaal"'), ("[dwellings.source[0]]", "key 'slice' must be a table")),
    "no measure": (dwellings(line("measure"), ""), ("[dwellings.source[0]]", "key 'measure' is missing")),
    "measure with its number": (
        dwellings("TotaleWoningvoorraad", "TotaleWoningvoorraad_1"),
        ("dwellings", "'TotaleWoningvoorraad_1' ends in a number"),
    ),
    "measure that is no name": (
        dwellings("TotaleWoningvoorraad", "Totale woningvoorraad"),
        ("dwellings", "'Totale woningvoorraad' is no name"),
    ),
    "measure and derive": (added(HOMES, 'derive = { sum = ["A"] }', "dwellings"), ("[dwellings]", "both 'measure' and 'derive'")),
    "grain unknown": (dwellings(line("source"), f'{SOURCE}, grain = "QQ01" }}'), ("[dwellings.source[0]]", "grain 'QQ01' is not known")),
    "grain of month 13": (
        dwellings(line("source"), f'{SOURCE}, grain = "MM13" }}'),
        ("[dwellings.source[0]]", "grain 'MM13' is not known"),
    ),
    "years backwards": (dwellings(line("source"), f'{SOURCE}, years = "2020-2010" }}'), ("[dwellings.source[0]]", "runs backwards")),
    "years in words": (
        dwellings(line("source"), f'{SOURCE}, years = "since 2010" }}'),
        ("[dwellings.source[0]]", "'since 2010' must look like"),
    ),
    "break without years": (dwellings(line("source"), f'{SOURCE}, break = "x" }}'), ("[dwellings.source[0]]", "a break needs 'years'")),
    "place 0": (added(HOMES, "occurrence = 0", "dwellings"), ("dwellings", "occurrence counts from 1")),
    "place -1": (added(HOMES, "occurrence = -1", "dwellings"), ("dwellings", "occurrence counts from 1")),
    "scale 0": (added(HOMES, "scale = 0", "dwellings"), ("dwellings", "scale must be larger than 0")),
    "scale below 0": (added(HOMES, "scale = -1000", "dwellings"), ("dwellings", "scale must be larger than 0")),
    "rounding below 0": (added(HOMES, "rounds_to = -1", "dwellings"), ("dwellings", "rounds_to 0 or larger")),
    "bounds the wrong way": (added(HOMES, "bounds = [100, 0]", "dwellings"), ("[dwellings]", "bounds must be two numbers")),
    "one bound": (added(HOMES, "bounds = [0]", "dwellings"), ("[dwellings]", "bounds must be two numbers")),
    "bounds of texts": (added(HOMES, 'bounds = ["0", "1"]', "dwellings"), ("[dwellings]", "bounds must be two numbers")),
    # derivations
    "verb unknown": (
        dwellings(line("measure"), 'derive = { rat = ["A", "B"] }'),
        ("dwellings", "name one of sum, share, rate", "Did you mean 'rate'?"),
    ),
    "two verbs": (
        dwellings(line("measure"), 'derive = { sum = ["A"], share = ["A", "B"] }'),
        ("dwellings", "name one of sum, share, rate"),
    ),
    "share of one term": (dwellings(line("measure"), 'derive = { share = ["A"] }'), ("dwellings", "share needs two terms")),
    "share of three terms": (dwellings(line("measure"), 'derive = { share = ["A", "B", "C"] }'), ("dwellings", "share needs two terms")),
    "sum of nothing": (dwellings(line("measure"), "derive = { sum = [] }"), ("dwellings", "is no name of a measure")),
    "derive is a text": (dwellings(line("measure"), 'derive = "sum"'), ("dwellings", "key 'derive' must be a table")),
    "per 0": (dwellings(line("measure"), 'derive = { rate = ["A", "B"], per = 0 }'), ("dwellings", "per must be larger than 0")),
    "key of derive unknown": (
        dwellings(line("measure"), 'derive = { sum = ["A"], pre = 1 }'),
        ("dwellings", "key 'pre' is not known here", "'per'"),
    ),
    "part unknown": (
        dwellings(line("measure"), 'derive = { share = ["TotaleWoningvoorraad", "@inhabitant"] }'),
        ("environment.toml, [dwellings]", "'@inhabitant' is no known indicator", "Did you mean 'inhabitants'?"),
    ),
    "derived from itself": (
        dwellings(line("measure"), 'derive = { share = ["TotaleWoningvoorraad", "@dwellings"] }'),
        ("environment.toml, [dwellings]", "dwellings → dwellings"),
    ),
    "derived from itself by a detour": (
        dwellings(line("measure"), 'derive = { share = ["TotaleWoningvoorraad", "@solar_per_home"] }'),
        ("environment.toml, [", "derived from itself through", "solar_per_home"),
    ),
    "only other indicators": (
        dwellings(line("measure"), 'derive = { share = ["@inhabitants", "@sale_price"] }'),
        ("dwellings", "no measure of the table itself is used"),
    ),
    "change without a day": (
        dwellings(line("unit"), 'unit = "woningen"\nchanges = [{ date = "22 november", what = "Anders." }]'),
        ("environment.toml, [dwellings.changes, number 1]", "date must be a day such as 2026-11-22, not '22 november'"),
    ),
    "changes out of order": (
        dwellings(line("unit"), 'unit = "woningen"\nchanges = [{ date = "2026-02-01", what = "B" }, { date = "2026-01-01", what = "A" }]'),
        ("[dwellings.changes, number 2]", "the oldest first"),
    ),
    # files
    "no TOML": (added(HOMES, "[half"), ("environment.toml cannot be read as TOML",)),
    "not UTF-8": (lambda f: (f / HOMES).write_bytes(b"[a]\ntitle = '\xe9'"), ("environment.toml cannot be read as TOML",)),
    "loose key": (lambda f: (f / "indicators" / "x.toml").write_text("x = 1"), ("x.toml: 'x' must be a table of keys",)),
    "no themes": (gone("themes.toml"), ("themes.toml is missing",)),
    "no trends": (gone("trends.toml"), ("trends.toml is missing",)),
    "no positions": (gone("positions.toml"), ("positions.toml is missing",)),
    "no indicators": (lambda f: shutil.rmtree(f / "indicators"), ("indicators holds no *.toml file",)),
    # themes and trends
    "theme without a title": (in_block("themes.toml", "economy", line("title"), ""), ("themes.toml, [economy]", "key 'title' is missing")),
    "key of a theme unknown": (added("themes.toml", "colour = 1", "economy"), ("themes.toml, [economy]", "key 'colour' is not known")),
    "masterclass without a city": (
        in_block("themes.toml", "economy", r'city = "GM0867", ', ""),
        ("themes.toml, [economy.masterclass]", "key 'city' is missing"),
    ),
    "masterclass nowhere": (
        in_block("themes.toml", "economy", "GM0867", "GM9867"),
        ("themes.toml, [economy.masterclass]", "municipalities.csv does not know 'GM9867'", "Did you mean"),
    ),
    "headline unknown": (
        in_block("themes.toml", "economy", '"net_participation"', '"net_participaton"'),
        ("themes.toml, [economy]", "'net_participaton' in headlines is no known indicator", "Did you mean 'net_participation'?"),
    ),
    "headline of another theme": (
        in_block("themes.toml", "economy", '"net_participation"', '"share_65_plus"'),
        ("themes.toml, [economy]", "a figure of theme 'resilience'"),
    ),
    "headline twice": (
        in_block("themes.toml", "economy", '"net_participation"', '"unemployment_rate"'),
        ("themes.toml, [economy]", "4 figures at most, each once"),
    ),
    "too many headlines": (
        in_block("themes.toml", "economy", '"net_participation"', '"net_participation", "jobs"'),
        ("themes.toml, [economy]", "4 figures at most"),
    ),
    "trend of an unknown theme": (
        in_block("trends.toml", "corridors", line("theme"), 'theme = "econmy"'),
        ("trends.toml, [corridors]", "Did you mean 'economy'?"),
    ),
    "trend that shows nothing known": (
        in_block("trends.toml", "corridors", r'"jobs_rate"', '"job_rate"'),
        ("trends.toml, [corridors]", "'job_rate' in shows is no known indicator", "Did you mean 'jobs_rate'?"),
    ),
    "trend that tests nothing known": (
        in_block("trends.toml", "ageing", r'"share_80_plus"', '"share_80plus"'),
        ("trends.toml, [ageing.tests[1]]", "'share_80plus' is no known indicator", "Did you mean 'share_80_plus'?"),
    ),
    "expectation unknown": (
        in_block("trends.toml", "ageing", r'expect = "up"', 'expect = "upp"'),
        ("[ageing.tests[0]]", "'upp' is no known expect", "'up'"),
    ),
    "grade unknown": (
        in_block("trends.toml", "ageing", line("grade"), 'grade = "drect"'),
        ("[ageing]", "'drect' is no known grade", "'direct'"),
    ),
    "proxy without a reason": (
        in_block("trends.toml", "ageing", line("grade"), 'grade = "proxy"'),
        ("[ageing]", "key 'proxy' must say why"),
    ),
    "trend without figures or needs": (
        in_block("trends.toml", "environment_act", line("needs"), ""),
        ("[environment_act]", "key 'needs' must say which"),
    ),
    # strengths
    "strength of an unknown figure": (
        in_block("strengths.toml", "network", '"jobs_rate"', '"job_rate"'),
        ("strengths.toml, [network.figure]", "'job_rate' is no known indicator", "Did you mean 'jobs_rate'?"),
    ),
    "strength of an unknown sign": (
        in_block("strengths.toml", "network", line("sign"), 'sign = "plus"'),
        ("strengths.toml, [network]", "'plus' is no known sign"),
    ),
    "what a figure that is not there leaves out": (
        in_block("strengths.toml", "human_scale", line("none"), 'none = "Geen bron."\nonly = "Een deel."'),
        ("strengths.toml, [human_scale]", "without a figure it has nothing to say"),
    ),
    "strength without figure or reason": (
        in_block("strengths.toml", "human_scale", line("none"), ""),
        ("strengths.toml, [human_scale]", "key 'figure' is missing"),
    ),
    "no strengths": (gone("strengths.toml"), ("strengths.toml is missing",)),
    # likeness
    "likeness over an unknown figure": (
        in_block("similar.toml", "elderly", "share_65_plus", "share_65_pluss"),
        ("similar.toml, [elderly]", "'share_65_pluss' is no known indicator", "Did you mean 'share_65_plus'?"),
    ),
    "no likeness": (gone("similar.toml"), ("similar.toml is missing",)),
    # positions
    "threshold missing": (
        lambda f: edited(f / "positions.toml", "[thresholds.near_km]", "[thresholds.near_kms]"),
        ("positions.toml, [thresholds]", "key 'near_km' is missing", "Did you mean 'near_kms'?"),
    ),
    "threshold of text": (
        lambda f: edited(f / "positions.toml", "value  = 12.0", 'value  = "12"'),
        ("positions.toml, [thresholds.near_km]", "key 'value' must be a number"),
    ),
    "threshold that cannot be tried": (
        in_block("positions.toml", "thresholds.near_km", r"12\.0", "12.5"),
        ("positions.toml, [thresholds.near_km]", "value 12.5 is not among the values of try, from 5 by 1 to 20"),
    ),
    "threshold without values to try": (
        in_block("positions.toml", "thresholds.near_km", r"\[5\.0, 20\.0, 1\.0\]", "[20, 5, 1]"),
        ("positions.toml, [thresholds.near_km]", "try holds three numbers"),
    ),
    "share that no snapshot keeps": (
        in_block("positions.toml", "thresholds.bond_share", r"\[0\.005,", "[0.0025,"),
        ("positions.toml, [thresholds.bond_share]", "no shares below 0.005"),
    ),
    "stability of more than all": (
        in_block("positions.toml", "stability", line("firm"), "firm = 1.1"),
        ("positions.toml, [stability]", "parts of 1"),
    ),
    "override without a reason": (
        added("position_overrides.toml", '[GM0355]\nposition = 2\nauthor = "redactie"\ndate = 2026-11-21'),
        ("position_overrides.toml, [GM0355]", "key 'reason' is missing"),
    ),
    "override to a fourth position": (
        added("position_overrides.toml", '[GM0355]\nposition = 4\nreason = "x"\nauthor = "redactie"\ndate = 2026-11-21'),
        ("position_overrides.toml, [GM0355]", "position must be 1, 2 or 3, not 4"),
    ),
    "override of a name": (
        added("position_overrides.toml", '[Zeist]\nposition = 2\nreason = "x"\nauthor = "redactie"\ndate = 2026-11-21'),
        ("position_overrides.toml, [Zeist]", "the code of a municipality"),
    ),
    "override on no day": (
        added("position_overrides.toml", '[GM0355]\nposition = 2\nreason = "x"\nauthor = "redactie"\ndate = "gisteren"'),
        ("position_overrides.toml, [GM0355]", "key 'date' must be"),
    ),
    "threshold unknown": (
        added("positions.toml", '[thresholds.far_km]\nvalue = 1\nunit = "km"\nreason = "x"'),
        ("positions.toml, [thresholds]", "key 'far_km' is not known here"),
    ),
    "table of positions missing": (
        lambda f: edited(f / "positions.toml", "[labels]", "[label]"),
        ("positions.toml: the table [labels] is missing",),
    ),
    "table of positions unknown": (
        added("positions.toml", "[lable]\nx = 1"),
        ("positions.toml: the table [lable] is not known", "Did you mean 'labels'?"),
    ),
    "label missing": (in_block("positions.toml", "labels", r"^2 = .*$", ""), ("positions.toml, [labels]", "key '2' is missing")),
    "period of commuting unknown": (
        in_block("positions.toml", "commuting", line("period"), 'period = "2014M12"'),
        ("positions.toml, [commuting]", "period", "'2014M12' is no period key"),
    ),
    "example of a fourth position": (
        in_block("positions.toml", "examples", "GM0355 = 1", "GM0355 = 4"),
        ("positions.toml, [examples]", "GM0355 = 4"),
    ),
    "example that is no code": (
        in_block("positions.toml", "examples", "GM0355 = 1", "Zeist = 1"),
        ("positions.toml, [examples]", "Zeist = 1"),
    ),
    "example nowhere": (
        in_block("positions.toml", "examples", "GM0355 = 1", "GM0356 = 1\nGM9999 = 1"),
        ("positions.toml, [examples]", "municipalities.csv does not know 'GM9999'"),
    ),
    "part of a figure on fixed borders": (
        in_block(HOMES, "gas_per_home", r"^merge .*\nmeasure .*$", 'derive = { share = ["GemiddeldAardgasverbruik", "@solar_per_home"] }'),
        ("'@solar_per_home' has 'borders_of' and cannot be part of another figure",),
    ),
    # bounds and forecasts
    "bounds of another dimension": (
        in_block(PEOPLE, "good_health", r"margins = \{ Marges", "margins = { Leeftijd2"),
        ("[good_health.source[0]]", "margins names one dimension"),
    ),
    "one bound only": (
        in_block(PEOPLE, "good_health", r'Marges = \["Ondergrens 95%-interval", ', "Marges = ["),
        ("[good_health.source[0]]", "margins holds two titles"),
    ),
    "bounds of a sum": (
        in_block(PEOPLE, "good_health", r'^measure    = "ErvarenGezondheidGoedZeerGoed"$', 'derive = { sum = ["A", "B"] }'),
        ("margins belong to a single measure",),
    ),
    "forecast of nothing": (
        in_block(PEOPLE, "inhabitants_forecast", 'forecast_of = "inhabitants"', 'forecast_of = "inhabitant"'),
        ("[inhabitants_forecast]", "'inhabitant' in forecast_of", "Did you mean 'inhabitants'?"),
    ),
    "forecast in another unit": (
        in_block(PEOPLE, "inhabitants_forecast", 'unit        = "inwoners"', 'unit        = "personen"'),
        ("[inhabitants_forecast]", "its unit 'personen' is not that of 'inhabitants'"),
    ),
    "observed figure made of a forecast": (
        in_block(
            HOMES, "dwellings", r"^source .*$", 'source = { table = "82900NED", derive = { share = ["A", "@inhabitants_forecast"] } }'
        ),
        ("@inhabitants_forecast",),
    ),
    # places
    "no municipalities": (gone("municipalities.csv"), ("municipalities.csv is missing",)),
    "no cities": (gone("cities.csv"), ("cities.csv is missing",)),
    "column missing": (
        lambda f: edited(f / "cities.csv", "network", "netwerk"),
        ("cities.csv has no column 'network'", "Did you mean 'netwerk'?"),
    ),
    "city unknown": (added("cities.csv", "GM9999,G40,2018-01-01,,x,true,"), ("cities.csv names GM9999",)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_stops_the_build_before_any_download(name: str, folder: Path, service: Service, cbs: CbsService, tmp_path: Path) -> None:
    edit, words = BROKEN[name]
    edit(folder)
    with pytest.raises(DefinitionProblem) as caught:
        build(cbs, Silent(), folder=folder, data=tmp_path / "data")
    sentence = str(caught.value)
    for word in words:
        assert word in sentence
    assert re.fullmatch(r".+[.?]", sentence), sentence
    assert service.asked == [], "something was asked of CBS although the definitions were wrong"
    assert not (tmp_path / "data").exists(), "something was written although the definitions were wrong"


def test_the_untouched_copy_is_fine(folder: Path) -> None:
    """Else every test above could pass for another reason."""
    assert load(folder) == load()


@given(file=st.sampled_from(["themes.toml", "trends.toml", "strengths.toml", "positions.toml", HOMES, PEOPLE]), data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_either_loads_or_names_its_error(folder: Path, file: str, data: st.DataObject) -> None:
    """Cut a file anywhere, or put anything in it: the answer is definitions or a sentence, nothing else."""
    whole = (DEFINITIONS / file).read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.integers(at, min(len(whole), at + 80)))
    text = data.draw(st.sampled_from(["", "x", '"', "]", "= 3", "\n", "[x]\n", "0", "true", "{}", "\u0000"]))
    (folder / file).write_text(whole[:at] + text + whole[until:], encoding="utf-8")
    sentence = Path(file).name
    try:
        load(folder)
    except DefinitionProblem as problem:
        sentence = str(problem)
    finally:
        (folder / file).write_text(whole, encoding="utf-8")
    # A broken theme or indicator may first be missed by a trend that names it.
    assert re.search(r"\.toml", sentence), sentence


class TestShipped:
    """The definitions that ship with the project."""

    def test_each_indicator_comes_after_its_parts(self) -> None:
        order = [i.id for i in in_order(load().indicators)]
        assert sorted(order) == sorted(load().indicators)
        for indicator in load().indicators.values():
            assert all(order.index(need) < order.index(indicator.id) for need in indicator.needs)

    def test_sources_of_an_indicator_do_not_leave_a_hole_by_accident(self) -> None:
        for indicator in load().indicators.values():
            for earlier, later in zip(indicator.sources, indicator.sources[1:], strict=False):
                # A survey held every few years has a table per wave; the years between are no accident.
                if earlier.last is not None and later.first is not None and later.year is None:
                    assert later.first == earlier.last + 1, indicator.id

    def test_shares_have_bounds(self) -> None:
        for indicator in load().indicators.values():
            if indicator.unit == "%":
                assert indicator.bounds == (0, 100), indicator.id

    def test_every_grain_and_period_is_known(self) -> None:
        rule = load().rule
        assert parse(rule.commuting_period).key == rule.commuting_period
        for indicator in load().indicators.values():
            for source in indicator.sources:
                assert parse(f"2000{source.suffix}").suffix == source.suffix

    def test_all_four_themes_have_trends(self) -> None:
        defined = load()
        assert sorted(t.number for t in defined.themes.values()) == [1, 2, 3, 4]
        assert all(defined.trends_of(theme) for theme in defined.themes)
        assert len({t.path for t in defined.themes.values()}) == 4

    def test_breaks_are_years_with_a_reason(self) -> None:
        breaks = {i.id: i.breaks for i in load().indicators.values() if i.breaks}
        assert breaks["net_participation"] == {2013: "andere weging"}

    def test_every_table_is_recorded(self) -> None:
        """The tests read what they were given; a new table needs a recording."""
        others = {i.id for i in load().indicators.values() if set(i.tables) & set(DATASETS)}
        lacking = sorted(set(definitions.load().indicators) - recorded_indicators() - others)
        assert not lacking, f"no recording for the tables of {', '.join(lacking)}; make them with: python -m tests.recorded.record"


def test_every_measure_of_a_recipe_has_words_and_no_word_is_left_over() -> None:
    defined = load()
    used = {t for i in defined.everything.values() for s in i.sources for t in s.recipe.topics}
    weights = {s.weight.key for i in defined.everything.values() for s in i.sources if s.weight is not None}
    assert set(defined.measures) == used | weights
    for said in defined.measures.values():
        assert said == said.strip()
        assert said[0].islower() or said.startswith("Wmo"), said
        assert said[-1].isalnum(), said
