// What Streamlit calls: at the first mount, and again on the same element whenever the data change.

const stages = new WeakMap();

export default async function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".stage");
  // The drawing code of the figures comes in a component of its own (drawing.py, prepare).
  while (!globalThis.midsizeFigure) await new Promise(requestAnimationFrame);
  const shelf = globalThis.midsizeFigure;
  let stage = stages.get(root);
  const same = stage && JSON.stringify(stage.data) === JSON.stringify(data);
  if (stage && !same) {
    stage.end();
    stage = null;
  }
  if (!stage) stages.set(root, (stage = mounted(root, data, shelf)));
  stage.trigger = setTriggerValue;
  const turn = ++stage.turn;
  // Streamlit may run the clean-up of an overtaken call late: only that of the newest call ends the stage.
  return () => stage.turn === turn && (stage.end(), stages.delete(root));
}

function mounted(root, data, shelf) {
  const kept = root.parentElement.querySelector("template").content;
  const blank = kept.querySelector("svg[data-blank]");
  const skeleton = [...kept.querySelector(".stage-skeleton").children];
  const steps = new Steps(data);
  const stage = { data, turn: 0 };
  const other = (look) => {
    const url = new URL(location.href);
    url.searchParams.set("stap", String(steps.at + 1));
    if (look) url.searchParams.set("beeld", look);
    else url.searchParams.delete("beeld");
    return url;
  };
  const actions = {
    close: () => stage.trigger("closed", "sluiten"),
    notes: () => open(other("notities"), "midsize-notities", "width=1100,height=760"),
    screen: () => open(other(""), "midsize-scherm", "width=1280,height=720"),
    whole: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}),
  };
  const Look = data.look === "notes" ? Notes : Screen;
  root.className = `stage ${data.look === "notes" ? "is-notes" : "is-screen"}`;
  root.tabIndex = -1;
  const look = new Look(root, steps, shelf, blank, skeleton, actions);
  // A button pressed with the mouse would keep the focus, and the space bar would press it again.
  const freed = new AbortController();
  root.addEventListener("click", (event) => event.detail && event.target.closest("button") && root.focus({ preventScroll: true }), { signal: freed.signal });
  // Without its server Streamlit opens a window that locks the page behind it; the story needs no server, so that window is closed again.
  const free = new MutationObserver(() => document.querySelector('.stDialog [role="dialog"] > button')?.click());
  free.observe(document.body, { childList: true });
  stage.end = () => {
    freed.abort();
    free.disconnect();
    look.end();
    steps.end();
  };
  look.start();
  root.focus({ preventScroll: true });
  return stage;
}
