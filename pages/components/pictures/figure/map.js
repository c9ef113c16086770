// Map of all municipalities. The outlines are fetched once per page and their paths are kept: a choice only changes fills.

const geometries = new Map(); // src → promise of {viewBox, paths, points}; shared by all maps on the page

let hatches = 0;

function geometryOf(src) {
  if (!geometries.has(src)) {
    const asked = fetch(src).then((answer) => {
      if (!answer.ok) throw new Error(`${src}: ${answer.status}`);
      return answer.json();
    });
    asked.catch(() => geometries.delete(src)); // a later draw may try again
    geometries.set(src, asked);
  }
  return geometries.get(src);
}

KINDS.map = (svg, spec, width, figure) => {
  const kept = figure.kept;
  const size = spec.text || (width < 460 ? 12.5 : 13);
  const legend = spec.legend?.kind === "classes" ? list(spec.legend.labels) : [];
  // On a whole screen there is room beside the country, and none to spare below it.
  const aside = spec.whole && spec.height && width > 1.7 * spec.height;
  const foot = legend.length && !aside ? size + 38 : 0;
  if (kept.src !== spec.src) {
    figure.clear();
    figure.kept.src = spec.src;
    const waiting = figure.kept;
    geometryOf(spec.src)
      .then((geometry) => {
        if (figure.kept !== waiting) return; // meanwhile another kind or file is shown here
        waiting.geometry = geometry;
        figure.draw();
      })
      .catch((error) => {
        console.error("figure map", error);
        if (figure.kept === waiting) write(svg, 0, 24, "De kaart kon niet worden geladen.", { "font-size": size });
      });
  }
  const geometry = figure.kept.geometry;
  if (!geometry) return { height: (spec.height || Math.min(520, width * 1.17)) + foot };
  return drawMap(svg, spec, width, figure, geometry, size, legend, foot, aside);
};

function drawMap(svg, spec, width, figure, geometry, size, legend, foot, aside) {
  const kept = figure.kept;
  if (!kept.areas) buildMap(svg, geometry, kept);
  const fill = spec.fill || {};
  const centre = spec.view?.km && geometry.points?.[spec.city];
  const box = centre ? around(centre, spec.view.km) : kept.boxOf(list(spec.view?.codes));
  const tallest = spec.height || 520;
  const k = Math.min(width / box[2], tallest / box[3]);
  const high = spec.view ? tallest : box[3] * k;
  const dx = (width - box[2] * k) / 2 - box[0] * k;
  const dy = (high - box[3] * k) / 2 - box[1] * k;
  kept.world.setAttribute("transform", `translate(${px(dx)} ${px(dy)}) scale(${k})`);
  kept.frame.setAttribute("width", width);
  kept.frame.setAttribute("height", px(high));
  kept.frame.setAttribute("viewBox", `0 0 ${width} ${px(high)}`);
  // Strokes are given in the map's own units: "non-scaling-stroke" costs three times the paint.
  kept.land.setAttribute("stroke-width", 0.7 / k);
  kept.outline.setAttribute("stroke-width", 0.6 / k);
  // On a beamer the rim of my city grows with the words; from close by its pale edge keeps red and a colour beside it apart.
  const bold = clamp(size / 13, 1, 2);
  kept.rim.setAttribute("stroke-width", (spec.view ? 7 : 5) * bold / k);
  kept.mine.setAttribute("stroke-width", 3 * bold / k);
  kept.hover.setAttribute("stroke-width", 1.6 / k);

  for (const [code, path] of kept.areas) {
    const cls = areaClass(fill[code]);
    if (kept.classes.get(code) !== cls) {
      path.setAttribute("class", cls);
      path.setAttribute("fill", cls === "mf-none" ? `url(#${kept.hatchId})` : "");
      kept.classes.set(code, cls);
    }
  }
  const outlined = list(spec.outline).map((code) => geometry.paths[code] || "").join("");
  if (kept.outlined !== outlined) kept.outline.setAttribute("d", (kept.outlined = outlined));
  kept.pattern.setAttribute("patternTransform", `scale(${1 / k})`);
  for (const one of [kept.rim, kept.mine]) one.setAttribute("d", geometry.paths[spec.city] || "");
  kept.hover.setAttribute("d", "");

  const place = (code) => {
    const point = geometry.points?.[code];
    return point ? [point[0] * k + dx, point[1] * k + dy] : null;
  };
  kept.words.replaceChildren();
  nameCities(kept, spec, geometry, { k, dx, dy, width, high, size, place });
  drawRegion(kept, spec, { k, place, size, width, high });
  if (legend.length && aside) classColumn(kept.words, legend, high, size, spec);
  else if (legend.length) classLegend(kept.words, legend, width, high + 10, size);

  const pick = (mx, my, event) => {
    let code = event?.target?.dataset?.code;
    if (code === undefined || !spec.tips?.[code]) code = nearestCity(spec, place, mx, my, event);
    if (!code) return null;
    const mark = () => {
      kept.hover.setAttribute("d", geometry.paths[code] || "");
      return { remove: () => kept.hover.setAttribute("d", "") };
    };
    return { id: code, code, x: mx, y: my, title: spec.tips[code], mark };
  };
  return { height: high + foot, pick };
}

const areaClass = (value) => {
  if (value === undefined || value === null) return "mf-land";
  if (value === "none") return "mf-none";
  return typeof value === "number" ? `mf-v${clamp(Math.round(value), 0, 4)}` : `mf-${TONES.has(value) || value === "named" ? value : "land"}`;
};

// A small municipality is hard to hit: a point close by counts too, on touch within a finger's reach.
function nearestCity(spec, place, mx, my, event) {
  let [found, reach] = [null, event?.pointerType === "touch" ? 20 : 7];
  for (const code in spec.tips || {}) {
    const at = place(code);
    const far = at ? Math.hypot(at[0] - mx, at[1] - my) : Infinity;
    if (far < reach) [found, reach] = [code, far];
  }
  return found;
}

function buildMap(svg, geometry, kept) {
  const all = el("g", { "aria-hidden": "true" }, null);
  kept.frame = el("svg", { class: "mf-frame" }, all);
  kept.world = el("g", {}, kept.frame);
  // A city without a figure is hatched. The pattern's id must be unique on the page.
  kept.hatchId = `mf-hatch-${++hatches}`;
  kept.pattern = el("pattern", { id: kept.hatchId, width: 5, height: 5, patternUnits: "userSpaceOnUse" }, kept.world);
  el("rect", { width: 5, height: 5, class: "mf-card" }, kept.pattern);
  el("path", { d: "M-1,6L6,-1M-1,1L1,-1M4,6L6,4", stroke: "var(--mf-axis)", "stroke-width": 0.9 }, kept.pattern);
  kept.land = el("g", { class: "mf-areas" }, kept.world);
  kept.areas = new Map();
  kept.classes = new Map();
  for (const code in geometry.paths) {
    const path = el("path", { d: geometry.paths[code] }, kept.land);
    path.dataset.code = code;
    kept.areas.set(code, path);
  }
  kept.outline = el("path", { class: "mf-outline" }, kept.world);
  kept.rim = el("path", { class: "mf-rim" }, kept.world);
  kept.mine = el("path", { class: "mf-mine" }, kept.world);
  kept.hover = el("path", { class: "mf-hover" }, kept.world);
  kept.names = el("g", {}, all);
  kept.words = el("g", {}, all);
  svg.replaceChildren(all);
  const whole = geometry.viewBox;
  kept.boxOf = (codes) => viewOf(kept, codes) || whole;
}

// The box around some municipalities, with room for their neighbours.
function viewOf(kept, codes) {
  const boxes = codes.map((code) => kept.areas.get(code)?.getBBox()).filter(Boolean);
  if (!boxes.length) return null;
  const left = Math.min(...boxes.map((b) => b.x));
  const top = Math.min(...boxes.map((b) => b.y));
  const w = Math.max(...boxes.map((b) => b.x + b.width)) - left;
  const h = Math.max(...boxes.map((b) => b.y + b.height)) - top;
  return [left - w * 0.06, top - h * 0.06, w * 1.12, h * 1.12];
}

function classLegend(parent, labels, width, top, size) {
  const w = Math.min(width, Math.max(256, Math.max(...labels.map((text) => widthOf(text, size) + 10)) * labels.length));
  const step = w / labels.length;
  const left = (width - w) / 2;
  labels.forEach((text, n) => {
    if (!text) return; // with few different figures some classes are not used
    el("rect", { x: px(left + n * step), y: px(top), width: px(step), height: 8, class: `mf-v${clamp(n, 0, 4)}` }, parent);
    write(parent, left + n * step, top + 10 + size, shorten(text, step - 4, size), { "font-size": size });
  });
}

// The classes below each other, the highest on top, with my city beside its own: on a map of the country it is a few pixels wide.
function classColumn(parent, labels, high, size, spec) {
  const shown = labels.map((text, n) => ({ text, n })).filter((one) => one.text).reverse();
  const step = size * 1.45;
  const top = high - shown.length * step;
  const mine = (spec.labels || []).find((one) => one.code === spec.city);
  shown.forEach(({ text, n }, row) => {
    const y = top + row * step;
    el("rect", { x: 0, y: px(y), width: px(size * 1.5), height: px(step - 3), class: `mf-v${clamp(n, 0, 4)}` }, parent);
    write(parent, size * 1.9, y + step / 2 + size * 0.3, text, { "font-size": size });
    if (!mine || spec.fill[spec.city] !== n) return;
    const at = size * 1.9 + widthOf(text, size) + size * 0.6;
    write(parent, at, y + step / 2 + size * 0.3, mine.name, { "font-size": size, class: "mf-city" });
  });
}
