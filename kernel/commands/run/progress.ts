// What a terminal shows while notebooks run: one line for each running notebook that changes in place, and one that stays
// for each that ended. Pipes and log files get only the lines that stay.
export class Progress {
  readonly #running = new Map<string, { readonly started: number; text: string }>();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #stream = process.stderr;
  #drawn = 0;

  constructor() {
    if (this.#stream.isTTY) this.#timer = setInterval(() => this.#draw(), 200);
  }

  /** A notebook is at a cell. */
  at(name: string, text: string): void {
    const known = this.#running.get(name);
    if (known) known.text = text;
    else this.#running.set(name, { started: performance.now(), text });
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
    return `${((performance.now() - started) / 1000).toFixed(1)} s`;
  }

  #draw(): void {
    this.#erase();
    const width = (this.#stream.columns || 80) - 1;
    for (const [name, { text }] of this.#running) {
      this.#stream.write(`${`… ${name}  ${this.#seconds(name)}  ${text}`.slice(0, width)}\n`);
    }
    this.#drawn = this.#running.size;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }
}
