"""Jobs of residents by the municipality where the work is, December 2006–2014 (CBS 81251ned): how many are in the resident's own.

*Municipalities.* They are added up to those of today: work in what is one municipality today is work in the own municipality, in all
years. The recorded table lacks municipalities that were dissolved before 2014. A municipality has no figure in years in which a part of it
is lacking, nor in the year in which it merged, when jobs still stood partly under the old codes (Oldambt rose from 38 to 55 percent after
2010). Work in a municipality whose missing part mattered, so that clearly fewer people seemed to work there before, is left out in all years:
what was missing must never look like a trend. (Rotterdam took in Rozenburg in 2010; that part is too small to see, so it stays.) Who sends more
than `MOST_DROPPED` of its working residents to such places keeps them, and has figures only for the years in which they are whole.

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
MOST_DROPPED = 0.02
CLEARLY_FEWER = 0.9
"""Below this part of the commuters it had once it was whole, a municipality of work was not measured whole."""


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
    laid = {year: frame.assign(home=frame["home"].map(today), work=frame["work"].map(today)) for year, frame in sent.items()}
    gone = unfollowed(laid, whole)
    bound = sent_to(laid[max(laid)], gone)
    for year, frame in sent.items():
        now = laid[year]
        now = now[~now["work"].isin(gone) | (now["work"] == now["home"]) | now["home"].isin(bound)]
        biased = bound & sent_to(laid[max(laid)], gone - whole[year])
        jobs = now.groupby("home")["jobs"].sum()
        own = now[now["home"] == now["work"]].groupby("home")["jobs"].sum().reindex(jobs.index, fill_value=0.0)
        wrong = misplaced(frame, places).reindex(jobs.index, fill_value=0.0)
        kept = jobs.index[(jobs > 0) & (wrong <= MOST_MISPLACED * jobs) & jobs.index.isin(list(whole[year] - biased))]
        everywhere = jobs.index[jobs.index.isin(list(followed))]
        country = {"region": COUNTRY, "resident_jobs": jobs[everywhere].sum(), "own_jobs": own[everywhere].sum()}
        made = pd.DataFrame({"region": kept, "resident_jobs": jobs[kept].to_numpy(), "own_jobs": own[kept].to_numpy()})
        frames.append(pd.concat([pd.DataFrame([country]), made], ignore_index=True).assign(year=year, status="not_stated"))
    return pd.concat(frames, ignore_index=True)


def sent_to(frame: pd.DataFrame, places: set[str]) -> set[str]:
    """Who sends more than `MOST_DROPPED` of its working residents to these places, itself left aside."""
    jobs = frame.groupby("home")["jobs"].sum()
    there = frame[frame["work"].isin(places) & (frame["work"] != frame["home"])].groupby("home")["jobs"].sum()
    return set(jobs.index[there.reindex(jobs.index, fill_value=0.0) > MOST_DROPPED * jobs])


def unfollowed(laid: Mapping[int, pd.DataFrame], whole: Mapping[int, set[str]]) -> set[str]:
    """The municipalities of work to which clearly fewer people seemed to go while a part of them was lacking, or that never were whole.

    `laid` has home, work and jobs on today's municipalities; only homes that are whole in every year are looked at.
    """
    homes = set.intersection(*whole.values())
    inflow = {
        year: frame[frame["home"].isin(homes) & (frame["home"] != frame["work"])].groupby("work")["jobs"].sum()
        for year, frame in laid.items()
    }
    gone, years = set(), sorted(laid)
    for work in sorted(set().union(*(set(one.index) for one in inflow.values()))):
        lacked = [y for y in years if work not in whole[y]]
        after = [y for y in years if work in whole[y] and lacked and y > lacked[-1]]
        if not lacked:
            continue
        # The two years before it was whole: in the year of a merger itself some jobs stand under the old codes already.
        before = min(float(inflow[y].get(work, 0.0)) for y in lacked[-2:])
        if not after or before < CLEARLY_FEWER * float(inflow[after[0]].get(work, 0.0)):
            gone.add(work)
    return gone


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
