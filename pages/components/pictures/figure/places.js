// Names on the map: each stands in the nearest free water or foreign land, with a thin leader to its city.

// What is drawn of the country as a coarse grid with running sums: "how much land is in this box" costs four look-ups.
// Zoomed in there is little but land, so there coloured areas count four times: a name stands better on plain grey, and on the grey of its own city.
const CELL = 6;
function maskOf(kept, geometry, spec, { k, dx, dy, width, high }) {
  const coloured = spec.view ? Object.keys(spec.fill || {}).filter((code) => spec.fill[code] !== "named") : [];
  const id = [k, dx, dy, width].map((n) => n.toFixed(3)).join() + coloured.join("");
  if (kept.mask?.id === id) return kept.mask;
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(high / CELL) + 1;
  const paper = new OffscreenCanvas(columns, rows).getContext("2d", { willReadFrequently: true });
  paper.setTransform(k / CELL, 0, 0, k / CELL, dx / CELL, dy / CELL);
  kept.whole ||= new Path2D(Object.values(geometry.paths).join(""));
  paper.globalAlpha = 0.5;
  paper.fill(kept.whole);
  paper.globalAlpha = 1;
  for (const code of coloured) if (geometry.paths[code]) paper.fill(new Path2D(geometry.paths[code]));
  const { data } = paper.getImageData(0, 0, columns, rows);
  const wide = columns + 1;
  const sums = new Float64Array(wide * (rows + 1));
  for (let r = 0; r < rows; r++) {
    for (let c = 0, line = 0; c < columns; c++) {
      const alpha = data[(r * columns + c) * 4 + 3];
      line += alpha > 200 ? 4 : alpha > 40 ? 1 : 0;
      sums[(r + 1) * wide + c + 1] = sums[r * wide + c + 1] + line;
    }
  }
  const land = (x, y, w, h) => {
    const a = clamp(Math.round(x / CELL), 0, columns);
    const b = clamp(Math.round((x + w) / CELL), 0, columns);
    const c = clamp(Math.round(y / CELL), 0, rows) * wide;
    const d = clamp(Math.round((y + h) / CELL), 0, rows) * wide;
    return sums[d + b] - sums[c + b] - sums[d + a] + sums[c + a];
  };
  return (kept.mask = { id, land });
}

// Finding places is the dearest part of the map and the same for every choice of figure: done again only when it must.
function nameCities(kept, spec, geometry, view) {
  const { width, high, size, place } = view;
  const id = JSON.stringify([spec.labels, spec.city, view.k, view.dx, view.dy, size, probed, spec.view ? spec.fill : 0]);
  if (kept.named === id) return;
  kept.named = id;
  const parent = kept.names;
  parent.replaceChildren();
  const names = list(spec.labels).slice(0, 8).map((one) => {
    const at = place(one.code);
    if (!at || at[0] < 0 || at[0] > width || at[1] < 0 || at[1] > high) return null;
    const mine = one.code === spec.city;
    const letter = mine ? size + 1 : size;
    return { name: one.name, at, mine, letter, w: widthOf(one.name, letter, mine ? 700 : 500) + 4, h: letter + 5 };
  }).filter(Boolean);
  if (!names.length) return;
  const mask = maskOf(kept, geometry, spec, view);
  for (const one of names) one.options = optionsFor(one, names, view, mask, spec.view ? 0.7 : 14);
  const placed = arrange(names);
  for (const { one, spot } of placed) {
    const ink = one.mine ? "var(--mf-city)" : "var(--mf-ink)";
    const d = `M${px(one.at[0])},${px(one.at[1])}L${px(spot.end[0])},${px(spot.end[1])}`;
    el("path", { d, fill: "none", stroke: "var(--mf-paper)", "stroke-width": 2.6, "stroke-opacity": 0.55 }, parent);
    el("path", { d, fill: "none", stroke: ink, "stroke-width": 1 }, parent);
    el("circle", { cx: px(one.at[0]), cy: px(one.at[1]), r: one.mine ? 3 : 2.2, fill: ink }, parent);
  }
  for (const { one, spot } of placed) {
    const look = { "font-size": one.letter, "font-weight": one.mine ? 700 : 500, class: `mf-halo ${one.mine ? "mf-city" : "mf-ink"}` };
    write(parent, spot.x + 2, spot.y + one.letter, one.name, look);
  }
}

// The cheapest places for one name by itself: the price is the leader's length plus what the name would cover.
const REACH = 190;
function optionsFor(one, names, { width, high }, mask, landPrice) {
  const { w, h, at } = one;
  const [cx, cy] = at;
  const found = [];
  const bottom = Math.min(high - h, cy + REACH);
  const right = Math.min(width - w, cx + REACH);
  for (let y = Math.max(0, cy - REACH); y <= bottom; y += 8) {
    for (let x = Math.max(0, cx - REACH - w); x <= right; x += 10) {
      const beside = cx < x || cx > x + w;
      const endX = beside ? (cx < x ? x - 1 : x + w + 1) : clamp(cx, x + 4, x + w - 4);
      const endY = beside ? clamp(cy, y + h / 2 - 3, y + h / 2 + 3) : cy < y ? y + 1 : y + h;
      const long = Math.hypot(endX - cx, endY - cy);
      if (long < 12 || long > REACH) continue;
      let price = long + (beside ? 0 : 10) + mask.land(x - 2, y + 1, w + 4, h - 1) * landPrice;
      if (price > 2 * REACH) continue;
      for (const p of names) {
        if (p.at[0] > x - 5 && p.at[0] < x + w + 5 && p.at[1] > y - 5 && p.at[1] < y + h + 5) price += 80;
      }
      found.push({ x, y, w, h, end: [endX, endY], at, price });
    }
  }
  return found.sort((a, b) => a.price - b.price).slice(0, 70);
}

// Several orders of choosing, each followed by a round in which every name may move; the cheapest whole wins.
function arrange(names) {
  const orders = [
    (a, b) => a.options[0].price - b.options[0].price,
    (a, b) => b.options[0].price - a.options[0].price,
    (a, b) => a.at[1] - b.at[1],
    (a, b) => a.at[0] - b.at[0],
    (a, b) => b.at[0] - a.at[0],
  ];
  let [best, least] = [[], Infinity];
  const able = names.filter((one) => one.options.length);
  for (const order of orders) {
    const spots = new Map();
    for (let round = 0; round < 2; round++) {
      for (const one of [...able].sort(order)) {
        spots.delete(one);
        const others = [...spots.values()];
        let [chosen, lowest] = [null, Infinity];
        for (const option of one.options) {
          if (option.price >= lowest) break;
          const price = others.reduce((sum, other) => sum + clash(option, other), option.price);
          if (price < lowest) [chosen, lowest] = [option, price];
        }
        spots.set(one, chosen);
      }
    }
    const all = [...spots.values()];
    const total = all.reduce((sum, a, i) => sum + a.price + all.slice(0, i).reduce((s, b) => s + clash(a, b), 0), 0);
    if (total < least) [best, least] = [[...spots].map(([one, spot]) => ({ one, spot })), total];
  }
  // A name that would still lie over another one stays away: the tooltip says it too.
  return best.filter(({ spot }, i) => best.slice(0, i).every((other) => !overlap(spot, other.spot)));
}

const side = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
const crosses = (a, b, c, d) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
const lineHits = (a, b, { x, y, w, h }) =>
  crosses(a, b, [x, y], [x + w, y + h]) || crosses(a, b, [x + w, y], [x, y + h]);
const overlap = (a, b) => a.x < b.x + b.w + 4 && a.x + a.w > b.x - 4 && a.y < b.y + b.h && a.y + a.h > b.y;

function clash(a, b) {
  if (overlap(a, b)) return 2000;
  let price = crosses(a.at, a.end, b.at, b.end) ? 250 : 0;
  if (lineHits(a.at, a.end, b)) price += 250;
  if (lineHits(b.at, b.end, a)) price += 250;
  return price;
}
