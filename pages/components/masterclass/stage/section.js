// One step as it stands on the screen, on the speaker's page and on paper. Text is always set as text, never as markup.

const make = (tag, cls, text) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  return node;
};

const shape = (parent, tag, attributes) => {
  const node = document.createElementNS(parent.namespaceURI, tag);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  parent.append(node);
  return node;
};

// Rows of dark and light squares, as hexadecimal numbers, drawn as one path.
function square(code, blank) {
  const svg = blank.cloneNode(false);
  const wide = code.rows.length;
  const rim = 2;
  for (const name of ["hidden", "data-blank"]) svg.removeAttribute(name);
  svg.setAttribute("class", "stage-qr");
  svg.setAttribute("viewBox", `${-rim} ${-rim} ${wide + 2 * rim} ${wide + 2 * rim}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `QR-code met de link naar deze stap: ${code.address}`);
  let d = "";
  code.rows.forEach((row, y) => {
    const bits = BigInt(`0x${row}`).toString(2).padStart(wide, "0");
    for (const { index, 0: run } of bits.matchAll(/1+/g)) d += `M${index} ${y}h${run.length}v1h-${run.length}z`;
  });
  shape(svg, "path", { d, fill: "currentColor", "shape-rendering": "crispEdges" });
  return svg;
}

// What the colours of a map mean, each with a swatch, and my city beside its own.
function key(rows) {
  const list = make("ul", "stage-key");
  for (const { tone, text, mine } of rows) {
    const row = make("li");
    row.append(make("i", `stage-swatch ${tone}`), make("span", "", text));
    if (mine) row.append(make("b", "", mine));
    list.append(row);
  }
  return list;
}

// On paper there is room to write.
function lines() {
  const room = make("div", "stage-lines");
  room.setAttribute("aria-hidden", "true");
  for (let n = 0; n < 14; n++) room.append(make("i"));
  return room;
}

const opening = (frame, data) => (frame.code ? "Deze stap op uw telefoon" : data.alone ? "Geen QR-code: dit adres werkt alleen op deze computer" : "");

// Few words may be large, but never as large as the headline.
const ROOMY = [1.5, 1.45, 1.4, 1.35, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05, 1].map((em) => [em, em > 1.2 ? 0.75 : 0.55]);
const VERDICTS = new Set(["follows", "departs", "mixed", "no_data"]);

class Section {
  // `blank` is an empty svg of the page, `skeleton` the nodes a figure is drawn in.
  constructor(frame, n, data, blank, skeleton) {
    Object.assign(this, { frame, data, skeleton });
    this.node = make("section", `stage-step is-${frame.kind}`);
    this.node.setAttribute("aria-label", `Stap ${n + 1} van ${data.frames.length}`);
    this.node.dataset.step = n + 1;
    this.node.dataset.over = `${data.title} · ${data.city}`;
    this.node.dataset.under = `${n + 1} van ${data.frames.length}`;
    this.head = make("h2", "stage-head");
    this.unit = make("p", "stage-unit", frame.unit);
    this.body = make("div", "stage-body");
    const foot = make("div", "stage-foot");
    const source = make("p", "stage-source", frame.kind === "opening" ? opening(frame, data) : frame.source);
    foot.append(source);
    if (frame.code) {
      foot.append(square(frame.code, blank));
      source.append(make("span", "stage-address", frame.code.address));
    }
    this.node.append(this.head);
    if (!frame.holds) this.node.append(make("p", "stage-broken", data.broken));
    if (frame.unit) this.node.append(this.unit);
    if (frame.key.length) this.node.append(key(frame.key));
    this.node.append(this.body);
    if (frame.note) this.node.append(make("p", "stage-note", frame.note));
    if (frame.guess) this.node.append((this.reveal = make("button", "stage-reveal", "Toon het cijfer")));
    if (frame.question && frame.kind !== "questions") this.node.append(make("p", "stage-ask", frame.question));
    if (frame.kind !== "opening") this.node.append(lines());
    this.node.append(foot);
    if (frame.items.length) this.node.classList.add("has-words");
    if (frame.items.length) this.body.append((this.items = this.list()), this.legend());
    if (frame.kind === "opening") this.body.append(make("p", "stage-intro", data.intro));
    // A country is higher than it is wide: it stands beside the words, and takes all the height there is.
    if (frame.spec?.kind === "map" && !frame.items.length) this.node.classList.add("is-beside");
    if (frame.spec) {
      this.figure = make("div", "stage-figure mf-fit");
      this.figure.append(...skeleton.map((one) => one.cloneNode(true)));
      this.body.append(this.figure);
    }
    this.title(!frame.guess);
  }

  list() {
    const { frame } = this;
    const items = frame.kind === "questions" ? make("ol", "stage-items") : make("ul", "stage-items");
    for (const { text, mark, sign, means, below, href } of frame.items) {
      const item = make("li", mark ? "has-mark" : "");
      if (mark) {
        const drawn = make("span", `stage-mark ${mark}`, sign);
        drawn.setAttribute("role", "img");
        drawn.setAttribute("aria-label", means);
        item.append(drawn);
      }
      const said = make("span", "");
      if (href) {
        const link = make("a", "", text);
        link.href = href;
        said.append(link);
      } else said.append(text);
      // A verdict goes with its word; what a sign of the other kind means stands once, below.
      if (frame.kind === "list" && VERDICTS.has(mark)) said.append(make("span", "stage-means", means));
      if (below) said.append(make("span", "stage-below", below));
      item.append(said);
      items.append(item);
    }
    return items;
  }

  legend() {
    const signs = new Map(this.frame.items.filter((one) => one.mark && !VERDICTS.has(one.mark)).map((one) => [one.sign, one.means]));
    return make("p", "stage-legend", [...signs].map(([sign, means]) => `${sign} = ${means}`).join("; "));
  }

  title(open) {
    const { frame } = this;
    const text = open ? frame.headline : frame.guess;
    if (this.head.textContent !== text) this.head.textContent = text;
    this.node.classList.toggle("is-guess", !open);
  }

  // Draw, or draw anew: with the city or without it, on a large screen or a small one.
  draw(shelf, open, large) {
    this.title(open);
    const drawn = `${open} ${large}`;
    if (this.figure && this.drawn !== drawn) {
      const spec = { ...(open ? this.frame.spec : this.frame.hidden), ...(this.frame.key.length ? { legend: null } : {}) };
      this.clean = shelf.draw({ data: large ? { ...spec, whole: true, text: null, height: null } : spec, parentElement: this.figure, setTriggerValue: () => {} });
    }
    this.drawn = drawn;
    this.fit(large);
  }

  // Two lines of headline, and words as large as they fit: never under the size of the screen's text.
  fit(large) {
    const id = large ? `${this.node.clientWidth} ${this.node.clientHeight} ${this.head.textContent}` : "small";
    if (this.fitted === id) return;
    this.fitted = id;
    this.head.style.fontSize = "";
    if (this.items) this.items.style.fontSize = this.items.style.gap = "";
    if (!large || !this.node.clientHeight) return;
    const lines = () => this.head.clientHeight / parseFloat(getComputedStyle(this.head).lineHeight);
    const most = this.node.classList.contains("is-beside") ? 4.2 : 2.2;
    for (let em = 1.5; lines() > most && em >= 1.15; em -= 0.08) this.head.style.fontSize = `${em}em`;
    if (!this.items) return;
    const [first, last] = [this.items.firstChild, this.items.lastChild];
    const fits = (air) => last.offsetTop + last.offsetHeight - first.offsetTop + 2 * air * parseFloat(getComputedStyle(this.items).fontSize) <= this.items.clientHeight + 1;
    // Air goes before letters; there is more of it around the list than in it.
    for (const [em, gap] of [...ROOMY, [1, 0.4], [1, 0.25], [1, 0.1], [0.9, 0.1], [0.8, 0.1]]) {
      this.items.style.fontSize = `${em}em`;
      this.items.style.gap = `${gap}em`;
      if (fits(1.4 * gap)) break;
    }
  }

  end() {
    this.clean?.();
  }
}
