// Acts when `begin` has not been called for a while. One timer serves many calls: setting a timer at each keystroke
// takes longer than most other work at a keystroke.
export class Rest {
  #ms;
  #act;
  #until = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /**
   * @param {number} ms
   * @param {() => unknown} act
   */
  constructor(ms, act) {
    this.#ms = ms;
    this.#act = act;
  }

  get isOn() {
    return this.#timer !== undefined;
  }

  begin() {
    this.#until = performance.now() + this.#ms;
    this.#timer ??= setTimeout(() => this.#look(), this.#ms);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look() {
    this.#timer = undefined;
    const left = this.#until - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#look(), left);
    else this.#act();
  }
}
