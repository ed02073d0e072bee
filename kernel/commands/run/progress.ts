// What a terminal shows while notebooks run: one line for each running notebook that changes in place, and one that stays
// for each that ended. Pipes and log files get only the lines that stay.
export class Progress {
  readonly #running = new Map<string, { readonly started: number; since: number; text: string }>();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stream = process.stderr;
  #drawn = 0;

  constructor() {
    if (this.#stream.isTTY) this.#timer = setInterval(() => this.#draw(), 200);
  }

  /** A notebook is at a cell. */
  at(name: string, text: string): void {
    const known = this.#running.get(name);
    const now = performance.now();
    if (known) Object.assign(known, { text, since: now });
    else this.#running.set(name, { started: now, since: now, text });
  }

  /** Names of the notebooks that have begun and not ended. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** A notebook has ended: `line` stays, with the seconds it took put in place of "%s". */
  done(name: string, line: string): void {
    const seconds = this.#seconds(name);
    this.#running.delete(name);
    this.#erase();
    this.#stream.write(`${line.replace("%s", seconds)}\n`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #seconds(name: string): string {
    const started = this.#running.get(name)?.started ?? performance.now();
    return secondsSince(started);
  }

  #draw(): void {
    this.#erase();
    const width = (this.#stream.columns || 80) - 1;
    for (const [name, { since, text }] of this.#running) {
      // The notebook's time, and that of the cell it is at.
      const line = `… ${name}  ${this.#seconds(name)}  ${secondsSince(since)} ${text}`;
      this.#stream.write(`${line.slice(0, width)}\n`);
    }
    this.#drawn = this.#running.size;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }
}

const secondsSince = (time: number): string => `${((performance.now() - time) / 1000).toFixed(1)} s`;
