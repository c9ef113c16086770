// Continuations: what was measured as a solid line, what is only carried on apart from it, dashed and ending in a mark of its own.

const CARRIED = {
  own: { stroke: "var(--mf-city)", ink: "var(--mf-city)", dash: "7 5", mark: 1 },
  middle: { stroke: "var(--mf-ink)", ink: "var(--mf-ink)", dash: "2 4", mark: 2 },
  official: { stroke: "var(--mf-axis)", ink: "var(--mf-ink-2)", dash: "10 3 2 3", mark: 3 },
};

KINDS.scenario = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const narrow = width < 520;
  const size = spec.text || (narrow ? 12.5 : 13);
  const bulk = size / 13;
  const years = list(spec.years);
  const own = list(spec.city?.values);
  const lines = list(spec.lines).map((one) => ({ ...one, ...(CARRIED[one.kind] || CARRIED.own) }));
  const last = lastKnown(own);
  const horizon = Math.max(years.at(-1) ?? 0, ...lines.flatMap((one) => list(one.years)));
  const ends = lines.map((one) => ({ ...one, texts: narrow ? [one.value_label] : [`${one.name} ${one.value_label}`] }));
  const widest = Math.max(0, ...ends.flatMap((one) => one.texts.map((text) => widthOf(text, size, one.kind === "own" ? 700 : 500))));
  const axis = valueAxis(spec, [{ values: own }]);
  const tickText = (t) => dutch(t, tickDecimals(axis.ticks));
  const x0 = Math.max(...axis.ticks.map((t) => widthOf(tickText(t), size)), 14) + 24 * bulk;
  const x1 = Math.max(x0 + 60, width - widest - 22 * bulk);
  const time = scale(years[0], horizon, x0, x1);
  const border = last < 0 ? x1 : time(years[last]);
  const notes = gapNotes({ breaks: spec.breaks }, years, time, x0, border, size, widthOf(withUnit(tickText(axis.max), axis.unit), size));
  const top = size + 14 + (notes.found.length ? (notes.rows + 1) * (size + 4) : size);
  const height = Math.max(spec.height || (narrow ? 270 : 360), top + size + 60);
  const bottom = height - size - 16;
  const y = scale(axis.min, axis.max, bottom, top);
  const grid = el("g", {}, layer);
  if (lines.length) el("rect", { x: px(border), y: px(top - 6), width: px(x1 - border + 6), height: px(bottom - top + 6), fill: "var(--mf-tint)" }, grid);
  axis.ticks.forEach((tick, n) => {
    const at = px(y(tick));
    el("line", { x1: 0, x2: px(x1 + 6), y1: at, y2: at, class: tick === axis.min ? "mf-axis" : "mf-gridline" }, grid);
    write(grid, 4, at - 5, n === axis.ticks.length - 1 ? withUnit(tickText(tick), axis.unit) : tickText(tick), { "font-size": size });
  });
  const span = [];
  for (let year = years[0]; year <= horizon; year++) span.push(year);
  for (const year of yearTicks(span, time, size)) {
    el("line", { x1: px(time(year)), x2: px(time(year)), y1: bottom, y2: bottom + 5, class: "mf-axis" }, grid);
    write(grid, time(year), bottom + size + 7, String(year), { "font-size": size, "text-anchor": "middle" });
  }
  if (lines.length) {
    el("line", { x1: px(border), x2: px(border), y1: size + 4, y2: px(bottom), class: "mf-break" }, grid);
    const words = ["gemeten", "doorgedacht"];
    const roomLeft = border - x0 > widthOf(words[0], size) + 40;
    if (roomLeft) write(grid, border - 8, size, words[0], { "font-size": size, "text-anchor": "end" });
    write(grid, border + 8, size, words[1], { "font-size": size, "font-weight": 600, class: "mf-ink2" });
  }
  const cut = cutter(spec, years, true);
  drawGaps(layer, { breaks: spec.breaks, years }, notes, time, top, bottom, size);
  for (const one of lines) {
    const both = list(one.years).map((_, i) => (known(list(one.low)[i]) && known(list(one.high)[i]) ? 1 : null));
    for (const run of runs(both, () => false)) {
      if (run.length < 2) continue;
      const back = [...run].reverse().map((i) => `L${px(time(one.years[i]))},${px(y(one.low[i]))}`).join("");
      el("path", { d: polyline(run, (i) => time(one.years[i]), (i) => y(one.high[i])) + back + "Z", fill: one.stroke, opacity: 0.14 }, layer);
    }
  }
  const series = { role: "city", stroke: "var(--mf-city)", width: 3, values: own, years, provisional: new Set(list(spec.city?.provisional)) };
  for (const one of lines) {
    const run = list(one.values).map((_, i) => i);
    const d = polyline(run, (i) => time(one.years[i]), (i) => y(one.values[i]));
    el("path", { d, class: "mf-series", stroke: one.stroke, "stroke-width": 2 * bulk, "stroke-dasharray": dashed(one.dash, bulk) }, layer);
  }
  drawSeries(layer, series, (i) => time(years[i]), y, cut, bulk, spec.sparse);
  const items = ends.filter((one) => list(one.values).length).map((one) => ({ ...one, y: y(one.values.at(-1)), h: size + 5, weight: one.kind === "own" ? 10 : 1 }));
  for (const one of spread(items, top - 4, bottom)) {
    const endX = time(one.years.at(-1));
    el("path", { d: markPath(one.mark, endX, one.y, 5 * bulk), fill: "var(--mf-paper)", stroke: one.stroke, "stroke-width": 2 * bulk }, layer);
    if (Math.abs(one.at - one.y) > 6) el("path", { d: `M${px(endX + 6 * bulk)},${px(one.y)}L${px(x1 + 14 * bulk)},${px(one.at)}`, class: "mf-leader" }, layer);
    const look = { "font-size": size, "font-weight": one.kind === "own" ? 700 : 500, style: `fill:${one.ink}`, class: "mf-halo" };
    one.texts.forEach((text) => write(layer, x1 + 17 * bulk, one.at + size * 0.36, text, look));
  }
  if (last < 0) write(layer, (x0 + x1) / 2, (top + bottom) / 2, spec.empty || "Geen cijfers", { "font-size": size, "text-anchor": "middle" });

  const marks = el("g", {}, layer);
  const pick = (mx, my) => {
    if (mx < x0 - 10 || mx > x1 + 10 || my < 0 || my > height) return null;
    const year = span[nearestYear(span, (i) => time(span[i]), mx)];
    const rows = [];
    const show = (value) => withUnit(dutch(value, spec.decimals), spec.unit);
    const at = years.indexOf(year);
    if (at >= 0 && known(own[at])) rows.push({ name: spec.city.name, value: show(own[at]), colour: "var(--mf-city)" });
    if (last < 0 || year > years[last]) {
      for (const one of lines) {
        const i = list(one.years).indexOf(year);
        if (i < 0 || !known(one.values[i])) continue;
        const range = known(list(one.low)[i]) && one.low[i] !== one.high[i] ? ` (${dutch(one.low[i], spec.decimals)}–${dutch(one.high[i], spec.decimals)})` : "";
        rows.push({ name: one.name, value: show(one.values[i]) + range, colour: one.ink });
      }
    }
    if (!rows.length) rows.push({ name: "geen cijfer" });
    const mark = () => el("line", { x1: px(time(year)), x2: px(time(year)), y1: px(top), y2: px(bottom), class: "mf-cursor" }, marks);
    return { id: year, x: time(year), y: top, side: true, title: year > (years[last] ?? 0) ? `${year}, doorgedacht` : String(year), rows, mark };
  };
  return { height, pick };
};
