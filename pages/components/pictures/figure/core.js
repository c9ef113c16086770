// Helpers for every kind of figure. The files of this folder are joined into one module by drawing.py (order: see
// SOURCES there), so they share one scope and need no import lines.

// The SVG namespace is read from the skeleton's own <svg> at the first mount: no address is written in this code.
let namespace = null;

const MINUS = "\u2212";
const DASH = { p1: null, p2: "6 4", p3: "2 3.4", ink: null }; // a position's dash goes with its colour, always
const TONES = new Set(["p1", "p2", "p3"]);

const dashed = (dash, bulk) => dash && dash.split(" ").map((n) => n * bulk).join(" ");

const colour = (tone) => (TONES.has(tone) ? `var(--mf-${tone})` : "var(--mf-ink-2)");
const textColour = (tone) => (TONES.has(tone) ? `var(--mf-${tone}-text)` : "var(--mf-ink-2)");
const smaller = (size) => (size > 13 ? size : 12.5); // no text under 12.5; a large picture has one size
const known = (value) => typeof value === "number" && Number.isFinite(value);
const list = (value) => (Array.isArray(value) ? value : []);
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const px = (value) => Math.round(value * 10) / 10;

function el(name, attributes, parent) {
  const node = document.createElementNS(namespace, name);
  for (const key in attributes) {
    if (attributes[key] !== null && attributes[key] !== undefined) node.setAttribute(key, attributes[key]);
  }
  if (parent) parent.append(node);
  return node;
}

// Text is always set as text, so a name from a table can never become markup.
function write(parent, x, y, text, attributes) {
  const node = el("text", { x: px(x), y: px(y), ...attributes }, parent);
  node.textContent = text;
  return node;
}

// 1234.5 → "1.234,5"; never "-0" and never a hyphen for a minus. Negative decimals round to tens, hundreds, thousands.
// Halves go away from zero, judged on the number as written: the same as etl.values.rounded, so that words and picture agree.
function dutch(value, decimals) {
  if (!known(value)) return "–";
  const places = clamp(decimals || 0, -6, 6);
  const steps = Math.round(Number(`${Math.abs(value).toFixed(9)}e${places}`));
  const digits = places < 0 ? String(steps * 10 ** -places) : String(steps).padStart(places + 1, "0");
  const whole = places > 0 ? digits.slice(0, -places) : digits;
  const rest = places > 0 ? digits.slice(-places) : "";
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  const sign = value < 0 && steps !== 0 ? MINUS : "";
  return sign + grouped + (rest ? "," + rest : "");
}

// Ticks show as many decimals as the ticks themselves need, not as many as the figures have.
function tickDecimals(ticks) {
  for (let n = 0; n < 4; n++) {
    if (ticks.every((t) => Math.abs(t * 10 ** n - Math.round(t * 10 ** n)) < 1e-6)) return n;
  }
  return 4;
}

const withUnit = (text, unit) => (unit ? `${text}\u00a0${unit}` : text);

// Widths come from a canvas: measuring in the page would force a layout for every label.
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();
let family = "sans-serif";
function widthOf(text, size, weight = 400) {
  const id = `${weight} ${size} ${text}`;
  let width = widths.get(id);
  if (width === undefined) {
    pen.font = `${weight} ${size}px ${family}`;
    width = pen.measureText(text).width;
    if (widths.size > 4000) widths.clear();
    widths.set(id, width);
  }
  return width;
}
// Measured afresh at every draw: when the page's font arrives later, all widths kept so far are wrong.
let probed = 0;
function checkFont(name) {
  family = name;
  pen.font = `13px ${family}`;
  const now = pen.measureText("Zeist 0123456789 mq").width;
  if (now !== probed) widths.clear();
  return (probed = now);
}

function shorten(text, room, size, weight) {
  if (widthOf(text, size, weight) <= room) return text;
  let cut = text;
  while (cut.length > 1 && widthOf(cut + "…", size, weight) > room) cut = cut.slice(0, -1);
  return cut.trimEnd() + "…";
}

// A scale that also survives equal ends: one value lies in the middle.
function scale(from, to, low, high) {
  if (!(to - from)) return () => (low + high) / 2;
  const factor = (high - low) / (to - from);
  return (value) => low + (value - from) * factor;
}

// The shape of a position: ● ■ ▲, about equal in area.
function markPath(position, x, y, r) {
  if (position === 2) {
    const h = r * 0.9;
    return `M${px(x - h)},${px(y - h)}h${px(2 * h)}v${px(2 * h)}h${px(-2 * h)}Z`;
  }
  if (position === 3) {
    return `M${px(x)},${px(y - r * 1.25)}l${px(r * 1.22)},${px(r * 2.1)}h${px(-r * 2.44)}Z`;
  }
  return `M${px(x - r)},${px(y)}a${r},${r} 0 1,0 ${px(2 * r)},0a${r},${r} 0 1,0 ${px(-2 * r)},0Z`;
}

function badge(parent, x, y, position, bulk) {
  el("path", { d: markPath(position, x, y, 10 * bulk), fill: `var(--mf-p${position}-text)` }, parent);
  const drop = (position === 3 ? 6.4 : 4.5) * bulk; // the triangle carries its number low, where it is wide
  write(parent, x, y + drop, String(position), { class: "mf-badge", "font-size": 12.5 * bulk });
}

// Pushes labels apart with the least weighted displacement, keeping their order (pool adjacent violators).
// Items: {y, h, weight}; the centre found is left in `at`.
function spread(items, top, bottom) {
  items.sort((a, b) => a.y - b.y);
  let offset = 0;
  const total = items.reduce((sum, item) => sum + item.h, 0);
  const squeeze = Math.min(1, (bottom - top) / (total || 1));
  const blocks = [];
  for (const item of items) {
    const h = item.h * squeeze;
    item.shift = offset + h / 2; // centre when all labels are stacked from zero
    offset += h;
    let block = { sum: (item.y - item.shift) * item.weight, weight: item.weight, items: [item] };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).weight >= block.sum / block.weight) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, weight: before.weight + block.weight, items: [...before.items, ...block.items] };
    }
    blocks.push(block);
  }
  for (const block of blocks) {
    const base = clamp(block.sum / block.weight, top, Math.max(top, bottom - offset));
    for (const item of block.items) item.at = base + item.shift;
  }
  return items;
}

// Indices of values that hang together: a null or a cut ends a run.
function runs(values, cutBefore) {
  const found = [];
  let run = null;
  values.forEach((value, i) => {
    if (!known(value)) {
      run = null;
    } else if (run && !cutBefore(i)) {
      run.push(i);
    } else {
      found.push((run = [i]));
    }
  });
  return found;
}

const lastKnown = (values) => {
  for (let i = values.length - 1; i >= 0; i--) if (known(values[i])) return i;
  return -1;
};

const polyline = (run, x, y) => run.map((i, n) => `${n ? "L" : "M"}${px(x(i))},${px(y(i))}`).join("");
