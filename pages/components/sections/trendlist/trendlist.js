// The table of trends. Rows are rebuilt from text on every change: there are at most ten of them.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function heading(column, label, index) {
  const cell = element("th", index === 0 ? "mine" : "");
  cell.scope = "col";
  if (index >= 1 && index <= 3) {
    const badge = element("span", `pos pos${index}`, column);
    badge.setAttribute("aria-hidden", "true");
    cell.append(badge, element("small", "", label));
    cell.setAttribute("aria-label", `positie ${index}: ${label}`);
  } else {
    cell.append(element("span", "", column), element("small", "", index === 0 ? "" : label));
  }
  return cell;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const table = parentElement.querySelector("table");
  const focused = document.activeElement && table.contains(document.activeElement) ? document.activeElement.dataset.trend : null;
  table.className = "mm-trends";
  table.replaceChildren();
  const withCity = data.columns[0] !== "";

  const head = table.createTHead().insertRow();
  const first = element("th", "", "Trend");
  first.scope = "col";
  head.append(first);
  data.columns.forEach((column, index) => {
    if (index > 0 || withCity) head.append(heading(column, data.labels[index], index));
  });

  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow();
    if (row.id === data.chosen) line.className = "chosen";
    const button = element("button", "", row.name);
    button.type = "button";
    button.dataset.trend = row.id;
    if (row.id === data.chosen) button.setAttribute("aria-current", "true");
    if (row.note) button.append(element("small", "", row.note));
    button.onclick = () => setTriggerValue("pressed", row.id);
    line.insertCell().append(button);
    if (row.cells === null) {
      const cell = line.insertCell();
      cell.colSpan = withCity ? 5 : 4;
      cell.className = "none";
      cell.append(row.missing);
      continue;
    }
    row.cells.forEach((verdict, index) => {
      if (index === 0 && !withCity) return;
      const cell = line.insertCell();
      cell.className = index === 0 ? "mine" : "";
      const mark = element("span", `mm-mark ${verdict.kind}`, verdict.sign);
      mark.setAttribute("aria-hidden", "true");
      cell.append(mark, element("small", verdict.thin ? "thin" : "", verdict.word));
    });
  }
  if (focused) table.querySelector(`[data-trend="${CSS.escape(focused)}"]`)?.focus();
}
