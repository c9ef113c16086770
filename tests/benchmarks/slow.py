"""Part `slow`: the first visit over a line of 10 Mbit/s with 40 ms delay: `serve.py`, which compresses, against `streamlit run
dashboard.py`.

Fair, because both serve the same pages from this tree to the same browser over the same line (Chromium's own emulation), in tabs without
a cache, turn by turn.
"""

from contextlib import ExitStack
from statistics import median

from tests.benchmarks import calm, choices, process
from tests.benchmarks.picture import Pictures, browser, tab
from tests.benchmarks.report import Part, Verdict
from tests.benchmarks.views import FOUR, OURS

HOME = Pictures({"map": (".st-key-kaart .mf", 300), "lines": ("[class*=st-key-lijnen_] .mf", 20)})


def measure(quick: bool) -> Part:
    """Both servers, the comparing page and the overview."""
    rounds = 2 if quick else 5
    city = choices.load().cities[0].code
    pages = {"/vergelijk": (f"/vergelijk?gemeente={city}", OURS), "overview": ("/", HOME)}
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    with ExitStack() as stack:
        packed = stack.enter_context(process.dashboard("serve.py"))
        plain = stack.enter_context(process.dashboard("dashboard.py"))
        running = stack.enter_context(browser())
        for server in (packed, plain):
            for path, pictures in pages.values():
                with tab(running, pictures) as page:
                    page.open(server.url + path)
        for number in range(rounds):
            calm.wait()
            order = [("serve.py", packed), ("plain", plain)]
            for name, server in order if number % 2 == 0 else order[::-1]:
                for what, (path, pictures) in pages.items():
                    with tab(running, pictures, slow=True) as page:
                        found.setdefault((name, what), []).append(page.open(server.url + path))
    part = Part("slow", "First visit over a slow line (10 Mbit/s, 40 ms)", f"{rounds} rounds, alternating; medians in ms.")

    def row(what: str, key: str, budget: float | None, names: tuple[str, ...] = ()) -> Verdict:
        def mid(name: str) -> tuple[float, float]:
            cases = found[(name, what)]
            values = [max(case[n] for n in names) if names else case[key] for case in cases]
            return median(values), median(case["bytes"] for case in cases) / 1e6

        (a, mb), (b, other) = mid("serve.py"), mid("plain")
        label = f"{what}: {'four pictures final' if names else 'first picture' if key == 'first' else 'everything final'}"
        why = (
            f"{mb:.1f} MB come over the line instead of {other:.1f} MB. At this speed a megabyte takes 0.8 s; what remains on both sides "
            "is the browser's work and the round trips, which compressing does not shorten."
        )
        return Verdict(label, "≤ 0.6 ×" if budget else "–", f"{a:.0f}, {mb:.1f} MB", f"plain {b:.0f}, {other:.1f} MB", a / b, budget, why)

    part.verdicts += [
        row("/vergelijk", "first", None),
        row("/vergelijk", "last", None, FOUR),
        row("/vergelijk", "last", 0.6),
        row("overview", "first", None),
        row("overview", "last", 0.6),
    ]
    return part
