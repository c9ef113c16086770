// The presenter's list of answers. Lines are kept by the number of their answer, so that a choice and the place on the page stay when
// new answers come in every few seconds.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function bar(root, setTriggerValue) {
  const top = element("div", "ma-bar");
  const whole = element("label");
  const all = element("input");
  all.type = "checkbox";
  whole.append(all, "Alles");
  const count = element("span", "ma-count");
  const title = element("input");
  title.type = "text";
  title.placeholder = "Onderwerp";
  title.setAttribute("aria-label", "Onderwerp");
  const list = element("datalist");
  list.id = "ma-topics";
  title.setAttribute("list", list.id);
  const group = element("button", "", "Zet onder onderwerp");
  const loose = element("button", "", "Haal eruit");
  const hide = element("button", "", "Verberg");
  const show = element("button", "", "Toon weer");
  const said = element("p", "ma-said");
  said.setAttribute("role", "status");
  top.append(whole, count, title, list, group, loose, hide, show, said);
  const lines = element("ul");
  const none = element("p", "ma-none", "Nog geen antwoorden.");
  root.replaceChildren(top, lines, none);

  const chosen = () => [...lines.querySelectorAll("input:checked")].map((box) => Number(box.value));
  const state = () => {
    const ids = chosen();
    count.textContent = ids.length ? `${ids.length} gekozen` : "Niets gekozen";
    all.checked = ids.length > 0 && ids.length === lines.children.length;
    all.indeterminate = ids.length > 0 && !all.checked;
    for (const button of [loose, hide, show]) button.disabled = !ids.length;
    group.disabled = !ids.length || !title.value.trim();
  };
  const act = (what, heading = "") => {
    setTriggerValue("done", { what, ids: chosen(), title: heading });
    for (const box of lines.querySelectorAll("input:checked")) box.checked = false;
    if (what === "group") title.value = "";
    state();
  };
  all.onchange = () => {
    for (const box of lines.querySelectorAll("input")) box.checked = all.checked;
    state();
  };
  lines.onchange = state;
  title.oninput = state;
  title.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && !group.disabled) act("group", title.value.trim());
  };
  group.onclick = () => act("group", title.value.trim());
  loose.onclick = () => act("group");
  hide.onclick = () => act("hide");
  show.onclick = () => act("show");
  for (const button of [group, loose, hide, show]) button.type = "button";
  return { lines, list, said, title, none, state };
}

function line(row) {
  const item = element("li");
  const label = element("label");
  const box = element("input");
  box.type = "checkbox";
  box.value = row.id;
  const words = element("div");
  words.append(element("p", "", row.text), element("small"));
  label.append(box, words);
  item.append(label);
  item.dataset.id = row.id;
  return item;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".ma");
  root.parts ||= bar(root, setTriggerValue);
  const { lines, list, said, title, none, state } = root.parts;
  title.maxLength = data.most;
  list.replaceChildren(...data.topics.map((topic) => Object.assign(element("option"), { value: topic })));
  said.textContent = data.said;
  const known = new Map([...lines.children].map((item) => [item.dataset.id, item]));
  const wanted = data.rows.map((row) => {
    const item = known.get(String(row.id)) ?? line(row);
    item.className = row.hidden ? "hidden" : "";
    const small = item.querySelector("small");
    small.replaceChildren(`${row.time}, ${row.part}`);
    if (row.topic) small.append(" · ", element("b", "", row.topic));
    if (row.hidden) small.append(" · verborgen");
    return item;
  });
  for (const item of [...lines.children]) if (!wanted.includes(item)) item.remove();
  wanted.forEach((item, n) => lines.children[n] !== item && lines.insertBefore(item, lines.children[n] ?? null));
  none.hidden = wanted.length > 0;
  state();
}
