// The life of one figure on the page: mount, redraw on new data or width, tooltip, click.

const KINDS = {}; // each kind's file adds its draw function: (svg, spec, width, figure) → {height, pick?, fixed?}
const figures = new WeakMap();

class Figure {
  constructor(root) {
    this.root = root;
    this.svg = root.querySelector("svg");
    this.tip = root.querySelector(".mf-tip");
    this.turn = 0;
    this.width = 0;
    this.kept = {}; // what a kind wants to keep between draws (the map keeps its paths)
    this.stop = new AbortController();
    const signal = this.stop.signal;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
    root.addEventListener("pointermove", (e) => this.point(e), { signal });
    root.addEventListener("pointerdown", (e) => this.point(e), { signal });
    root.addEventListener("pointerleave", (e) => e.pointerType === "touch" || this.leave(), { signal });
    root.addEventListener("pointercancel", () => this.leave(), { signal });
    root.addEventListener("click", (e) => this.click(e), { signal });
    // After a touch the tooltip stays, to be read; a touch elsewhere or Escape puts it away.
    document.addEventListener("pointerdown", (e) => root.contains(e.target) || this.leave(), { signal });
    document.addEventListener("keydown", (e) => e.key === "Escape" && this.leave(), { signal });
    // Label widths are only right once the page's font is there.
    document.fonts.addEventListener("loadingdone", () => this.fontsCame(), { signal });
  }

  fontsCame() {
    if (this.width && checkFont(family) !== this.probed) this.draw(); // else it was a font this figure does not use
  }

  show(spec, trigger) {
    this.spec = spec || {};
    this.trigger = trigger;
    this.draw();
    return ++this.turn;
  }

  resize() {
    const width = Math.floor(this.root.getBoundingClientRect().width);
    if (width && width !== this.width) this.draw();
  }

  draw() {
    const started = performance.now();
    const { svg, spec } = this;
    this.width = Math.floor(this.root.getBoundingClientRect().width);
    if (!this.width) return; // in a closed tab: the observer calls again
    this.probed = checkFont(getComputedStyle(this.root).fontFamily);
    this.leave();
    if (this.kind !== spec.kind) this.clear();
    svg.setAttribute("aria-label", spec.alt || "");
    try {
      const drawn = spec.whole ? this.filled() : KINDS[spec.kind](svg, spec, this.width, this);
      const width = drawn.fixed || this.width;
      svg.setAttribute("viewBox", `0 0 ${width} ${Math.ceil(drawn.height)}`);
      svg.style.width = drawn.fixed ? `${drawn.fixed}px` : "";
      this.pick = drawn.pick;
    } catch (error) {
      console.error("figure", spec.kind, error);
      this.clear();
      svg.setAttribute("viewBox", `0 0 ${this.width} 40`);
      write(svg, 0, 24, "Deze figuur kon niet worden getekend.", { class: "mf-note", "font-size": 13 });
      this.pick = null;
    }
    this.kind = spec.kind;
    this.root.dataset.drawn = spec.kind;
    performance.measure(`figure ${spec.kind}`, { start: started });
  }

  // A picture that takes the whole screen: as high as what stands above and below it leaves, in letters that let it fit.
  filled() {
    const height = (this.fitted = this.room());
    if (!this.around) {
      // Words below it may come or wrap later than the picture.
      this.around = new ResizeObserver(() => this.spec.whole && Math.abs(this.room() - this.fitted) > 3 && this.draw());
      this.around.observe(this.page());
    }
    // Without a size of its own it takes that of the text around it.
    let text = this.spec.text ? Math.min(this.spec.text, Math.max(14, this.width / 36)) : parseFloat(getComputedStyle(this.root).fontSize);
    let asked = height;
    for (let n = 0; ; n++) {
      const drawn = KINDS[this.spec.kind](this.svg, { ...this.spec, text, height: asked }, this.width, this);
      if (drawn.height <= height + 2 || text <= 13 || n === 4) return drawn;
      if (this.spec.kind === "map") asked -= drawn.height - height; // its legend stands below the height asked for
      else text = Math.max(13, text * Math.min(0.97, height / drawn.height));
    }
  }

  page() {
    return this.root.closest('.mf-fit, [data-testid="stMainBlockContainer"]') || this.root;
  }

  room() {
    if (this.page().matches(".mf-fit")) return this.page().clientHeight; // a box that knows its height
    const box = this.root.getBoundingClientRect();
    const scrolled = this.page().getBoundingClientRect();
    return Math.max(240, window.innerHeight - (box.top - scrolled.top) - Math.max(0, scrolled.bottom - box.bottom) - 1);
  }

  clear() {
    this.svg.replaceChildren();
    this.kept = {};
  }

  // Kinds that draw from scratch take a new layer; it replaces the old one in a single step, so nothing flashes.
  layer() {
    const layer = el("g", { "aria-hidden": "true" });
    this.svg.replaceChildren(layer);
    return layer;
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    const ratio = box.width ? this.svg.viewBox.baseVal.width / box.width : 1;
    return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
  }

  point(event) {
    const hit = this.pick && this.pick(...this.at(event), event);
    this.root.style.cursor = hit && hit.code && this.spec.clickable ? "pointer" : "";
    if (!hit) return this.leave();
    const id = hit.id ?? hit.code;
    if (id === this.shown) return;
    this.shown = id;
    this.mark?.remove();
    this.mark = hit.mark ? hit.mark() : null;
    this.tip.replaceChildren(...tipLines(hit));
    this.tip.hidden = false;
    this.place(hit);
  }

  place({ x, y, side }) {
    const room = this.root.clientWidth;
    const { offsetWidth: w, offsetHeight: h } = this.tip;
    let left = side ? x + 14 : x - w / 2;
    if (side && left + w > room) left = x - w - 14;
    const above = side ? y : y - h - 14;
    this.tip.style.left = `${clamp(left, 0, Math.max(0, room - w))}px`;
    this.tip.style.top = `${above < 0 && !side ? y + 18 : Math.max(0, above)}px`;
  }

  leave() {
    this.tip.hidden = true;
    this.mark?.remove();
    this.mark = null;
    this.shown = null;
  }

  click(event) {
    if (!this.spec.clickable || !this.pick) return;
    const hit = this.pick(...this.at(event), event);
    if (hit && hit.code) this.trigger("clicked", hit.code);
  }

  end() {
    this.stop.abort();
    this.observer.disconnect();
    this.around?.disconnect();
    figures.delete(this.root);
  }
}

function tipLines({ title, rows }) {
  const line = (cls, left, right, tone) => {
    const div = document.createElement("div");
    div.className = cls;
    for (const text of [left, right]) {
      if (text === undefined || text === null) continue;
      const span = document.createElement("span");
      span.textContent = text;
      div.append(span);
    }
    if (tone) div.style.color = tone;
    return div;
  };
  const lines = title ? [line("mf-tip-title", title)] : [];
  for (const row of list(rows)) lines.push(line("mf-tip-row", row.name, row.value, row.colour));
  return lines;
}

// What stands around the drawing is built here once, instead of sent with every choice.
function dress(place, root) {
  if (place.querySelector(".mf-head")) return;
  const [head, unit, source, tip] = ["h3", "p", "p", "div"].map((name) => document.createElement(name));
  head.className = "mf-head";
  unit.className = "mf-unit mm-unit";
  source.className = "mf-source mm-source";
  tip.className = "mf-tip";
  tip.setAttribute("aria-hidden", "true");
  for (const part of [head, unit, source, tip]) part.hidden = true;
  root.before(head, unit);
  root.after(source);
  root.append(tip);
}

// The words above and below the picture. Always set as text.
function say(place, words) {
  for (const part of ["head", "unit", "source"]) {
    const node = place.querySelector(`.mf-${part}`);
    node.textContent = words?.[part] ?? "";
    node.hidden = !node.textContent;
  }
}

// Streamlit calls this again on the same element whenever the data changes, so the figure is looked up, not rebuilt.
// It may also run the clean-up of an overtaken call late: only the clean-up of the newest call may end the figure.
function mountFigure({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".mf");
  namespace = root.querySelector("svg").namespaceURI;
  dress(parentElement, root);
  let figure = figures.get(root);
  if (!figure) figures.set(root, (figure = new Figure(root)));
  say(parentElement, data?.words);
  const turn = figure.show(opened(data, lists), setTriggerValue);
  return () => figure.turn === turn && figure.end();
}
