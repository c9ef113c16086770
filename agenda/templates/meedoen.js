// Keeps what was typed until it has been received, says so in place, and sends the same form again when the line was gone.
// Without this script the forms work as plain forms.
"use strict";

const { code, base, phase, votes } = document.body.dataset;
const LOST = "Geen verbinding. Uw tekst staat er nog; probeer het zo opnieuw.";
const key = (form) => `mm:${code}:${form.dataset.question}`;

// A browser may refuse to keep anything; sending still works.
const drafts = {
  read(form) {
    try {
      return JSON.parse(localStorage.getItem(key(form))) || null;
    } catch {
      return null;
    }
  },
  keep(form) {
    try {
      localStorage.setItem(key(form), JSON.stringify({ text: form.elements.text.value, submission: form.elements.submission.value }));
    } catch {}
  },
  drop(form) {
    try {
      localStorage.removeItem(key(form));
    } catch {}
  },
};

function say(form, words, failed) {
  const said = form.querySelector(".said");
  said.textContent = words;
  said.classList.toggle("failed", Boolean(failed));
}

function list(form, mine) {
  const own = form.parentElement.querySelector(".own");
  const template = document.getElementById("own");
  if (!own || !template) return;
  own.replaceChildren(
    ...mine.map((one) => {
      const line = template.content.firstElementChild.cloneNode(true);
      line.querySelector("span").textContent = one.text;
      line.querySelector("[name=answer]").value = one.id;
      line.querySelector("[name=question]").value = form.dataset.question;
      return line;
    }),
  );
}

async function send(form) {
  const button = form.querySelector("button");
  const words = (button.dataset.words ||= button.textContent);
  const sent = form.elements.text?.value;
  button.disabled = true;
  button.textContent = "Bezig …";
  say(form, "");
  let answer = null;
  let whole = false;
  try {
    const asked = new AbortController();
    const patience = setTimeout(() => asked.abort(), 20000);
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
      signal: asked.signal,
    });
    answer = await response.json();
    whole = response.ok && answer.ok === true;
    clearTimeout(patience);
  } catch {
    answer = null;
  }
  button.disabled = false;
  // The mark stays the same until the form was received: sent twice, it counts once.
  if (answer?.submission) form.elements.submission.value = answer.submission;
  if (!whole) {
    button.textContent = "Verstuur opnieuw";
    say(form, answer?.message || LOST, true);
    if (form.elements.text) drafts.keep(form);
    return;
  }
  button.textContent = words;
  say(form, answer.message);
  if (form.elements.text) {
    // What was typed while it was on its way stays.
    if (form.elements.text.value === sent) form.elements.text.value = "";
    if (form.elements.text.value) drafts.keep(form);
    else drafts.drop(form);
    list(form, answer.mine || []);
  }
}

for (const form of document.querySelectorAll("form[data-kind]")) {
  const text = form.elements.text;
  const draft = text && drafts.read(form);
  if (draft?.text) {
    text.value = draft.text;
    if (draft.submission) form.elements.submission.value = draft.submission;
  }
  text?.addEventListener("input", () => drafts.keep(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  if (form.dataset.kind === "vote") {
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const hold = () => {
      const full = boxes.filter((box) => box.checked).length >= Number(votes);
      for (const box of boxes) box.disabled = full && !box.checked;
    };
    for (const box of boxes) box.addEventListener("change", hold);
    hold();
  }
}

// Asks now and then whether the speaker has moved on, and says so; the page itself stays until the reader goes.
const MOVED = {
  answers: "De spreker vraagt weer om antwoorden.",
  vote: "De spreker heeft het stemmen geopend.",
  closed: "De spreker heeft de sessie gesloten.",
};

async function look() {
  const notice = document.getElementById("moved");
  if (document.hidden || !notice) return;
  try {
    const response = await fetch(`${base}/meedoen/${code}/stand`, { headers: { Accept: "application/json" } });
    const now = (await response.json()).phase;
    if (!now || !(now in MOVED)) return;
    notice.hidden = now === phase;
    const link = document.createElement("a");
    link.href = `${base}/meedoen/${code}`;
    link.textContent = "Ga verder";
    notice.replaceChildren(`${MOVED[now]} `, link);
  } catch {}
}

// Not all phones at the same moment.
if (code) setInterval(look, 8000 + Math.random() * 4000);
