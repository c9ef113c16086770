// Strip: a row per position, a mark per city, the median as an ink tick, my city large and named.

KINDS.strip = (svg, spec, width, figure) => {
  const layer = figure.layer();
  const narrow = width < 420;
  const size = spec.text || (narrow ? 12.5 : 13);
  const rows = list(spec.rows).map((row) => ({ ...row, marks: unpacked(row.marks, spec.city) }));
  const values = rows.flatMap((row) => row.marks.map((m) => m.value)).filter(known);
  let min = known(spec.x?.min) ? spec.x.min : Math.min(...values, 0);
  let max = known(spec.x?.max) ? spec.x.max : Math.max(...values, 1);
  if (!(max > min)) [min, max] = [min - 1, max + 1];
  const ticks = list(spec.x?.ticks).filter((t) => known(t) && t >= min - 1e-9 && t <= max + 1e-9);
  const decimals = tickDecimals(ticks);
  const unit = spec.x?.unit ?? spec.unit;
  const last = withUnit(dutch(ticks.at(-1), decimals), unit);
  const pad = Math.max(12, widthOf(last, size) / 2);
  const x = scale(min, max, 12, width - pad);
  // On a whole screen the marks take what the words leave, and their rows share the height.
  const share = spec.whole && spec.height && rows.length ? (spec.height - size - 18) / rows.length : 0;
  const r = Math.min((narrow ? 3.7 : 4.3) * (size / 13), share ? Math.max(5, share * 0.062) : Infinity);

  // ---- rows first: their heights decide how long the gridlines are
  let top = 4;
  const laid = rows.map((row) => {
    const one = layRow(row, spec, x, width, size, r, top, share);
    top = one.bottom;
    return one;
  });
  const floor = top + 2;
  const grid = el("g", {}, layer);
  const gap = widthOf("0000", size);
  let free = -Infinity;
  ticks.forEach((tick, n) => {
    const at = px(x(tick));
    el("line", { x1: at, x2: at, y1: 14, y2: px(floor), class: "mf-gridline" }, grid);
    const text = n === ticks.length - 1 ? last : dutch(tick, decimals);
    const half = widthOf(text, size) / 2;
    const beforeLast = n === ticks.length - 1 || at + half + gap / 2 < x(ticks.at(-1)) - widthOf(last, size) / 2;
    if (at - half < free || !beforeLast) return;
    free = at + half + gap / 2;
    write(grid, clamp(at, half, width - half), floor + size + 4, text, { "font-size": size, "text-anchor": "middle" });
  });
  let height = floor + size + 10;
  if (spec.n_missing_note) {
    height += size + 6;
    write(layer, 0, height - 6, shorten(spec.n_missing_note, width, smaller(size)), { "font-size": smaller(size) });
  }
  laid.forEach((one) => drawRow(layer, one, spec, x, width, size, r));

  const marks = el("g", {}, layer);
  const all = laid.flatMap((one) => one.dots);
  const pick = (mx, my, event) => {
    let best = null;
    let reach = event?.pointerType === "touch" ? 24 : 14;
    for (const dot of all) {
      const far = Math.hypot(dot.x - mx, dot.y - my) - (dot.mine ? r : 0);
      if (far < reach) [best, reach] = [dot, far];
    }
    if (!best) return null;
    const value = withUnit(dutch(best.value, spec.decimals), spec.unit);
    const rows = [{ name: best.provisional ? `${value} (voorlopig)` : value, colour: best.mine ? "var(--mf-city)" : null }];
    const d = markPath(best.position, best.x, best.y, best.mine ? r * 1.75 : r + 1.5);
    const mark = () => el("path", { d, fill: "none", stroke: "var(--mf-ink)", "stroke-width": 1.5 }, marks);
    return { id: best.code, code: best.code, x: best.x, y: best.y, title: best.name, rows, mark };
  };
  return { height, pick };
};

// Marks travel as columns (drawing.py, packed); here they are records again.
function unpacked(columns, city) {
  const { name, value, provisional, label } = columns;
  const soft = new Set(list(provisional));
  return list(columns.code).map((code, i) => ({ code, name: name[i], value: value[i], provisional: soft.has(i), label: code === city ? label : null }));
}

function layRow(row, spec, x, width, size, r, top, share) {
  const marks = row.marks.filter((m) => known(m.value));
  const mine = marks.find((m) => m.code === spec.city && spec.city);
  const bulk = Math.max(1, size / 13);
  const line = share ? size * 1.2 : 20 * bulk; // a line of words above the marks
  // Where rows are low, the figure of the middle city stands behind the name instead of below its tick.
  const tight = share && share < 4.4 * size;
  const one = { row, mine, bulk, tight, nameY: share ? top + size * 0.62 : top + 11 * bulk };
  const badged = row.position >= 1 && row.position <= 3;
  one.nameX = badged ? 31 * bulk : 0;
  one.name = shorten(row.label || "", width - one.nameX, size, 500);
  const label = row.median_label ?? (known(row.median) ? dutch(row.median, spec.decimals) : "");
  one.medianLabel = label;
  const nameEnd = one.nameX + widthOf(one.name, size, 500) + (tight ? size * 0.5 + widthOf(label, size, 600) : 0);
  let head = line;
  if (mine) {
    one.text = `${mine.name} ${mine.label ?? dutch(mine.value, spec.decimals)}${mine.provisional ? " (voorlopig)" : ""}`;
    const w = widthOf(one.text, size + 1, 700);
    const wish = x(mine.value) - w / 2;
    // On the line of the name where it fits to the right of it; else on a line of its own.
    const beside = clamp(wish, nameEnd + 16, Math.max(nameEnd + 16, width - w));
    const fits = beside + w <= width && Math.abs(beside - wish) < w * 0.75;
    one.textX = fits ? beside : clamp(wish, 0, Math.max(0, width - w));
    one.textY = share ? top + size * (fits ? 0.97 : 2.1) : (fits ? 15 : 34) * bulk + top;
    one.textW = w;
    if (!fits) head += share ? size * 1.15 : 18 * bulk;
  }
  const reach = share ? clamp((share - head - (tight ? 8 : size + 6)) / 2, 2.2 * r, 24 * bulk) : 24 * bulk;
  one.reach = reach;
  one.mid = top + head + reach + 3;
  one.medianY = one.mid + reach + (tight ? 0 : size - 2);
  one.bottom = one.medianY + (share ? 4 : 10);
  const taken = known(row.median) && !tight ? { x: x(row.median), w: widthOf(label, size, 600) / 2 + 3, y: reach - 4 } : null;
  one.dots = dodge(marks, mine, row.position, x, one.mid, r, reach, taken);
  return one;
}

// Every mark takes the free place nearest to the line, in order of value: the same figures always give the same picture.
function dodge(marks, mine, position, x, mid, r, reach, taken) {
  const order = [...marks].sort((a, b) => a.value - b.value || (a.code < b.code ? -1 : 1));
  if (mine) order.sort((a, b) => (b === mine) - (a === mine));
  const placed = [];
  const step = r / 2;
  const most = Math.floor((reach - r) / step);
  for (const mark of order) {
    const at = { ...mark, position, mine: mark === mine, x: x(mark.value), r: mark === mine ? r * 1.75 : r };
    const near = placed.filter((p) => Math.abs(p.x - at.x) < p.r + at.r + 0.6);
    let found = null;
    let least = Infinity;
    let fallback = 0;
    for (let n = 0; n <= 2 * most && found === null; n++) {
      const off = (n % 2 ? -1 : 1) * Math.ceil(n / 2) * step;
      if (taken && off + r > taken.y && Math.abs(at.x - taken.x) < taken.w + r) continue;
      let crowd = 0;
      for (const p of near) {
        const lack = p.r + at.r + 0.6 - Math.hypot(p.x - at.x, p.off - off);
        if (lack > 0) crowd += lack;
      }
      if (!crowd) found = off;
      else if (crowd < least - 0.01) [least, fallback] = [crowd, off];
    }
    at.off = found ?? fallback; // more marks than room: the least crowded place, so they overlap evenly
    at.y = mid + at.off;
    placed.push(at);
  }
  return placed;
}

function drawRow(layer, one, spec, x, width, size, r) {
  const { row, mid } = one;
  const ink = colour(row.tone);
  el("line", { x1: 12, x2: px(width), y1: px(mid), y2: px(mid), class: "mf-hair" }, layer);
  if (one.nameX) badge(layer, 12.5 * one.bulk, one.nameY, row.position, one.bulk);
  write(layer, one.nameX, one.nameY + size * 0.35, one.name, { "font-size": size, "font-weight": 500, class: "mf-halo", style: `fill:${textColour(row.tone)}` });
  const dots = el("g", {}, layer);
  let mine = null;
  for (const dot of one.dots) {
    if (dot.mine) {
      mine = dot;
      continue;
    }
    const look = dot.provisional ? { fill: "var(--mf-paper)", stroke: ink, "stroke-width": 1.4 } : { fill: ink, "fill-opacity": 0.8, stroke: "var(--mf-paper)", "stroke-width": 0.7 };
    el("path", { d: markPath(dot.position, dot.x, dot.y, dot.provisional ? r - 0.5 : r), ...look }, dots);
  }
  if (known(row.median)) {
    const at = px(x(row.median));
    const tall = one.reach * 0.85;
    el("line", { x1: at, x2: at, y1: px(mid - tall), y2: px(mid + tall), stroke: "var(--mf-ink)", "stroke-width": 2 }, layer);
    if (one.tight) write(layer, one.nameX + widthOf(one.name, size, 500) + size * 0.5, one.nameY + size * 0.35, one.medianLabel, { "font-size": size, "font-weight": 600, class: "mf-ink mf-halo" });
    else write(layer, at, one.medianY, one.medianLabel, { "font-size": size, "font-weight": 600, "text-anchor": "middle", class: "mf-ink mf-halo" });
  }
  if (mine) {
    const foot = one.textY + 4;
    const lx = clamp(mine.x, one.textX + 4, one.textX + one.textW - 4);
    el("path", { d: `M${px(lx)},${px(foot)}L${px(mine.x)},${px(mine.y - mine.r)}`, stroke: "var(--mf-city)", "stroke-width": 1.3, fill: "none" }, layer);
    const look = mine.provisional ? { fill: "var(--mf-paper)", stroke: "var(--mf-city)", "stroke-width": 2.6 } : { fill: "var(--mf-city)", stroke: "var(--mf-paper)", "stroke-width": 1.5 };
    el("path", { d: markPath(mine.position, mine.x, mine.y, mine.r), ...look }, layer);
    write(layer, one.textX, one.textY, one.text, { "font-size": size + 1, class: "mf-city mf-halo" });
  }
  if (!one.dots.length) write(layer, 14, mid - 6, "geen cijfers", { "font-size": size });
}
