// Words around the line picture: names at the right end, reasons for gaps and breaks above it.

// What stands at the right end. A name too wide for its room is set on two lines before it is shortened.
function endLabels(spec, series, width, size, narrow) {
  const cap = width * (narrow ? 0.4 : 0.34);
  const labels = [];
  for (const one of series) {
    const last = lastKnown(one.values);
    if (last < 0 || one.quiet) continue;
    const city = one.role.startsWith("city");
    const letter = city ? size + Math.max(1, (size - 13) * 0.5) : size;
    const weight = city ? 700 : one.role.startsWith("median") ? 600 : 400;
    const value = one.value_label || lateValue(one, last, spec);
    const crowd = one.role === "other" && narrow;
    let lines = [crowd ? one.name : `${one.name} ${value}`];
    if (widthOf(lines[0], letter, weight) > cap && !crowd) lines = [one.name, value];
    // The line's own colour says whose forecast it is where the name would leave the screen.
    if (one.role.endsWith("-ahead") && Math.max(...lines.map((text) => widthOf(text, letter, weight))) > cap) lines = ["prognose", value];
    if (!city) lines = lines.map((text) => shorten(text, cap, letter, weight));
    const provisional = one.provisional.has(list(spec.years)[last]);
    const rank = { city: 100, "city-ahead": 100, median: 10, "median-ahead": 10, reference: 3, other: 1 }[one.role];
    const past = last < one.years.length - 1 && series.some((other) => other.role.endsWith("-ahead"));
    labels.push(label({ lines, provisional, past, letter, weight, ink: one.ink, role: one.role, city, index: last, value: one.values[last], rank, stroke: one.stroke }, size));
  }
  if (!narrow && spec.extremes) {
    for (const [word, one] of [["hoogste", spec.extremes.high], ["laagste", spec.extremes.low]]) {
      if (!one || !known(one.value)) continue;
      const text = `${word}: ${one.name} ${one.value_label || dutch(one.value, spec.decimals)}`;
      const lines = widthOf(text, size) > cap ? [`${word}: ${one.name}`, one.value_label ?? ""] : [text];
      labels.push(label({ lines, letter: size, weight: 400, ink: "var(--mf-ink-3)", value: one.value, rank: 2, index: null }, size));
    }
  }
  return labels;
}

// A series that stopped earlier says of which year its last figure is.
function lateValue(one, last, spec) {
  const value = dutch(one.values[last], spec.decimals);
  return last === one.years.length - 1 ? value : `${value} (${one.years[last]})`;
}

function label(one, size) {
  const small = smaller(size);
  const widest = Math.max(...one.lines.map((text) => widthOf(text, one.letter, one.weight)));
  one.width = Math.max(widest, one.provisional ? widthOf("voorlopig", small) : 0);
  one.h = one.lines.length * (one.letter + 3) + (one.provisional ? small + 1 : 0) + 1;
  one.small = small;
  return one;
}

// Leaders to many labels need room to fan out.
const endGap = (labels) => (labels.length > 6 ? 24 : 13);

function drawEndLabels(layer, labels, x, y, x1, top, bottom, size, bulk) {
  // A label of several lines is anchored by its first one: that line carries the name.
  const items = labels.map((one) => ({ ...one, y: y(one.value) + (one.h - one.letter - 4) / 2, weight: one.rank, bold: one.weight }));
  const firstLine = (one) => one.at - one.h / 2 + one.letter;
  const middleOf = (one) => firstLine(one) - one.letter * 0.34;
  spread(items, top - size, bottom + 4);
  // The edge of the band named far from that edge would mislead: then it is left to the tooltip.
  const kept = items.filter((one) => one.index !== null || Math.abs(middleOf(one) - y(one.value)) < 20 * bulk);
  for (const one of kept.length < items.length ? spread(kept, top - size, bottom + 4) : items) {
    const left = x1 + endGap(labels) * bulk;
    const first = firstLine(one);
    const middle = middleOf(one);
    const [endX, endY] = [one.index === null ? null : x(one.index), y(one.value)];
    const pushed = Math.abs(middle - endY) > (one.rank === 1 ? 9 : 22); // a crowd of thin lines needs a leader sooner
    // A leader across the years of a forecast would look like one.
    if (endX !== null && !one.past && (pushed || x1 - endX > 14)) {
      const from = endX + (one.city ? 7 : 4) * bulk;
      const d = `M${px(from)},${px(endY)}L${px(Math.max(from, x1 + 3))},${px(endY)}L${px(left - 3)},${px(middle)}`;
      el("path", { d, class: "mf-leader", style: "opacity:.7" }, layer);
    }
    one.lines.forEach((text, n) => {
      const look = { "font-size": one.letter, "font-weight": one.bold, style: `fill:${one.ink}` };
      const node = write(layer, left, first + n * (one.letter + 3), text, look);
      const cut = text.lastIndexOf(" ");
      if (!one.role?.startsWith("median") || cut < 1) return;
      node.textContent = text.slice(0, cut); // the name speaks louder than its figure
      el("tspan", { "font-weight": 400 }, node).textContent = text.slice(cut);
    });
    if (one.provisional) {
      write(layer, left, first + one.lines.length * (one.letter + 2), "voorlopig", { "font-size": one.small, style: `fill:${one.ink}` });
    }
  }
}

// Reasons stand above the picture, in as few rows as their widths allow; the top tick's text keeps its place.
function gapNotes(spec, years, time, x0, x1, size, tickWidth) {
  const found = [];
  const small = smaller(size);
  for (const gap of list(spec.gaps)) {
    const [a, b] = gapEnds(gap, years, time);
    if (b > a && gap.label) found.push({ text: gap.label, x: (a + b) / 2, anchor: "middle" });
  }
  for (const one of list(spec.breaks)) {
    const at = breakAt(one, years, time);
    if (at !== null && one.label) found.push({ text: one.label, x: at - 6, anchor: "end", mirror: at + 6 });
  }
  const taken = [[[-Infinity, tickWidth + 12]]];
  let rows = 0;
  for (const note of found) {
    note.w = widthOf(note.text, small);
    const start = note.anchor === "middle" ? note.x - note.w / 2 : note.x - note.w;
    note.left = clamp(start, 0, Math.max(0, x1 + 6 - note.w));
    const free = (row, left) => (taken[row] || []).every(([a, b]) => left > b + 8 || left + note.w < a - 8);
    let row = 0;
    while (!free(row, note.left)) {
      if (note.mirror && free(row, note.mirror) && note.mirror + note.w <= x1 + 6) note.left = note.mirror;
      else row += 1;
    }
    (taken[row] ||= []).push([note.left, note.left + note.w]);
    note.row = row;
    note.size = small;
    rows = Math.max(rows, row);
  }
  return { found, rows };
}

// From just after the last measurement before the gap to just before the first one after it.
function gapEnds(gap, years, time) {
  if (!years.length) return [0, 0];
  const [first, last] = [years[0], years.at(-1)];
  if (gap.to < first || gap.from > last) return [0, 0];
  const a = gap.from <= first ? time(first) - 4 : time(Math.max(first, gap.from - 1)) + 3;
  const b = gap.to >= last ? time(last) + 4 : time(Math.min(last, gap.to + 1)) - 5;
  return b - a > 4 ? [a, b] : [a - 1, a + 5];
}

const breakAt = (one, years, time) => {
  const next = years.findIndex((year) => year >= one.year);
  return next > 0 ? (time(years[next]) + time(Math.max(years[next - 1], one.year - 1))) / 2 : null;
};

function drawGaps(layer, spec, notes, time, top, bottom, size) {
  const years = list(spec.years);
  for (const gap of list(spec.gaps)) {
    const [a, b] = gapEnds(gap, years, time);
    if (b > a) hatch(layer, a, top, b - a, bottom - top);
  }
  for (const one of list(spec.breaks)) {
    const at = breakAt(one, years, time);
    if (at !== null) el("line", { x1: px(at), x2: px(at), y1: px(top - 4), y2: px(bottom), class: "mf-break" }, layer);
  }
  for (const note of notes.found) {
    write(layer, note.left, top - 6 - note.row * (size + 4), note.text, { "font-size": note.size });
  }
}

// Hatching as one path of 45° strokes: no pattern id, which would have to be unique on the whole page.
function hatch(layer, x, y, w, h) {
  let d = "";
  for (let k = 9; k < w + h; k += 9) {
    const [ax, ay] = k <= h ? [0, k] : [k - h, h];
    const [bx, by] = k <= w ? [k, 0] : [w, k - w];
    d += `M${px(x + ax)},${px(y + ay)}L${px(x + bx)},${px(y + by)}`;
  }
  el("path", { d, class: "mf-hair", style: "stroke:#c9c1b2" }, layer);
}
