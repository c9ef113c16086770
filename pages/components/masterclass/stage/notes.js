// The speaker's page, on the laptop: this step, what to say, what comes next, and the time. It steers the screen of the room and follows it.

const START = "midsize-masterclass-start";
const two = (n) => String(n).padStart(2, "0");

class Notes {
  constructor(root, steps, shelf, blank, skeleton, actions) {
    Object.assign(this, { root, steps, shelf, blank, skeleton, actions });
    this.build();
    this.ticking = setInterval(() => this.tick(), 500);
    this.observer = new ResizeObserver(() => this.section?.fit(true));
    this.observer.observe(this.stack);
    steps.watch((why) => this.show(why));
  }

  build() {
    const { data } = this.steps;
    const head = make("div", "notes-head");
    this.clock = make("span", "notes-clock");
    this.since = make("span", "notes-since");
    const zero = make("button", "", "Klok op nul");
    zero.type = "button";
    zero.addEventListener("click", () => this.restart());
    head.append(make("strong", "", data.title), make("span", "stage-city", data.city), this.clock, this.since, zero);
    const screen = make("div", "stage-screen");
    this.stack = make("div", "stage-stack");
    this.dark = make("div", "stage-dark");
    this.dark.append(make("p", "", "Het scherm is zwart (toets b)"));
    const inner = make("div", "stage-inner");
    inner.append(this.stack);
    screen.append(inner, this.dark);
    this.state = make("p", "notes-state");
    this.state.setAttribute("aria-live", "polite");
    this.next = make("p", "notes-next");
    const left = make("div", "notes-left");
    left.append(screen, this.state, make("h3", "", "Hierna"), this.next);
    this.say = make("div", "notes-say");
    this.ask = make("p", "notes-ask");
    const right = make("div", "notes-right");
    right.append(make("h3", "", "Spreektekst"), this.say, this.ask);
    if (data.alone) right.append(make("p", "notes-alone", data.alone));
    right.tabIndex = 0; // a long text scrolls, with the keyboard too
    right.setAttribute("role", "region");
    right.setAttribute("aria-label", "Spreektekst van deze stap");
    const foot = make("div", "notes-foot");
    const button = (text, act) => {
      const node = make("button", "", text);
      node.type = "button";
      node.addEventListener("click", act);
      return node;
    };
    this.before = button("Vorige", () => this.steps.back());
    this.after = button("Volgende", () => this.steps.forward());
    this.count = make("span", "stage-count");
    foot.append(
      this.before,
      this.after,
      button("Scherm zwart", () => this.steps.darken(!this.steps.blank)),
      button("Scherm openen", () => this.actions.screen()),
      button("Sluiten", () => this.actions.close()),
      this.count,
      make("p", "notes-keys", "Toetsen: PageDown en PageUp (of pijlen) voor de stappen, Home en End, een nummer en Enter, b voor zwart (elke toets brengt het beeld terug), Esc om te sluiten."),
    );
    this.root.replaceChildren(head, left, right, foot);
  }

  start() {
    for (const frame of this.steps.frames) if (frame.spec?.src) this.shelf.ahead(frame.spec.src).catch(() => {});
    this.show("start");
    this.tick();
    this.root.dataset.drawn = "notes";
  }

  show(why) {
    const { steps } = this;
    const { at, frames } = steps;
    if (why === "close") return this.actions.close();
    if (why.startsWith("key")) return;
    this.count.textContent = steps.typed ? `naar ${steps.typed} …` : why === "nowhere" ? `er zijn ${frames.length} stappen` : `${at + 1} van ${frames.length}`;
    this.dark.hidden = !steps.blank;
    if (why === "typed" || why === "nowhere" || why === "blank") return;
    const frame = frames[at];
    if (this.shown !== at) {
      this.section?.end();
      this.section = new Section(frame, at, steps.data, this.blank, this.skeleton);
      this.section.node.classList.add("is-shown");
      this.stack.replaceChildren(this.section.node);
      this.shown = at;
    }
    this.section.draw(this.shelf, steps.open, true);
    this.say.replaceChildren(...(frame.say || "Bij deze stap staat geen spreektekst.").split("\n").filter(Boolean).map((text) => make("p", "", text)));
    const asked = [frame.question, ...(frame.kind === "questions" ? frame.items.map((one) => one.text) : [])].filter(Boolean);
    this.ask.textContent = asked.length ? `Vraag aan de zaal: ${asked.join(" ")}` : "";
    this.ask.hidden = !asked.length;
    this.state.textContent = steps.open ? "" : `De zaal raadt. De volgende toets laat zien: ${frame.headline}`;
    const next = frames[at + 1];
    this.next.textContent = next ? next.guess || next.headline : "Dit is de laatste stap.";
    this.before.disabled = at === 0;
    this.after.disabled = at === frames.length - 1 && steps.open;
    this.root.dataset.step = at + 1;
    this.root.dataset.open = steps.open;
  }

  // The talk begins when its notes are opened, and goes on when they are read again.
  get began() {
    let kept = Number(sessionStorage.getItem(START));
    if (!kept) sessionStorage.setItem(START, String((kept = Date.now())));
    return kept;
  }

  restart() {
    sessionStorage.removeItem(START);
    this.tick();
  }

  tick() {
    const now = new Date();
    const passed = Math.max(0, Math.floor((now - this.began) / 1000));
    const { minutes } = this.steps.data;
    this.clock.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    this.since.textContent = `${Math.floor(passed / 60)}:${two(passed % 60)} bezig, van ${minutes} minuten`;
  }

  end() {
    clearInterval(this.ticking);
    this.observer.disconnect();
    this.section?.end();
  }
}
