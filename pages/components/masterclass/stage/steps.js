// Where a story is: which step, whether its guess is lifted, whether the screen is black. It stands in the link, follows the keys of a
// clicker, and goes along with the other windows of this browser. The server hears of none of it, so a step needs no network.
// The files of this folder are joined into one module by stage.py (order: see SOURCES there).

const CHANNEL = "midsize-masterclass";
const PATIENCE = 4000; // how long half a typed number waits for the rest
const ASIDE = /^(Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|Tab|Dead|F\d+)$/; // keys that say nothing to a story by themselves

const typing = (node) => node instanceof Element && node.closest("input, textarea, select, [contenteditable=true]");
const pressable = (node) => node instanceof Element && node.closest("button, a[href], summary");

class Steps {
  constructor(data) {
    this.watchers = [];
    this.typed = "";
    this.blank = false;
    this.stop = new AbortController();
    const signal = this.stop.signal;
    this.take(data);
    const named = this.named();
    this.at = named ?? 0;
    // What the room saw already is no guess any more: who comes in later, by a link or again, has the steps before behind it.
    this.seen = new Set(this.frames.slice(0, this.at).keys());
    this.open = !this.frames[this.at].guess;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    // Streamlit would ask its server for the whole page at every Back; a step of the same story is ours alone.
    addEventListener("popstate", (event) => this.walked(event), { signal, capture: true });
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.addEventListener("message", ({ data: said }) => this.heard(said), { signal });
    // Who comes with a step of its own tells it; who comes without one asks where the others are.
    if (named === null) this.tell({ ask: true });
    else this.tell();
  }

  take(data) {
    this.data = data;
    this.frames = data.frames;
    this.at = Math.min(this.at ?? 0, this.frames.length - 1);
  }

  // The step that the link names, counted from zero; null where it names none that exists.
  named() {
    const text = new URL(location.href).searchParams.get("stap") ?? "";
    return /^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= this.frames.length ? Number(text) - 1 : null;
  }

  watch(watcher) {
    this.watchers.push(watcher);
  }

  changed(why) {
    for (const watcher of this.watchers) watcher(why);
  }

  // ---- moving
  go(to, { open, link = "push", told = false } = {}) {
    const at = Math.max(0, Math.min(this.frames.length - 1, to));
    const moved = at !== this.at;
    this.at = at;
    this.open = open ?? !this.frames[at].guess;
    if (this.open) this.seen.add(at);
    this.blank = false;
    this.forget();
    if (moved && link) {
      const url = new URL(location.href);
      url.searchParams.set("stap", String(at + 1));
      // A window that is steered from elsewhere would else fill its own Back with steps nobody took there.
      history[link === "push" ? "pushState" : "replaceState"]({}, "", url);
    }
    if (!told) this.tell();
    this.changed(moved ? "step" : "same");
  }

  forward() {
    if (this.blank) return this.darken(false);
    if (!this.open) return this.go(this.at, { open: true });
    if (this.at < this.frames.length - 1) this.go(this.at + 1);
  }

  // To the next step, whether or not the guess of this one was lifted: a phone that leafs through must not give a figure away.
  pass() {
    if (this.at < this.frames.length - 1) this.go(this.at + 1);
  }

  // Going back the figure was seen already: it stays in sight.
  back() {
    if (this.blank) return this.darken(false);
    if (this.at > 0) this.go(this.at - 1, { open: this.known(this.at - 1) });
  }

  known(n) {
    return !this.frames[n].guess || this.seen.has(n);
  }

  darken(blank, told = false) {
    this.blank = blank;
    this.forget();
    if (!told) this.tell();
    this.changed("blank");
  }

  walked(event) {
    const asked = new URL(location.href);
    const { path, link } = this.data;
    const same = asked.pathname.replace(/\/$/, "").endsWith(`/${path}`) && Object.entries(link).every(([name, value]) => (asked.searchParams.get(name) ?? "") === value);
    if (!same) return; // another page, story or city: Streamlit's business
    event.stopImmediatePropagation();
    const to = this.named() ?? 0;
    this.go(to, { open: this.known(to), link: null });
  }

  // ---- keys
  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const { key } = event;
    // On a black screen any key brings back what was there, as presenters know it from PowerPoint; only the next one goes on. A key that
    // is held down would light the screen and go on at once.
    if (this.blank && !ASIDE.test(key) && !(key === "Enter" && pressable(event.target))) {
      event.preventDefault();
      return event.repeat ? undefined : this.darken(false);
    }
    if ((key === " " || key === "Enter") && pressable(event.target)) return;
    const last = this.frames.length - 1;
    const acts = {
      PageDown: () => this.forward(),
      ArrowRight: () => this.forward(),
      ArrowDown: () => this.forward(),
      " ": () => (event.shiftKey ? this.back() : this.forward()),
      PageUp: () => this.back(),
      ArrowLeft: () => this.back(),
      ArrowUp: () => this.back(),
      Home: () => this.go(0),
      End: () => this.go(last),
      Enter: () => this.jump(),
      b: () => this.darken(!this.blank),
      B: () => this.darken(!this.blank),
      ".": () => this.darken(!this.blank), // what a clicker sends
      Escape: () => this.escape(),
    };
    const act = acts[key] ?? (/^[0-9]$/.test(key) ? () => this.digit(key) : null);
    if (!act) return this.changed(`key ${key}`);
    event.preventDefault();
    act();
  }

  digit(digit) {
    this.typed = (this.typed + digit).slice(-3);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.forget(), this.changed("typed")), PATIENCE);
    this.changed("typed");
  }

  jump() {
    if (!this.typed) return this.forward();
    const to = Number(this.typed) - 1;
    this.forget();
    if (to >= 0 && to < this.frames.length) this.go(to);
    else this.changed("nowhere");
  }

  forget() {
    clearTimeout(this.fading);
    this.typed = "";
  }

  escape() {
    if (this.typed) {
      this.forget();
      this.changed("typed");
    } else if (this.blank) this.darken(false);
    else this.changed("close");
  }

  // ---- the other windows
  tell(more = {}) {
    const { at, open, blank } = this;
    this.channel.postMessage({ key: this.data.key, at, open, blank, ...more });
  }

  heard(said) {
    if (said?.key !== this.data.key) return;
    if (said.ask) return this.tell();
    if (said.at !== this.at || said.open !== this.open) this.go(said.at, { open: said.open, link: "replace", told: true });
    if (said.blank !== this.blank) this.darken(said.blank, true);
  }

  end() {
    this.forget();
    this.stop.abort();
    this.channel.close();
  }
}
