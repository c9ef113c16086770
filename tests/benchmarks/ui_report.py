"""The verdicts of part `ui`, from what was measured."""

from statistics import median

from tests.benchmarks.dash_twin import server_name
from tests.benchmarks.report import Part, Table, Verdict
from tests.benchmarks.views import System

BYTES = (
    "Of the 26 kB, some 10 come with the scatter, in a run of its own after the other pictures; 3.6 are Streamlit's own opening of two runs and "
    "5.8 its 32 boxes that hold the rest, which it never sends as a checksum. Line, strip, bars and map are some 6.5 kB together: names of cities "
    "travel once per visit, and what did not change as a checksum of 80 bytes."
)
TRIED = (
    "Tried and dropped, for they made no difference that could be told from chance: holding the messages of a run back until its end, so "
    "that the browser lays the page out fewer times; and links in the shell to the scripts, fonts and borders that a page asks for later. "
    "What remains: some 30 ms in the choice box itself before anything is asked, the elements of the page, and on a theme page six pictures "
    "where the peer draws four."
)


def judge(systems: list[System], theme: System, rounds: int, version: str) -> Part:
    """The verdicts and the table behind them."""
    ours, dash, static = systems
    part = Part(
        "ui",
        "The same view beside Dash and a static page",
        f"One headless Chromium {version}, {rounds} rounds, alternating; a fresh tab per round, five other indicators and three other "
        f"cities in each, every choice in one system after the other. Medians in ms; a ratio is the median of the ratios of neighbours. "
        f"Dash is served by {server_name()}; the static page fetches its figures as JSON.",
    )

    def against(what: str, key: str, other: System, budget: str, limit: float | None, mine: str = "main") -> Verdict:
        theirs = "first" if mine == "first" else "main"
        a, b, ratio = ours.mid(f"{key} {mine}"), other.mid(f"{key} {theirs}"), ours.against(other, f"{key} {mine}", f"{key} {theirs}")
        why = cold(ours, other) if key == "cold" else where(ours, key)
        return Verdict(what, budget, f"{a:.0f}", f"{other.name} {b:.0f}", ratio, limit, why)

    part.verdicts += [
        against("another indicator → line, strip, bars and map final", "indicator", dash, "≤ 1.0 × Dash", 1.0),
        against("the same", "indicator", static, "aim ≤ 1.0 × static", None),
        against("another indicator → everything final, the scatter too", "indicator", dash, "–", None, "last"),
        against("another city → line, strip, bars and map final", "city", dash, "≤ 1.0 × Dash", 1.0),
        against("the same", "city", static, "aim ≤ 1.0 × static", None),
        against("cold load → first picture", "cold", dash, "≤ 1.0 × Dash", 1.0, "first"),
        against("cold load → line, strip, bars and map final", "cold", dash, "–", None),
        against("cold load → everything final, the scatter too", "cold", dash, "–", None, "last"),
    ]
    part.verdicts += theme_verdicts(ours, dash, theme)
    sizes = [v for s in ("indicator", "city") for v in ours.samples[f"{s} bytes"]]
    part.verdicts.append(
        Verdict(
            "received per choice on /vergelijk",
            "≤ 25 kB",
            f"{median(sizes) / 1000:.1f} kB",
            f"Dash {dash.mid('indicator bytes') / 1000:.1f} kB",
            median(sizes),
            25_000,
            BYTES,
            shown=f"{median(sizes) / 1000:.1f} kB",
        )
    )
    part.tables.append(detail(systems, theme))
    return part


def theme_verdicts(ours: System, dash: System, theme: System) -> list[Verdict]:
    """The theme page against Dash's view (which has one picture more), and changing pages against making a choice."""
    peer = dash.mid("city main")
    choice = ours.mid("indicator main")
    out = []
    for what, key in (("theme page: another city → pictures final", "city"), ("theme page: another trend → pictures final", "trend")):
        mine = theme.mid(f"{key} main")
        ratio = theme.against(dash, "city main") if key == "city" else mine / peer
        out.append(
            Verdict(
                what,
                "≤ 1.0 × Dash",
                f"{mine:.0f}",
                f"Dash (its four pictures) {peer:.0f}",
                ratio,
                1.0,
                f"{where(theme, key)} {TRIED if key == 'city' else ''}",
            )
        )
    for what, key in (
        ("menu → comparing page, first time → four pictures final", "to compare first"),
        ("menu → comparing page, again → four pictures final", "to compare again"),
        ("menu → theme page → pictures final", "to theme"),
    ):
        mine = theme.mid(f"{key} main")
        out.append(
            Verdict(
                what, "≤ a choice + 100 ms", f"{mine:.0f}", f"a choice {choice:.0f} + 100", mine / (choice + 100), 1.0, where(theme, key)
            )
        )
    return out


def cold(ours: System, other: System) -> str:
    """Where the time of a first visit goes."""
    mine, theirs = (f"{s.mid('cold busy'):.0f} ms of processor time, {s.mid('cold bytes') / 1e6:.1f} MB" for s in (ours, other))
    return (
        f"Until everything is drawn our page takes {mine}; {other.name} {theirs}. Ours first starts Streamlit's own program, then opens the "
        "websocket, then runs the script; the pictures come with its messages. Dash's first figures stand in its first answers."
    )


def where(system: System, what: str) -> str:
    """Where the time of a choice goes: until the answer is there, and drawing it."""
    begun, answer, end = (system.mid(f"{what} {key}") for key in ("begun", "answered", "main"))
    out = (
        f"Of {end:.0f} ms, {begun:.0f} ms pass until the answer begins and {answer:.0f} ms until the last message these pictures need is "
        "there; the rest is the browser's: Streamlit lays out every element of the page's body again, not the pictures alone."
    )
    scatter, main = system.samples.get(f"{what} scatter", []), system.samples[f"{what} main"]
    together = sum(a <= b + 1 for a, b in zip(scatter, main, strict=False)) / len(main)
    if together:
        out += f" In {together:.0%} of the choices the pictures came in the same frame as the Plotly scatter, and so waited for it."
    return out


def detail(systems: list[System], theme: System) -> Table:
    """All medians."""
    rows = []
    for system in systems:
        for what in ("cold", "indicator", "city"):
            rows.append(_row(system, what))
    for what in ("cold", "city", "trend", "to compare first", "to compare again", "to theme"):
        rows.append(_row(theme, what))
    return Table(
        "All medians (ms; p90 in brackets)",
        ("system", "what", "answer there", "pictures final", "everything final", "page CPU", "kB received"),
        rows,
    )


def _row(system: System, what: str) -> tuple[str, ...]:
    def with_tail(key: str) -> str:
        values = sorted(system.samples.get(f"{what} {key}", []))
        return f"{median(values):.0f} ({values[int(len(values) * 0.9)]:.0f})" if values else "–"

    main = "main" if f"{what} main" in system.samples else "last"
    size = system.mid(f"{what} bytes") / 1000
    return (system.name, what, with_tail("answered"), with_tail(main), with_tail("last"), with_tail("busy"), f"{size:,.1f}")
