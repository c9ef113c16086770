// Ranked bars from zero: top five, my neighbours, the last two; what is left out is said in a row of its own.

KINDS.bars = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const narrow = width < 420;
  const size = spec.text || (narrow ? 12.5 : 13);
  const rows = list(spec.rows);
  const small = smaller(size);
  // On a whole screen the rows share the height, and letters weigh more than air.
  const step = Math.round((spec.whole && spec.height ? clamp(spec.height / (rows.length || 1) / size, 1.3, 1.85) : 23 / 13) * size);
  const air = spec.whole ? 3 : 4;
  const values = rows.map((row) => row.value).filter(known);
  const max = Math.max(0, known(spec.max) ? spec.max : Math.max(0, ...values));
  const min = Math.min(0, known(spec.min) ? spec.min : Math.min(0, ...values));

  const rankW = Math.max(...rows.map((row) => widthOf(row.rank || "", small)), 14);
  const names = rows.map((row) => widthOf(row.name || "", size, row.code === spec.city ? 700 : 400));
  const nameW = Math.min(Math.max(40, ...names), width * (narrow ? 0.36 : 0.32));
  const labelOf = (row) => row.label ?? dutch(row.value, spec.decimals);
  // Room for the figures beside the bars: those of negative values stand on the left.
  const labelW = (below) => Math.max(20, ...rows.filter((row) => known(row.value) && row.value < 0 === below).map((row) => {
    return widthOf(labelOf(row), size, 700) + (row.provisional && !below ? widthOf("voorlopig", small) + 5 : 0);
  }));
  const left = rankW + 10 + nameW + 8;
  const negative = min < 0;
  const right = Math.max(left + 30, width - labelW(false) - 8);
  const x = scale(min, max || 1, left + (negative ? labelW(true) + 6 : 0), right);
  const zero = x(0);
  const marks = el("g", {}, layer);

  rows.forEach((row, n) => {
    const y = n * step;
    const base = y + step / 2 + size * 0.36;
    if (row.skip) {
      write(layer, left - 8, base, `··· ${row.skip} steden`, { "font-size": small, "text-anchor": "end" });
      el("line", { x1: px(left), x2: px(right), y1: y + step / 2, y2: y + step / 2, class: "mf-hair", "stroke-dasharray": "2 4" }, layer);
      return;
    }
    const mine = row.code === spec.city;
    const bold = mine ? { "font-weight": 700, class: "mf-city" } : { class: "mf-ink" };
    const figures = mine ? bold : { class: "mf-ink2" };
    write(layer, rankW, base, row.rank || "", { "font-size": small, "text-anchor": "end" });
    const name = shorten(row.name || "", nameW, size, mine ? 700 : 400);
    write(layer, left - 8, base, name, { "font-size": size, "text-anchor": "end", ...bold });
    if (!known(row.value)) {
      write(layer, left + 4, base, row.label || "geen cijfer", { "font-size": size });
      return;
    }
    const [a, b] = [Math.min(zero, x(row.value)), Math.max(zero, x(row.value))];
    const ink = mine ? "var(--mf-city)" : colour(spec.tone);
    const solid = { fill: ink, "fill-opacity": mine ? 1 : 0.55 };
    const hollow = { fill: "var(--mf-paper)", stroke: ink, "stroke-width": mine ? 2 : 1.4 };
    const open = row.provisional || row.middle;
    const inner = open ? 1 : 0;
    const bar = { x: px(a + inner), y: y + air + inner, width: px(Math.max(1, b - a - 2 * inner)), height: step - 2 * air - 2 * inner };
    el("rect", { ...bar, ...(open ? hollow : solid), ...(row.middle ? { "stroke-dasharray": "5 3" } : {}) }, layer);
    const below = row.value < 0;
    const at = below ? a - 6 : b + 6;
    write(layer, at, base, labelOf(row), { "font-size": size, "text-anchor": below ? "end" : "start", ...figures });
    if (row.provisional) {
      const after = below ? b + 6 : at + widthOf(labelOf(row), size, mine ? 700 : 400) + 5;
      write(layer, after, base, "voorlopig", { "font-size": small });
    }
  });
  const height = Math.max(rows.length * step, 24);
  if (negative) el("line", { x1: px(zero), x2: px(zero), y1: 0, y2: height, class: "mf-axis" }, layer);
  if (!rows.length) write(layer, 0, 17, spec.empty || "Geen cijfers", { "font-size": size });

  const pick = (mx, my) => {
    const row = rows[Math.floor(my / step)];
    if (!row || row.skip || my < 0) return null;
    const n = rows.indexOf(row);
    const value = known(row.value) ? withUnit(dutch(row.value, spec.decimals), spec.unit) : row.label || "geen cijfer";
    const lines = [{ name: row.provisional ? `${value} (voorlopig)` : value }];
    const mark = () => el("line", { x1: px(zero), x2: px(zero), y1: n * step + 2, y2: (n + 1) * step - 2, stroke: "var(--mf-ink)", "stroke-width": 2 }, marks);
    const title = row.rank ? `${row.name}, plaats ${row.rank.replace("=", " (gedeeld)")}` : row.name;
    return { id: n, code: row.code, x: mx, y: n * step + step / 2, title, rows: lines, mark };
  };
  return { height, pick };
};
