// Passing a view on: copy its link, cite it, or take a picture along with its title, source and date in it. Nothing leaves the browser.
const FONTS = { "Midsize Sans": "public-sans", "Midsize Serif": "source-serif-4" };
const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "paint-order", "font-size", "font-weight", "font-family", "text-anchor"];
const PAD = 24;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ms");
  const namespace = root.querySelector("svg").namespaceURI;
  const said = document.createElement("span");
  said.className = "ms-said";
  said.setAttribute("role", "status");
  const say = (text) => (said.textContent = text);
  const button = (text, act) => {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = text;
    node.addEventListener("click", act);
    return node;
  };
  const link = () => location.href;
  const parts = [];
  if (data.large) parts.push(button("Groot beeld", () => setTriggerValue("large", "groot")));
  parts.unshift(button("Link kopiëren", async () => say((await copy(link(), root)) ? "Link gekopieerd" : "Kopiëren lukt niet; neem de link uit de adresbalk.")));
  if (data.figure) {
    const cited = `${data.citation} Geraadpleegd op ${today()}, ${link()}`;
    const words = document.createElement("p");
    words.className = "ms-cited";
    words.textContent = cited;
    parts.push(button("Bronvermelding kopiëren", async () => say((await copy(cited, root)) ? "Bronvermelding gekopieerd" : "Kopiëren lukt niet; de tekst staat hieronder.")));
    for (const kind of ["png", "svg"]) {
      parts.push(button(kind.toUpperCase(), async () => {
        try {
          await take(kind, data, namespace);
          say(`${kind.toUpperCase()} bewaard`);
        } catch (error) {
          console.info("picture", error);
          say("Het plaatje kon niet worden gemaakt.");
        }
      }));
    }
    for (const [kind, name] of [["bib", "BibTeX"], ["ris", "RIS"]]) {
      if (!data[kind]) continue;
      parts.push(button(name, () => {
        save(new Blob([data[kind]], { type: "text/plain" }), `${data.name}.${kind}`);
        say(`${name} bewaard`);
      }));
    }
    parts.push(said, words);
  } else parts.push(said);
  root.replaceChildren(root.querySelector("svg[hidden]"), ...parts);
}

const today = () => new Date().toLocaleDateString("nl-NL", { day: "numeric", month: "long", year: "numeric" });

async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https a browser keeps its clipboard to itself; the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    area.className = "ms-away";
    root.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

async function take(kind, data, namespace) {
  // Plotly draws one picture as several on top of one another.
  const place = `.st-key-${CSS.escape(data.figure)}`;
  const drawn = [...document.querySelectorAll(`${place} .mf > svg, ${place} .main-svg`)];
  if (!drawn.length) throw new Error("the figure is not on the page");
  const picture = compose(drawn, data, namespace, await fonts(namespace));
  const text = new XMLSerializer().serializeToString(picture);
  const svg = new Blob([text], { type: "image/svg+xml" });
  save(kind === "svg" ? svg : await raster(svg, picture), `${data.name}.${kind}`);
}

// The picture as it stands, with every colour and letter written into it, between its title and its source.
function compose(drawn, data, namespace, style) {
  const first = drawn[0].getBoundingClientRect();
  const view = drawn[0].viewBox.baseVal;
  const box = view && view.width ? view : { width: first.width, height: first.height };
  const make = (tag, attributes, parent) => {
    const node = document.createElementNS(namespace, tag);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    parent?.append(node);
    return node;
  };
  const width = Math.max(460, box.width) + 2 * PAD;
  const out = make("svg", { width });
  out.append(style);
  const paper = make("rect", { width, fill: "#fbf8f2" }, out);
  let y = PAD;
  const paragraph = (text, size, weight, family, fill) => {
    for (const line of wrapped(text, `${weight} ${size}px "${family}"`, width - 2 * PAD)) {
      y += size * 1.3;
      make("text", { x: PAD, y, "font-size": size, "font-weight": weight, "font-family": `${family}, sans-serif`, fill }, out).textContent = line;
    }
  };
  paragraph(data.title, 20, 600, "Midsize Serif", "#23201b");
  paragraph(data.unit, 14, 400, "Midsize Sans", "#57524a");
  for (const layer of drawn) {
    const copied = layer.cloneNode(true);
    const from = [layer, ...layer.querySelectorAll("*")];
    const to = [copied, ...copied.querySelectorAll("*")];
    from.forEach((node, i) => {
      const look = getComputedStyle(node);
      for (const name of KEPT) if (look.getPropertyValue(name)) to[i].style.setProperty(name, look.getPropertyValue(name));
      to[i].removeAttribute("class");
    });
    for (const [key, value] of Object.entries({ x: PAD, y: y + 14, width: box.width, height: box.height, overflow: "visible" })) copied.setAttribute(key, value);
    copied.removeAttribute("style");
    // The land of a map is a picture within the picture, which programs lay out each in their own way: a clipped group is the same everywhere.
    copied.querySelectorAll("svg").forEach((inner, n) => {
      const clip = make("clipPath", { id: `clip-${n}` }, copied);
      make("rect", { width: inner.getAttribute("width"), height: inner.getAttribute("height") }, clip);
      const group = make("g", { "clip-path": `url(#clip-${n})` });
      group.append(...inner.childNodes);
      inner.replaceWith(group);
    });
    out.append(copied);
  }
  y += box.height + 26;
  paragraph(`${data.source} Plaatje gemaakt op ${today()}.`, 12, 400, "Midsize Sans", "#6f6a60");
  const height = Math.ceil(y + PAD);
  paper.setAttribute("height", height);
  out.setAttribute("height", height);
  out.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return out;
}

function wrapped(text, font, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// A picture on its own knows no fonts of the page: they travel inside it.
let carried;
function fonts(namespace) {
  carried ??= Promise.all(Object.entries(FONTS).map(async ([family, file]) => {
    const bytes = await (await fetch(`app/static/fonts/${file}.woff2`)).blob();
    const url = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(bytes);
    });
    return `@font-face{font-family:"${family}";font-weight:200 900;src:url(${url}) format("woff2")}`;
  }));
  return carried.then((rules) => {
    const style = document.createElementNS(namespace, "style");
    style.textContent = rules.join("");
    return style;
  });
}

async function raster(svg, picture) {
  const url = URL.createObjectURL(svg);
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  const twice = 2; // sharp in a note and on a beamer
  canvas.width = picture.width.baseVal.value * twice;
  canvas.height = picture.height.baseVal.value * twice;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
