// The screen of the room: every step drawn beforehand and one of them in sight, so that a step is a change of visibility.

const SMALL = matchMedia("(max-width: 760px)");
const MOST_DOTS = 16; // more would push the source away; the number says it too
const STILL = 2500; // the mouse and the buttons go when nobody moves

class Screen {
  constructor(root, steps, shelf, blank, skeleton, actions) {
    Object.assign(this, { root, steps, shelf, blank, skeleton, actions });
    this.stop = new AbortController();
    this.build();
    const signal = this.stop.signal;
    SMALL.addEventListener("change", () => this.redraw(), { signal });
    document.fonts.addEventListener("loadingdone", () => this.redraw(), { signal });
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.stack);
    root.addEventListener("pointermove", () => this.awake(), { signal });
    root.addEventListener("touchstart", (e) => (this.touched = e.changedTouches[0]), { signal, passive: true });
    root.addEventListener("touchend", (e) => this.swiped(e.changedTouches[0]), { signal, passive: true });
    // On paper every step stands on a page of its own, with all its figures.
    addEventListener("beforeprint", () => this.lift(true), { signal });
    addEventListener("afterprint", () => this.lift(false), { signal });
    steps.watch((why) => this.show(why));
  }

  build() {
    const { steps, blank } = this;
    const { data } = steps;
    for (const section of this.sections ?? []) section.end();
    this.sections = steps.frames.map((frame, n) => new Section(frame, n, data, blank, this.skeleton));
    this.stack = make("div", "stage-stack");
    this.stack.append(...this.sections.map((one) => one.node));
    this.said = make("p", "stage-said");
    this.said.setAttribute("aria-live", "polite");
    this.notice = make("div", "stage-notices");
    this.notice.append(...data.notices.map((text) => make("p", "", text)));
    this.notice.hidden = !data.notices.length;
    this.notice.setAttribute("role", "status");
    this.dark = make("div", "stage-dark");
    this.dark.hidden = true;
    this.place = make("div", "stage-place");
    this.dots = steps.frames.map((frame, n) => {
      const dot = make("button", "stage-dot");
      dot.type = "button";
      dot.setAttribute("aria-label", `Stap ${n + 1}: ${frame.guess || frame.headline}`);
      dot.addEventListener("click", () => steps.go(n));
      return dot;
    });
    const dots = make("nav", "stage-dots");
    dots.setAttribute("aria-label", "Stappen");
    dots.append(...this.dots);
    dots.hidden = this.dots.length > MOST_DOTS;
    this.count = make("span", "stage-count");
    this.place.append(dots, this.count);
    const inner = make("div", "stage-inner");
    inner.append(this.head(), this.notice, this.stack, this.place);
    for (const { reveal } of this.sections) reveal?.addEventListener("click", () => steps.forward());
    this.root.replaceChildren(inner, this.tools(), this.said, this.dark);
  }

  head() {
    const { data } = this.steps;
    const bar = (this.bar = make("div", "stage-bar"));
    const brand = this.blank.cloneNode(false);
    for (const name of ["hidden", "data-blank"]) brand.removeAttribute(name);
    brand.setAttribute("class", "stage-brand");
    brand.setAttribute("viewBox", "0 0 44 34");
    brand.setAttribute("aria-hidden", "true");
    shape(brand, "circle", { cx: 9.5, cy: 11.5, r: 8, class: "one" });
    shape(brand, "rect", { x: 12, y: 18, width: 14, height: 14, class: "two" });
    shape(brand, "path", { d: "M33 7 42 23H24Z", class: "three" });
    bar.append(brand, make("strong", "", data.title), make("span", "stage-city", data.city));
    if (data.position) {
      const badge = (this.badge = make("span", `stage-badge p${data.position}`));
      const number = make("b", "", String(data.position));
      badge.append(number, make("span", "", data.placed));
      bar.append(badge);
    }
    return bar;
  }

  tools() {
    const tools = make("div", "stage-tools");
    this.full = make("a", "", "Bekijk dit cijfer");
    this.full.target = "_blank";
    this.full.rel = "noopener";
    const button = (text, key, act) => {
      const node = make("button", "", text);
      node.type = "button";
      node.title = `Toets: ${key}`;
      node.addEventListener("click", act);
      return node;
    };
    this.before = button("Vorige", "PageUp", () => this.steps.back());
    // On a phone the figure has a button of its own: who leafs through must not give it away.
    this.after = button("Volgende", "PageDown", () => (SMALL.matches ? this.steps.pass() : this.steps.forward()));
    const rest = [
      button("Spreektekst", "s", () => this.actions.notes()),
      button("Volledig scherm", "f", () => this.actions.whole()),
      button("Afdrukken", "Ctrl+P", () => print()),
      button("Sluiten", "Esc", () => this.actions.close()),
    ];
    for (const node of [...rest.slice(0, 3), this.full]) node.classList.add("stage-wide");
    tools.append(this.before, this.after, this.full, ...rest);
    return tools;
  }

  // The section in sight first; the others one by one, when the browser has nothing better to do.
  start() {
    for (const frame of this.steps.frames) if (frame.spec?.src) this.shelf.ahead(frame.spec.src).catch(() => {});
    this.measure();
    this.show("start");
    const waiting = this.sections.filter((_, n) => n !== this.steps.at);
    const later = () => {
      if (this.stop.signal.aborted) return;
      const next = waiting.shift();
      if (!next) return (this.root.dataset.drawn = "story");
      this.ready(next);
      setTimeout(later);
    };
    requestAnimationFrame(() => setTimeout(later));
  }

  // The source takes what the number of the step leaves; the bar says less where its names are long.
  measure() {
    this.bar.classList.remove("is-tight");
    this.bar.classList.toggle("is-tight", this.bar.scrollWidth > this.bar.clientWidth);
    this.stack.style.setProperty("--place", `${this.place.offsetWidth + parseFloat(getComputedStyle(this.place).fontSize)}px`);
  }

  ready(section) {
    const now = this.sections.indexOf(section) === this.steps.at;
    section.draw(this.shelf, now ? this.steps.open : !section.frame.guess, !SMALL.matches);
  }

  redraw() {
    for (const section of this.sections) {
      section.drawn = section.fitted = null;
      this.ready(section);
    }
  }

  resized() {
    this.measure();
    for (const section of this.sections) section.fit(!SMALL.matches);
  }

  show(why) {
    const { steps } = this;
    const { at, frames } = steps;
    if (why === "close") return this.actions.close();
    if (why === "key s") return this.actions.notes();
    if (why === "key f") return this.actions.whole();
    if (why.startsWith("key")) return;
    this.count.textContent = steps.typed ? `naar ${steps.typed} …` : why === "nowhere" ? `er zijn ${frames.length} stappen` : `${at + 1} van ${frames.length}`;
    this.dark.hidden = !steps.blank;
    if (why === "typed" || why === "nowhere") return;
    if (why === "blank") return (this.said.textContent = steps.blank ? "Het scherm is zwart." : this.told());
    if (why === "step") this.notice.hidden = true;
    const away = this.stack.contains(document.activeElement);
    this.ready(this.sections[at]);
    this.sections.forEach((section, n) => {
      section.node.classList.toggle("is-shown", n === at);
      section.node.inert = n !== at;
      this.dots[n].classList.toggle("is-past", n < at);
      if (n === at) this.dots[n].setAttribute("aria-current", "step");
      else this.dots[n].removeAttribute("aria-current");
    });
    const early = at < steps.data.placedFrom;
    if (this.badge && this.badge.hidden !== early) {
      this.badge.hidden = early;
      this.measure();
    }
    const { href } = frames[at];
    this.full.hidden = !href;
    if (href) this.full.href = href;
    this.before.disabled = at === 0;
    this.after.disabled = at === frames.length - 1 && (steps.open || SMALL.matches);
    if (away && why === "step") this.root.focus({ preventScroll: true });
    if (why === "step" && SMALL.matches) this.root.scrollTop = 0;
    if (why !== "start") this.said.textContent = this.told();
    this.root.dataset.step = at + 1;
    this.root.dataset.open = steps.open;
  }

  told() {
    const { steps } = this;
    return `Stap ${steps.at + 1} van ${steps.frames.length}. ${this.sections[steps.at].head.textContent}`;
  }

  // Pictures are made for the size of the paper before it is laid out, and for the screen again after it.
  lift(paper) {
    this.root.classList.toggle("is-paper", paper);
    for (const section of this.sections) {
      section.drawn = section.fitted = null;
      if (paper) section.draw(this.shelf, true, true);
      else this.ready(section);
    }
  }

  awake() {
    this.root.classList.add("is-awake");
    clearTimeout(this.asleep);
    this.asleep = setTimeout(() => this.root.classList.remove("is-awake"), STILL);
  }

  swiped(now) {
    const from = this.touched;
    this.touched = null;
    if (!from || visualViewport?.scale > 1.05) return; // zoomed in, a finger moves the picture
    const [dx, dy] = [now.clientX - from.clientX, now.clientY - from.clientY];
    if (Math.abs(dx) < 60 || Math.abs(dx) < 2 * Math.abs(dy)) return;
    if (dx < 0) (SMALL.matches ? this.steps.pass() : this.steps.forward());
    else this.steps.back();
  }

  end() {
    clearTimeout(this.asleep);
    this.stop.abort();
    this.observer.disconnect();
    for (const section of this.sections) section.end();
  }
}
