// What is laid over a map for one city: circles around its core, lines to other cores, and cities beyond the border.
// spec.region: circles [{km, tone, label}], links [{code, share, tone, counts}], beyond [{name, dx, dy}] (km east and north).

const UNITS_PER_KM = 10; // the drawing of the map has units of 100 metres

function drawRegion(kept, spec, k, place, size) {
  if (!kept.region) kept.region = el("g", {}, kept.frame);
  kept.region.replaceChildren();
  const region = spec.region;
  const at = region && place(spec.city);
  if (!at) return;
  const [x, y] = at;
  const perKm = UNITS_PER_KM * k;
  for (const { km, tone, label } of list(region.circles)) {
    const r = km * perKm;
    const line = { fill: "none", stroke: colour(tone), "stroke-width": 1.6, "stroke-dasharray": DASH[tone] };
    el("circle", { cx: px(x), cy: px(y), r: px(r), ...line }, kept.region);
    // One at the top and one at the bottom, so that the words of two circles of about one size stay apart.
    const look = { "font-size": smaller(size), class: "mf-halo", "text-anchor": "middle", style: `fill:${textColour(tone)}` };
    write(kept.region, x, tone === "p1" ? y - r - 4 : y + r + smaller(size), label, look);
  }
  for (const { code, share, tone, counts } of list(region.links)) {
    const end = place(code);
    if (!end) continue;
    const line = { stroke: colour(tone), "stroke-width": px(1.5 + Math.min(share, 0.4) * 14), "stroke-dasharray": counts ? null : "3 4" };
    el("path", { d: `M${px(x)},${px(y)}L${px(end[0])},${px(end[1])}`, fill: "none", ...line }, kept.region);
  }
  for (const { name, dx, dy } of list(region.beyond)) {
    const [bx, by] = [x + dx * perKm, y - dy * perKm];
    el("rect", { x: px(bx - 4), y: px(by - 4), width: 8, height: 8, fill: "var(--mf-card)", stroke: "var(--mf-ink-2)", "stroke-width": 1.5 }, kept.region);
    write(kept.region, bx + 8, by + 4, name, { "font-size": smaller(size), class: "mf-halo mf-ink2" });
  }
}

// The box of a circle around the city, in the units of the drawing: [left, top, width, height].
const around = (point, km) => [point[0] - km * UNITS_PER_KM, point[1] - km * UNITS_PER_KM, 2 * km * UNITS_PER_KM, 2 * km * UNITS_PER_KM];
