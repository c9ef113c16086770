"""Jobs of residents by the municipality where the work is, December 2006–2014 (CBS 81251ned): how many are in the resident's own.

*Municipalities.* They are added up to those of today: work in what is one municipality today is work in the own municipality, in all
years. The recorded table lacks municipalities that were dissolved before 2014. A municipality has no figure in years in which a part of it
is lacking, nor in the year in which it merged, when jobs still stood partly under the old codes (Oldambt rose from 38 to 55 percent after
2010). And work in a municipality that is not whole in *every* year is left out in all, so that what was missing never looks like a trend.

*Splits.* A municipality that was divided since goes to the successor that took most inhabitants. Where more than `MOST_MISPLACED` of the
resident jobs of a municipality of today would so be too many or too few, it has no figure.

*Rounding.* CBS rounds each pair to 100 jobs, so pairs under 50 jobs are 0: about a tenth of all jobs. They are mostly far away, so the
share is a few points too high everywhere.
"""

from collections.abc import Mapping

import pandas as pd

from etl.geography import COUNTRY, Geography
from etl.problems import SourceProblem
from etl.sources.cbs import Table
from etl.sources.made import Ask, Made, from_tables

TABLE = "81251ned"
YEARS = range(2006, 2015)
"""All that the table has; CBS stopped it."""
MEASURE = "BanenVanWerknemers"
MOST_MISPLACED = 0.05


def read(ask: Ask) -> Made:
    """Jobs per municipality of today and year. Measures: `resident_jobs`, `own_jobs` (both × 1 000)."""
    tables: list[Table] = []
    sent: dict[int, pd.DataFrame] = {}
    for year in YEARS:
        filters = f"substringof('GM',WoonregioS) and substringof('GM',WerkregioS) and substringof('{year}MM12',Perioden)"
        received, rows = ask.cbs.rows(TABLE, (MEASURE,), filters)
        tables.append(received)
        sent[year] = pairs(rows, year)
    return from_tables(shares(sent, ask.places), "Banen van inwoners in de eigen gemeente, december 2006–2014", tables, whole=True)


def pairs(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one year as home, work and jobs, without pairs that have no figure."""
    frame = rows.rename(columns={"WoonregioS": "home", "WerkregioS": "work", MEASURE: "jobs"})[["home", "work", "jobs"]].dropna()
    if frame.duplicated(["home", "work"]).any():
        raise SourceProblem(f"Table {TABLE} has more than one row for a pair of municipalities in {year}; none of it was used.")
    try:
        frame["jobs"] = frame["jobs"].astype("float64")
    except (TypeError, ValueError):
        raise SourceProblem(f"Table {TABLE} holds texts where numbers of jobs belong. Look at the table at CBS.") from None
    if not (frame["home"] == frame["work"]).any():
        raise SourceProblem(f"Table {TABLE} gave no jobs in the own municipality for {year}. Look at the table at CBS.")
    return frame


def shares(sent: Mapping[int, pd.DataFrame], places: Geography) -> pd.DataFrame:
    """Resident jobs, and those in the own municipality, of the municipalities of today and of the country, for all years."""
    today = places.today
    homes = {year: set(frame["home"]) for year, frame in sent.items()}
    unknown = sorted(set().union(*homes.values(), *(set(frame["work"]) for frame in sent.values())) - set(today))
    if unknown:
        raise SourceProblem(f"Table {TABLE} has {unknown[0]}, which neither municipalities.csv nor mergers.csv knows. Add it there.")
    whole = {year: set(places.municipalities["code"]) - lacking(here, year, places) for year, here in homes.items()}
    followed = set.intersection(*whole.values())
    frames = []
    for year, frame in sent.items():
        now = frame.assign(home=frame["home"].map(today), work=frame["work"].map(today))
        now = now[now["work"].isin(followed) | (now["work"] == now["home"])]
        jobs = now.groupby("home")["jobs"].sum()
        own = now[now["home"] == now["work"]].groupby("home")["jobs"].sum().reindex(jobs.index, fill_value=0.0)
        wrong = misplaced(frame, places).reindex(jobs.index, fill_value=0.0)
        kept = jobs.index[(jobs > 0) & (wrong <= MOST_MISPLACED * jobs) & jobs.index.isin(list(whole[year]))]
        everywhere = jobs.index[jobs.index.isin(list(followed))]
        country = {"region": COUNTRY, "resident_jobs": jobs[everywhere].sum(), "own_jobs": own[everywhere].sum()}
        made = pd.DataFrame({"region": kept, "resident_jobs": jobs[kept].to_numpy(), "own_jobs": own[kept].to_numpy()})
        frames.append(pd.concat([pd.DataFrame([country]), made], ignore_index=True).assign(year=year, status="unknown"))
    return pd.concat(frames, ignore_index=True)


def lacking(homes: set[str], year: int, places: Geography) -> set[str]:
    """The municipalities of today of which a part that existed in December of `year` is not among the `homes` of that year.

    One that merged in that year is among them too. A code that is absent may not have existed yet: then one that it was made of must be
    there in its place.
    """
    date = f"{year}-12-31"
    known = dict(zip(places.municipalities["code"], places.municipalities["valid_from"], strict=True))
    existed = [(code, code) for code, start in known.items() if start <= date]
    mergers = places.mergers
    later = mergers[mergers["date"] > date]
    existed += list(zip(later["old_code"], later["current_code"], strict=True))
    before = mergers.groupby("new_code")["old_code"].agg(set).to_dict()
    merged = set(mergers.loc[mergers["date"].str.startswith(str(year)), "current_code"])
    return merged | {now for code, now in existed if code not in homes and not before.get(code, set()) & homes}


def misplaced(frame: pd.DataFrame, places: Geography) -> pd.Series:
    """Per municipality of today the resident jobs that it has too many or too few, because a divided municipality went to one successor."""
    jobs = frame.groupby("home")["jobs"].sum()
    parts = places.mergers[(places.mergers["split"] == "true") & places.mergers["old_code"].isin(jobs.index)]
    found: dict[str, float] = {}
    for code, rows in parts.groupby("old_code"):
        people = pd.to_numeric(rows["inhabitants"], errors="coerce").groupby(rows["current_code"]).sum()
        main = places.today[str(code)]
        for successor, share in (people / people.sum()).items():
            if successor != main:
                for place in (str(successor), main):
                    found[place] = found.get(place, 0.0) + float(share * jobs[code])
    return pd.Series(found, dtype="float64")
