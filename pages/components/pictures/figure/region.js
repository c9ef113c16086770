// What is laid over a map for one city: circles around its core, lines to other cores, and cities beyond the border.
// spec.region: circles [{km, tone, label}], links [{code, share, tone, counts}], beyond [{name, dx, dy}] (km east and north).

const UNITS_PER_KM = 10; // the drawing of the map has units of 100 metres
const TURNS = [0, 0.5, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875, 0.06, 0.44, 0.56, 0.94]; // where on a circle its words may stand

function drawRegion(kept, spec, { k, place, size, width, high }) {
  if (!kept.region) kept.region = el("g", {}, kept.frame);
  kept.region.replaceChildren();
  const region = spec.region;
  const at = region && place(spec.city);
  if (!at) return;
  const [x, y] = at;
  const perKm = UNITS_PER_KM * k;
  const letter = smaller(size);
  for (const { code, share, tone, counts } of list(region.links)) {
    const end = place(code);
    if (!end) continue;
    const line = { stroke: colour(tone), "stroke-width": px(1.5 + Math.min(share, 0.4) * 14), "stroke-dasharray": counts ? null : "3 4" };
    el("path", { d: `M${px(x)},${px(y)}L${px(end[0])},${px(end[1])}`, fill: "none", ...line }, kept.region);
  }
  // The names of cities stand already: words of this layer take what is left, or stay away.
  const taken = [...kept.names.querySelectorAll("text")].map((text) => text.getBBox());
  const free = (box) =>
    box.x > 0 && box.y > 0 && box.x + box.width < width && box.y + box.height < high && !taken.some((other) => touches(box, other));
  const put = (spots, text, look) => {
    const w = widthOf(text, letter);
    for (const [left, base] of spots(w)) {
      const box = { x: left - 2, y: base - letter, width: w + 4, height: letter + 4 };
      if (!free(box)) continue;
      taken.push(box);
      write(kept.region, left, base, text, { "font-size": letter, ...look });
      return;
    }
  };
  for (const { name, dx, dy } of list(region.beyond)) {
    const [bx, by] = [x + dx * perKm, y - dy * perKm];
    const look = { fill: "var(--mf-card)", stroke: "var(--mf-ink-2)", "stroke-width": 1.5 };
    el("rect", { x: px(bx - 4), y: px(by - 4), width: 8, height: 8, ...look }, kept.region);
    put((w) => [[bx + 8, by + 4], [bx - 8 - w, by + 4], [bx - w / 2, by + 18]], name, { class: "mf-halo mf-ink2" });
  }
  for (const { km, tone, label } of list(region.circles)) {
    const r = km * perKm;
    const line = { fill: "none", stroke: colour(tone), "stroke-width": 1.6, "stroke-dasharray": DASH[tone] };
    el("circle", { cx: px(x), cy: px(y), r: px(r), ...line }, kept.region);
    const order = tone === "p1" ? TURNS : [0.5, ...TURNS];
    const spots = (w) => order.map((turn) => onCircle(x, y, r + 10, turn * 2 * Math.PI, w, letter));
    put(spots, label, { class: "mf-halo", style: `fill:${textColour(tone)}` });
  }
}

// Left end and base line of words centred on a point of a circle; a turn of 0 is its top.
const onCircle = (x, y, r, turn, w, letter) => [x + r * Math.sin(turn) - w / 2, y - r * Math.cos(turn) + letter / 2 - 2];
const touches = (a, b) => a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;

// The box of a circle around the city, in the units of the drawing: [left, top, width, height].
const around = (point, km) => [point[0] - km * UNITS_PER_KM, point[1] - km * UNITS_PER_KM, 2 * km * UNITS_PER_KM, 2 * km * UNITS_PER_KM];
