// The figures of a city as rows, each with a strip of its type and a line through time. Texts are set as text, never as markup.
const SHAPES = {
  1: (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`,
  2: (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`,
  3: (x, y, r) => `M${x},${y - 1.2 * r}l${1.2 * r},${2.1 * r}h${-2.4 * r}Z`,
};
const DASHES = { p1: "", p2: "4 2.5", p3: "1.6 2.4", ink: "4 2.5" };
const known = (v) => typeof v === "number" && Number.isFinite(v);
const px = (v) => Math.round(v * 10) / 10;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".mp");
  const namespace = root.querySelector("svg").namespaceURI;
  const make = (tag, cls, text) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const draw = (parent, tag, attributes) => {
    const node = document.createElementNS(namespace, tag);
    for (const key in attributes) if (attributes[key] !== "" && attributes[key] !== null) node.setAttribute(key, attributes[key]);
    parent.append(node);
    return node;
  };
  const picture = (w, h, cls) => {
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", `0 0 ${w} ${h}`);
    svg.setAttribute("class", cls);
    svg.setAttribute("aria-hidden", "true");
    return svg;
  };

  const strip = (one) => {
    const svg = picture(176, 22, "mp-strip");
    const all = [...one.values, one.mine, one.median].filter(known);
    if (!all.length) return svg;
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const x = (v) => px(high > low ? 8 + ((v - low) / (high - low)) * 160 : 88);
    draw(svg, "path", { d: "M8,11H168", class: "mp-hair" });
    draw(svg, "path", { d: one.values.map((v) => `M${x(v)},6v10`).join(""), class: `mp-marks ${data.tone}` });
    if (known(one.median)) draw(svg, "path", { d: `M${x(one.median)},2v18`, class: "mp-median" });
    if (known(one.mine)) {
      const d = SHAPES[data.shape](x(one.mine), 11, 5);
      draw(svg, "path", { d, class: one.hollow ? "mp-mine hollow" : "mp-mine" });
    }
    return svg;
  };

  const spark = (one) => {
    const svg = picture(124, 44, "mp-spark");
    const { years } = one;
    const all = [...one.mine, ...one.median].filter(known);
    if (!all.length) return svg;
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const x = (i) => px(years.length > 1 ? 4 + ((years[i] - years[0]) / (years.at(-1) - years[0])) * 114 : 118);
    const y = (v) => px(high > low ? 27 - ((v - low) / (high - low)) * 22 : 16);
    const cut = new Set(one.cuts);
    const line = (values, attributes) => {
      let d = "";
      let alone = [];
      values.forEach((v, i) => {
        if (!known(v)) return;
        const joined = i > 0 && known(values[i - 1]) && !cut.has(i);
        const next = i + 1 < values.length && known(values[i + 1]) && !cut.has(i + 1);
        d += `${joined ? "L" : "M"}${x(i)},${y(v)}`;
        if (!joined && !next) alone.push(i);
      });
      draw(svg, "path", { d, fill: "none", ...attributes });
      for (const i of alone) draw(svg, "circle", { cx: x(i), cy: y(values[i]), r: 1.6, class: attributes.class.replace("mp-line", "mp-dot") });
    };
    line(one.median, { class: `mp-line ${data.tone}`, "stroke-dasharray": data.city ? DASHES[data.tone] : "" });
    if (one.mine.length) {
      line(one.mine, { class: "mp-line mine" });
      const last = one.mine.findLastIndex(known);
      if (last >= 0) draw(svg, "circle", { cx: x(last), cy: y(one.mine[last]), r: 3, class: one.hollow ? "mp-mine hollow" : "mp-mine" });
    }
    const label = (at, anchor, year) => (draw(svg, "text", { x: at, y: 42, "text-anchor": anchor }).textContent = year);
    label(0, "start", years[0]);
    if (years.length > 1) label(124, "end", years.at(-1));
    return svg;
  };

  const rowOf = (row) => {
    const li = make("li", "mp-row");
    const name = make("div", "mp-name");
    const link = make("a", "", row.title);
    const asked = new URLSearchParams({ ...(data.code ? { gemeente: data.code } : {}), indicator: row.id });
    link.href = `vergelijk?${asked}`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window: the browser's own business
      event.preventDefault();
      setTriggerValue("pressed", row.id);
    });
    name.append(link, make("small", "", row.when));
    const value = make("div", data.city ? "mp-value mine" : "mp-value");
    value.append(make("b", "", row.value), make("small", "", row.unit ? `\u00a0${row.unit}` : ""));
    const place = make("div", "mp-place");
    place.append(strip(row.strip), make("small", "", row.caption));
    const time = make("div", "mp-time");
    time.append(spark(row.spark));
    const pictures = make("div", "mp-pictures");
    pictures.setAttribute("role", "img");
    pictures.setAttribute("aria-label", row.alt);
    pictures.append(place, time);
    li.append(name, value, pictures, make("p", "", row.words));
    li.dataset.indicator = row.id;
    return li;
  };

  const key = make("p", "mp-key");
  const sign = (cls, d, dash, w = 30) => {
    const svg = picture(w, 14, "mp-sign");
    draw(svg, "path", { d, class: cls, "stroke-dasharray": dash ?? "", fill: cls.includes("mp-line") ? "none" : "" });
    return svg;
  };
  const entry = (svg, text, cls) => {
    const span = make("span", cls);
    span.append(svg, document.createTextNode(text));
    return span;
  };
  const several = sign(`mp-marks ${data.tone}`, "M2,2v10M7,2v10M10,2v10M22,2v10M27,2v10");
  draw(several, "path", { d: "M15,0v14", class: "mp-median" });
  key.append(entry(several, `${data.group}; zwart = middelste stad`));
  if (data.city) {
    key.append(entry(sign("mp-mine", SHAPES[data.shape](7, 7, 5), "", 14), data.city, "mine"));
    key.append(entry(sign(`mp-line ${data.tone}`, "M0,7H30", DASHES[data.tone]), "middelste stad door de tijd"));
  }
  key.append(make("span", "mp-note", "Plaats 1 = hoogste waarde, geen oordeel"));

  const sections = data.themes.map((theme) => {
    const section = make("section");
    const head = make("div", "mp-head");
    head.append(make("h2", "", theme.title));
    if (theme.opened || theme.count > theme.rows.length) {
      const more = make("button", "", theme.opened ? "Alleen de hoofdcijfers" : `Alle ${theme.count} cijfers`);
      more.type = "button";
      more.setAttribute("aria-expanded", String(theme.opened));
      more.setAttribute("aria-label", `${more.textContent}: ${theme.title}`);
      more.dataset.theme = theme.id;
      more.addEventListener("click", () => setTriggerValue("more", theme.id));
      head.append(more);
    }
    const list = make("ul");
    list.append(...theme.rows.map(rowOf));
    section.append(head, list);
    return section;
  });
  // The focus stays on a button that was just pressed, though its section is drawn anew.
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.theme : null;
  root.replaceChildren(root.querySelector("svg[hidden]"), key, ...sections);
  if (focused) root.querySelector(`button[data-theme="${CSS.escape(focused)}"]`)?.focus();
  root.dataset.drawn = "profile";
}
