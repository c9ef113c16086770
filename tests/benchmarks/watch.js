// Runs before any script of the page. Notes, for each named set of pictures, when it first was whole and when it last changed, counting up to
// the frame in which the change was laid out and painted (a task after the next animation frame). WATCHED is put in front by picture.py.
(() => {
  const SHAPES = "path,rect,circle,line,text";
  const watch = (globalThis.__watch = { first: {}, last: {}, t0: 0, messages: [], sets: WATCHED });
  const nodes = (name) => [...document.querySelectorAll(watch.sets[name].selector)];
  const whole = (name) => nodes(name).reduce((n, node) => n + node.querySelectorAll(SHAPES).length, 0) >= watch.sets[name].shapes;
  const signature = (name) => nodes(name).map((node) => node.innerHTML).join("");

  let dirty = new Set();
  const painted = () => {
    const now = performance.now();
    for (const name of dirty) {
      if (!watch.sets[name] || !whole(name)) continue;
      watch.last[name] = now;
      watch.first[name] ??= now;
    }
    dirty = new Set();
  };
  const channel = new MessageChannel();
  channel.port1.onmessage = painted;
  const observer = new MutationObserver((records) => {
    const before = dirty.size;
    const seen = new Set();
    for (const { target, addedNodes } of records) {
      const fresh = [...addedNodes].filter((node) => node.nodeType === 1);
      if (seen.has(target) && !fresh.length) continue;
      seen.add(target);
      const element = target.nodeType === 1 ? target : target.parentElement;
      for (const name in watch.sets) {
        if (dirty.has(name)) continue;
        const { selector } = watch.sets[name];
        if (element?.closest(selector) || fresh.some((node) => node.matches(selector) || node.querySelector(selector))) dirty.add(name);
      }
    }
    if (!before && dirty.size) requestAnimationFrame(() => channel.port2.postMessage(0));
  });
  const attributeFilter = ["d", "class", "fill", "transform", "x", "y", "cx", "cy", "points", "style", "width", "height"];
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter });

  // When the last piece of the server's answer arrived: a websocket message, or a response (read from the resource timings).
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => watch.messages.push(performance.now()));
    }
  };

  // What comes next is the choice: remember how the pictures look now.
  watch.arm = () => {
    watch.t0 = 0;
    watch.messages = [];
    watch.before = Object.fromEntries(Object.keys(watch.sets).map((name) => [name, signature(name)]));
    watch.last = {};
    performance.clearResourceTimings();
  };
  // The choice itself: the element's own handler, without a mouse that would hover over a picture afterwards.
  watch.press = (element) => {
    if (!element) return false;
    watch.t0 = performance.now();
    element.click();
    return true;
  };
  watch.pick = (select, value) => {
    watch.t0 = performance.now();
    select.value = value;
    select.dispatchEvent(new Event("change"));
  };
  watch.use = (sets) => {
    watch.sets = sets;
    watch.first = {};
    watch.last = {};
  };
  const waiting = async (done, quiet, limit) => {
    const end = performance.now() + limit;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      const newest = Math.max(0, watch.messages.at(-1) ?? 0, ...Object.values(watch.last));
      if (performance.now() - newest > quiet && done()) return true;
    }
    return false;
  };
  // The whole page drawn for the first time.
  watch.drawn = async (quiet, limit) => {
    const names = Object.keys(watch.sets);
    const ok = await waiting(() => names.every((name) => watch.first[name] && whole(name)), quiet, limit);
    return { ok, first: watch.first, last: watch.last };
  };
  // Every picture other than before, the words there, and nothing moving any more.
  watch.final = async (token, words, quiet, limit) => {
    const names = Object.keys(watch.sets);
    const told = () => [...document.querySelectorAll(token)].some((node) => node.textContent.includes(words));
    const changed = (name) => watch.last[name] && whole(name) && signature(name) !== watch.before[name];
    const ok = await waiting(() => watch.t0 && told() && names.every(changed), quiet, limit);
    const responses = performance.getEntriesByType("resource").map((entry) => entry.responseEnd);
    const answers = [...watch.messages, ...responses].map((at) => at - watch.t0).filter((at) => at > 0);
    const since = Object.fromEntries(names.map((name) => [name, (watch.last[name] ?? 0) - watch.t0]));
    return { ok, since, answers, missing: names.filter((name) => !changed(name)), told: told() };
  };
})();
