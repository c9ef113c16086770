// The two small line pictures: a sparkline in a table row, and the three medians on the home page.

KINDS.spark = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const [w, h] = [Math.min(124, width), spec.height || 38];
  const years = list(spec.years);
  const series = [
    { values: list(spec.median?.values), stroke: colour(spec.median?.tone), dash: DASH[spec.median?.tone] ?? "4 2.5", width: 1.4 },
    { values: list(spec.values), stroke: "var(--mf-city)", dash: null, width: 2.2 },
  ];
  const foot = 14;
  const { x, y } = smallScales(years, series, 5, w - 6, h - foot - 4, 4);
  for (const one of series) smallLine(layer, one, x, y, one.width, cutter(spec, years));
  const own = series[1].values;
  const last = lastKnown(own);
  if (last >= 0) el("circle", { cx: px(x(last)), cy: px(y(own[last])), r: 3, fill: "var(--mf-city)" }, layer);
  const label = (text, at, anchor) => {
    if (text !== null && text !== undefined) write(layer, at, h - 1, String(text), { "font-size": 12.5, "text-anchor": anchor });
  };
  label(spec.first ?? years[0], 0, "start");
  if (years.length > 1) label(spec.last ?? years.at(-1), w, "end");
  const pick = (mx) => {
    if (!years.length || mx > w + 6) return null;
    const i = nearestYear(years, x, mx);
    const rows = [];
    const show = (value) => withUnit(dutch(value, spec.decimals), spec.unit);
    if (known(own[i])) rows.push({ name: spec.name || "mijn stad", value: show(own[i]), colour: "var(--mf-city)" });
    if (known(series[0].values[i])) rows.push({ name: "middelste stad", value: show(series[0].values[i]), colour: textColour(spec.median?.tone) });
    if (!rows.length) rows.push({ name: "geen cijfer" });
    return { id: i, x: x(i), y: 6, title: String(years[i]), rows };
  };
  return { height: h, fixed: w, pick };
};

KINDS.lines = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const size = spec.text || 13;
  const years = list(spec.years);
  const height = spec.height || 84;
  const shapes = { p1: 1, p2: 2, p3: 3 };
  const series = list(spec.series).map((one) => ({
    ...one,
    values: list(one.values),
    stroke: colour(one.tone),
    position: Number(one.shape) || shapes[one.tone] || 1,
  }));
  for (const one of series) {
    one.last = lastKnown(one.values);
    one.text = one.last < 0 ? "" : one.value_label || dutch(one.values[one.last], spec.decimals);
  }
  const shown = series.filter((one) => one.last >= 0);
  const reserve = Math.max(0, ...shown.map((one) => widthOf(one.text, size, 600))) + 32;
  const { x, y } = smallScales(years, series, 3, Math.max(40, width - reserve), height - 9, 9);
  for (const one of series) smallLine(layer, { ...one, dash: null }, x, y, 2, cutter(spec, years));
  const items = shown.map((one) => ({ ...one, y: y(one.values[one.last]), h: size + 1.5, weight: 1 }));
  for (const one of spread(items, 0, height)) {
    el("circle", { cx: px(x(one.last)), cy: px(one.y), r: 2.5, fill: one.stroke }, layer);
    const left = width - reserve + 16;
    el("path", { d: markPath(one.position, left, one.at, 4), fill: one.stroke }, layer);
    write(layer, left + 9, one.at + size * 0.36, one.text, { "font-size": size, "font-weight": 600, style: `fill:${textColour(one.tone)}` });
  }
  if (!shown.length) write(layer, 0, height / 2, spec.empty || "Geen cijfers", { "font-size": size });
  const marks = el("g", {}, layer);
  const pick = (mx) => {
    if (!years.length || mx > width - reserve + 10) return null;
    const i = nearestYear(years, x, mx);
    const rows = series.filter((one) => known(one.values[i])).map((one) => ({
      name: one.name || `positie ${one.position}`,
      value: withUnit(dutch(one.values[i], spec.decimals), spec.unit),
      colour: textColour(one.tone),
    }));
    if (!rows.length) rows.push({ name: "geen cijfer" });
    const mark = () => el("line", { x1: px(x(i)), x2: px(x(i)), y1: 0, y2: height, class: "mf-cursor" }, marks);
    return { id: i, x: x(i), y: height / 2, side: true, title: String(years[i]), rows, mark };
  };
  return { height, pick };
};

function smallScales(years, series, left, right, bottom, top) {
  const all = series.flatMap((one) => one.values).filter(known);
  const time = years.length > 1 ? scale(years[0], years.at(-1), left, right) : () => right;
  const y = all.length ? scale(Math.min(...all), Math.max(...all), bottom, top) : () => (top + bottom) / 2;
  return { x: (i) => time(years[i]), y };
}

function smallLine(layer, one, x, y, width, cut) {
  const at = (i) => y(one.values[i]);
  const found = runs(one.values, cut);
  const d = found.filter((run) => run.length > 1).map((run) => polyline(run, x, at)).join("");
  if (d) el("path", { d, class: "mf-series", stroke: one.stroke, "stroke-width": width, "stroke-dasharray": one.dash }, layer);
  for (const run of found) {
    if (run.length === 1) el("circle", { cx: px(x(run[0])), cy: px(at(run[0])), r: width, fill: one.stroke }, layer);
  }
}

function nearestYear(years, x, mx) {
  let near = 0;
  years.forEach((_, i) => Math.abs(x(i) - mx) < Math.abs(x(near) - mx) && (near = i));
  return near;
}
