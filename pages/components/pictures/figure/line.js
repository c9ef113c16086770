// Line over band: my city against the middle city and the range of its position.

KINDS.line = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const years = list(spec.years);
  const narrow = width < 460;
  const size = spec.text || (narrow ? 12.5 : 13);
  const bulk = size / 13; // lines grow with the text, so a large picture keeps its proportions
  const series = lineSeries(spec, narrow);
  const ends = endLabels(spec, series, width, size, narrow);

  // ---- frame
  const axis = valueAxis(spec, series);
  const tickText = (t) => dutch(t, tickDecimals(axis.ticks));
  const inset = Math.max(...axis.ticks.map((t) => widthOf(tickText(t), size)), 14) + 24 * bulk;
  const reserve = Math.max(0, ...ends.map((e) => e.width)) + (ends.length ? endGap(ends) * bulk + 2 : size * 1.3);
  const [x0, x1] = [inset, Math.max(inset + 40, width - reserve)];
  const time = years.length > 1 ? scale(years[0], years.at(-1), x0, x1) : () => x1;
  const x = (i) => time(years[i]);
  const notes = gapNotes(spec, years, time, x0, x1, size, widthOf(withUnit(tickText(axis.max), axis.unit), size));
  const top = size + 8 + notes.rows * (size + 4);
  const labelRoom = ends.reduce((sum, e) => sum + e.h, 0);
  const foot = size + 16;
  const height = Math.max(spec.height || (narrow ? 250 : 330), labelRoom + top + foot);
  const bottom = height - foot;
  const y = scale(axis.min, axis.max, bottom, top);
  const grid = el("g", {}, layer);
  const right = x1 + 6;
  axis.ticks.forEach((tick, n) => {
    const at = px(y(tick));
    const zero = tick === 0 && axis.min < 0;
    el("line", { x1: 0, x2: right, y1: at, y2: at, class: zero || tick === axis.min ? "mf-axis" : "mf-gridline" }, grid);
    write(grid, 4, at - 5, n === axis.ticks.length - 1 ? withUnit(tickText(tick), axis.unit) : tickText(tick), { "font-size": size });
  });
  if (!axis.ticks.includes(axis.min)) el("line", { x1: 0, x2: right, y1: bottom, y2: bottom, class: "mf-axis" }, grid);
  for (const year of yearTicks(years, time, size)) {
    el("line", { x1: px(time(year)), x2: px(time(year)), y1: bottom, y2: bottom + 5, class: "mf-axis" }, grid);
    write(grid, time(year), bottom + size + 7, String(year), { "font-size": size, "text-anchor": "middle" });
  }
  drawGaps(layer, spec, notes, time, top, bottom, size);

  // ---- data, back to front: band, reference, others, median, my city
  const cut = cutter(spec, years);
  if (spec.band) drawBand(layer, spec.band, years, x, y, cut);
  const own = cutter(spec, years, true);
  for (const one of series) drawSeries(layer, one, x, y, one.role === "city" ? own : cut, bulk, spec.sparse);
  drawEndLabels(layer, ends, x, y, x1, top, bottom, size, bulk);
  if (spec.point && known(spec.point.value) && years.includes(spec.point.year)) drawPoint(layer, spec.point, time(spec.point.year), y(spec.point.value), { x0, x1, top, bottom, size, bulk });
  if (!series.some((s) => lastKnown(s.values) >= 0) && !list(spec.band?.low).some(known)) {
    write(layer, (x0 + x1) / 2, (top + bottom) / 2, spec.empty || "Geen cijfers", { "font-size": size, "text-anchor": "middle" });
  }

  const marks = el("g", {}, layer);
  const pick = (mx, my) => {
    if (!years.length || mx > right + 8 || my < top - 20 || my > bottom + 24) return null;
    let near = 0;
    years.forEach((_, i) => Math.abs(x(i) - mx) < Math.abs(x(near) - mx) && (near = i));
    const mark = () => {
      const cursor = el("g", {}, marks);
      el("line", { x1: px(x(near)), x2: px(x(near)), y1: px(top), y2: px(bottom), class: "mf-cursor" }, cursor);
      for (const one of series) {
        if (one.role === "other" || !known(one.values[near])) continue;
        el("circle", { cx: px(x(near)), cy: px(y(one.values[near])), r: 3 * bulk, fill: one.stroke, stroke: "var(--mf-paper)" }, cursor);
      }
      return cursor;
    };
    return { id: near, x: x(near), y: top, side: true, title: String(years[near]), rows: lineTip(spec, series, near), mark };
  };
  return { height, pick };
};

// Everything drawn as a line, back to front, with its look.
function lineSeries(spec, narrow) {
  const found = [];
  const add = (one, look) => one && found.push({ ...one, years: list(spec.years), values: list(one.values), provisional: new Set(list(one.provisional)), ...look });
  add(spec.reference, { role: "reference", stroke: "var(--mf-axis)", width: 1.4, ink: "var(--mf-ink-3)" });
  const greys = ["var(--mf-ink)", "var(--mf-axis)", "var(--mf-ink-2)"];
  const dashes = [null, "7 3", "2 2.5", "9 3 2 3"];
  list(spec.others).slice(0, 12).forEach((one, n) => {
    add(one, { role: "other", stroke: greys[n % 3], dash: dashes[Math.floor(n / 3)], width: 1.4, ink: "var(--mf-ink-2)" });
  });
  const tone = spec.median?.tone;
  const short = narrow && spec.median?.name === "middelste stad" ? "middelste" : spec.median?.name;
  add(spec.median, { role: "median", stroke: colour(tone), dash: DASH[tone], width: 2, ink: textColour(tone), name: short || "middelste stad" });
  add(spec.city, { role: "city", stroke: "var(--mf-city)", width: 3, ink: "var(--mf-city)" });
  // What is foretold is drawn thinner and dotted, and speaks at the end for the line it goes on from.
  for (const one of [...found]) {
    if (!one.ahead) continue;
    one.quiet = true;
    const { stroke, ink } = one;
    found.push({ ...one, ...one.ahead, quiet: false, ahead: null, provisional: new Set(), name: `${one.name}, prognose`, role: `${one.role}-ahead`, stroke, ink, dash: "1.5 3.5", width: one.role === "city" ? 2.4 : 1.6 });
  }
  return found;
}

function valueAxis(spec, series) {
  const all = [...series.flatMap((s) => s.values), ...list(spec.band?.low), ...list(spec.band?.high)].filter(known);
  let min = known(spec.y?.min) ? spec.y.min : Math.min(0, ...all);
  let max = known(spec.y?.max) ? spec.y.max : Math.max(1, ...all);
  if (!(max > min)) [min, max] = [min - 1, max + 1]; // equal ends: the value lies in the middle
  const ticks = list(spec.y?.ticks).filter((t) => known(t) && t >= min - 1e-9 && t <= max + 1e-9);
  return { min, max, ticks: ticks.length ? ticks : [min, max], unit: spec.y?.unit ?? spec.unit };
}

// What the speaker points at: a ring around one figure, with a few words above it, or below where there is no room.
function drawPoint(layer, point, at, y, { x0, x1, top, bottom, size, bulk }) {
  el("circle", { cx: px(at), cy: px(y), r: 6.5 * bulk, class: "mf-ring" }, layer);
  const w = widthOf(point.text, size, 600);
  const over = y - 12 * bulk - size > top;
  const left = clamp(at - w / 2, x0, Math.max(x0, x1 - w));
  write(layer, left, over ? y - 11 * bulk : Math.min(bottom - 4, y + 11 * bulk + size), point.text, { "font-size": size, "font-weight": 600, class: "mf-ink mf-halo" });
}

// First, last and the round years that fit: as many as stay calm at this width, evenly spaced.
function yearTicks(years, time, size) {
  if (years.length < 3) return years;
  const [first, last] = [years[0], years.at(-1)];
  const apart = widthOf("2000", size) + 14;
  const fits = (year) => time(year) - time(first) >= apart && time(last) - time(year) >= apart;
  const inner = years.slice(1, -1);
  const perYear = years.length > 0.8 * (last - first);
  if (!perYear) {
    // Elections and the like: the years measured are the only honest ticks.
    const found = inner.filter(fits);
    const thin = Math.ceil(found.length / Math.max(1, Math.floor((time(last) - time(first)) / 50) - 1));
    return [first, ...found.filter((_, n) => n % thin === 0), last];
  }
  for (const step of [1, 2, 5, 10, 20, 50]) {
    const room = time(first + step) - time(first);
    if (room < (step < 5 ? 95 : 56) || (step === 1 && years.length > 8)) continue;
    const away = room * (step < 5 ? 0.6 : 0.35); // a round year right beside the first or last one disturbs the rhythm
    const round = inner.filter((year) => year % step === 0 && fits(year) && time(year) - time(first) >= away && time(last) - time(year) >= away);
    if (round.length && (step >= 5 || round.length < 7)) return [first, ...round, last];
  }
  const middle = (first + last) / 2;
  const best = inner.filter(fits).sort((a, b) => (a % 5 > 0) - (b % 5 > 0) || Math.abs(a - middle) - Math.abs(b - middle))[0];
  return best ? [first, best, last] : [first, last];
}

// A line or band is cut where a named gap or a break lies between two measurements; a break of my city's own cuts its line alone.
function cutter(spec, years, city = false) {
  const gaps = list(spec.gaps);
  const breaks = list(spec.breaks).filter((b) => city || !b.own);
  return (i) => {
    const [before, now] = [years[i - 1], years[i]];
    return gaps.some((g) => g.from < now && g.to > before) || breaks.some((b) => before < b.year && b.year <= now);
  };
}

function drawBand(layer, band, years, x, y, cut) {
  const low = list(band.low);
  const high = list(band.high);
  const both = years.map((_, i) => (known(low[i]) && known(high[i]) ? high[i] : null));
  for (const run of runs(both, cut)) {
    if (run.length > 1) {
      const back = [...run].reverse().map((i) => `L${px(x(i))},${px(y(low[i]))}`).join("");
      const d = polyline(run, x, (i) => y(high[i])) + back + "Z";
      el("path", { d, fill: colour(band.tone), opacity: 0.13 }, layer);
    } else {
      const i = run[0]; // one year has no area: a short upright bar, a little darker so that it is seen
      const h = Math.max(2, y(low[i]) - y(high[i]));
      el("rect", { x: px(x(i) - 4), y: px(y(high[i])), width: 8, height: px(h), fill: colour(band.tone), opacity: 0.24 }, layer);
    }
  }
}

function drawSeries(layer, one, x, y, cut, bulk, sparse) {
  const at = (i) => y(one.values[i]);
  const city = one.role === "city";
  const found = runs(one.values, cut);
  const d = found.filter((run) => run.length > 1).map((run) => polyline(run, x, at)).join("");
  const w = one.width * bulk;
  if (d && city) el("path", { d, class: "mf-series", stroke: "var(--mf-paper)", "stroke-width": 2 * w }, layer);
  if (d) el("path", { d, class: "mf-series", stroke: one.stroke, "stroke-width": w, "stroke-dasharray": dashed(one.dash, bulk) }, layer);
  const last = lastKnown(one.values);
  const alone = new Set(found.filter((run) => run.length === 1).map((run) => run[0]));
  const big = (city ? 4.5 : one.role === "median" ? 3.2 : 2.4) * bulk;
  one.values.forEach((value, i) => {
    if (!known(value)) return;
    const hollow = one.provisional.has(one.years[i]);
    const end = city && i === last;
    if (!hollow && !end && !alone.has(i) && !(sparse && one.role !== "other")) return;
    const r = hollow ? big + 0.6 : end || alone.has(i) ? big : big * 0.75;
    const look = hollow
      ? { fill: "var(--mf-paper)", stroke: one.stroke, "stroke-width": city ? 2.6 : 1.6 }
      : { fill: one.stroke, stroke: city ? "var(--mf-paper)" : null, "stroke-width": city ? 1.5 : null };
    el("circle", { cx: px(x(i)), cy: px(at(i)), r: px(r), ...look }, layer);
  });
}

function lineTip(spec, series, i) {
  const show = (value, one) => {
    const text = withUnit(dutch(value, spec.decimals), spec.unit);
    return one?.provisional.has(spec.years[i]) ? `${text} (voorlopig)` : text;
  };
  const order = { city: 0, "city-ahead": 0, median: 1, "median-ahead": 1, reference: 2, other: 3 };
  const rows = [...series]
    .sort((a, b) => order[a.role] - order[b.role])
    .filter((one) => known(one.values[i]))
    .map((one) => ({ name: one.name, value: show(one.values[i], one), colour: one.ink }));
  const [low, high] = [list(spec.band?.low)[i], list(spec.band?.high)[i]];
  if (known(low) && known(high)) rows.push({ name: "laagste–hoogste", value: `${dutch(low, spec.decimals)}–${show(high)}` });
  const gap = list(spec.gaps).find((g) => g.from <= spec.years[i] && spec.years[i] <= g.to);
  if (!rows.length) rows.push({ name: gap?.label || "geen cijfer" });
  return rows;
}
