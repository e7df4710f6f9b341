// What the form can do in the page.
import { attribute, prefilled, withNumbers } from "./answers.js";
import { attribution } from "./attribution.js";
import { idle } from "./engine.js";
import { module } from "./files.js";
import { languageOf, localized, textsIn } from "./languages.js";
import { late, script, scripts } from "./late.js";
import { listen } from "./listening.js";
import { fetchOutbox, hasMark, openOutbox, outbox, outboxScript } from "./sending.js";
import { TRAP } from "./shared.js";
import { Teller } from "./telling.js";
import { ANNOUNCE_AFTER_MS } from "./view.js";

/**
 * @import { ReferralForm } from "form-glue"
 * @import { Answer, Answers } from "../../../pkg/index.js"
 * @import { ReferralFormElement } from "./element.js"
 * @import { Engine } from "./engine.js"
 * @import { Queue } from "./outbox/queue.js"
 * @import { Submission } from "./types/outbox.js"
 * @import { Program } from "./types/program.js"
 * @import { Scripts } from "./types/scripts.js"
 * @import { Panel } from "./view.js"
 */

// How long a form waits for the script that shows one step at a time. A form in the page's HTML can be filled in meanwhile,
// and would move without that script.
const STEPS_WITHIN_MS = 3_000;
const STEPS_OF_PAGE_WITHIN_MS = 30_000;

// How long a lead waits for the outbox script.
const OUTBOX_WITHIN_MS = 20_000;

// `src/browser/page.rs` says what the methods do that the form calls.
export class Page extends Teller {
  touchedAt = Date.now();
  /** @type {Program} */ program = {}; // the newest one
  #wanted = "en"; // the language, while its texts are on their way
  /** @type {string | undefined} */ publisher; // the origin that has given the program
  /** @type {number | undefined} */ began; // when the first answer was typed, by a clock that nobody can set
  /** @type {Engine} */ #engine;
  /** @type {AbortController} */ #listening;
  /** @type {Promise<Scripts["steps.js"] | undefined> | undefined} */ #loadingSteps;
  /** @type {Scripts["steps.js"]["Steps"] | undefined} */ #Steps; // for programs that want it and where it can be had
  /** @type {Queue | undefined} */ #queue; // once there is the outbox: what it shows here

  /**
   * @param {ReferralFormElement} host
   * @param {string} source
   * @param {Engine} engine
   */
  constructor(host, source, engine) {
    super(host);
    this.source = source;
    this.#engine = engine;
  }

  /** @param {ReferralForm} form */
  serve(form) {
    this.form = form;
    this.resume();
  }

  resume() {
    this.#listening = new AbortController();
    listen(this, this.#listening.signal);
    // A submission may have been waiting since an earlier visit.
    if (outbox || hasMark()) this.outbox();
  }

  stop() {
    this.#listening.abort();
    super.stop();
    outbox?.then((it) => it?.leave(this));
  }

  /**
   * Changes the form's language once its texts are loaded. If they cannot be loaded, the form is in English.
   * @param {string} [own]
   */
  async speak(own) {
    const wanted = languageOf(this.host, own);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    let language = wanted;
    const texts = await textsIn(wanted, this.host).catch(() => {
      language = "en";
      return undefined;
    });
    if (wanted !== this.#wanted) return; // the wanted language has changed in the meantime
    const skeleton = this.root.querySelector(".skeleton");
    if (skeleton) texts?.translate(skeleton);
    // A typed number means something only in the language it was typed in, so it becomes a number now.
    else
      Object.assign(
        this.form.value(),
        this.answers((text) => text),
      );
    this.texts = texts;
    this.language = language;
  }

  /**
   * Loads what shows one step at a time before the form is shown, so that nothing moves afterwards.
   * @param {Program} program
   */
  async prepareSteps(program) {
    if (program?.layout !== "steps") return;
    const within = this.root.querySelector(".skeleton") ? STEPS_WITHIN_MS : STEPS_OF_PAGE_WITHIN_MS;
    this.#loadingSteps ??= Promise.race([script("steps.js"), late(within)]);
    this.#Steps = (await this.#loadingSteps)?.Steps;
  }

  // Takes over what was filled in before the form listened. An agreement counts only once it is known to be that of the
  // program.
  hear() {
    for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("[name]"))) {
      const { type, checked, value } = control;
      if (!(/box|radio/.test(type) ? checked : value)) continue;
      this.began ??= 0;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /**
   * @param {string} html
   * @param {Answers} answers
   */
  show(html, answers) {
    const active = /** @type {HTMLInputElement | null} */ (this.root.activeElement);
    const { id, selectionStart, selectionEnd } = active ?? /** @type {Partial<HTMLInputElement>} */ ({});
    const { hidden } = this;
    if (this.replace(html)) this.hear();
    // Do this before the focus is restored: a hidden field cannot have it.
    if (hidden) this.hide(hidden);
    if (this.#Steps && this.root.querySelector("[data-steps] .step"))
      this.steps = new this.#Steps(this.root, this, (key, values) => this.texts?.say(key, values));
    this.fill(this.root, answers);
    this.#open();
    this.help();
    // Fetch it now, because the connection may be lost before the first answer.
    idle()
      .then(fetchOutbox)
      .then(({ shown }) => shown(this, module))
      .catch(() => {});
    const restored = this.by("restored")?.textContent;
    // A screen reader announces a text only if the live region has been there for a moment.
    if (restored) setTimeout(() => this.say("live", restored), ANNOUNCE_AFTER_MS / 2);
    const control = /** @type {HTMLInputElement | null} */ (id ? this.by(id) : null);
    if (control === active) return;
    control?.focus();
    try {
      control?.setSelectionRange(/** @type {number} */ (selectionStart), /** @type {number} */ (selectionEnd));
    } catch {
      // Lists, and some types of control such as e-mail, have no selection.
    }
  }

  /**
   * Returns the answers with numbers as in JSON. A number that cannot be read is left out, unless `unread` returns
   * something for it.
   * @param {(text: string) => Answer | undefined} unread
   */
  answers(unread = () => undefined) {
    const read = outboxScript?.typed(this.texts?.hasComma);
    return withNumbers(this.program, this.form.value(), (text, field) => read?.(text, field) ?? unread(text));
  }

  // Without this script, there are as many rows as the program asks for at least.
  async #open() {
    if (this.root.querySelector("[data-least]"))
      (scripts["groups.js"] ?? (await script("groups.js")))?.open(this.root, this, this.form, this.texts);
  }

  // Without this script, long lists cannot be searched, and countries are shown as codes.
  async help() {
    if (this.root.querySelector("[data-choices]"))
      (scripts["choices.js"] ?? (await script("choices.js")))?.enhance(this.root, this.language, this.texts);
  }

  /**
   * Opens the form for what the partner thinks of the program.
   * @param {Element} details
   */
  async opine(details) {
    const feedback = scripts["feedback.js"] ?? (await script("feedback.js"));
    if (!details.querySelector("form")) feedback?.fill(details, this, this.program);
  }

  // The newest program, in the form's language.
  get shown() {
    return localized(this.program, this.language);
  }

  prefilled() {
    return prefilled(this.host, this.program);
  }

  /** @param {Panel} panel */
  panel(panel) {
    this.callers.tell();
    super.panel(panel);
  }

  /**
   * @param {number} id
   * @param {Answers} answers
   */
  ask(id, answers) {
    this.#engine.judge(id, answers, attribute(this.host, "partner-token"));
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  random(bytes) {
    crypto.getRandomValues(bytes);
  }

  attribution() {
    return attribution(this.host);
  }

  // Opens what sends submissions and keeps them until they arrive. It is undefined if it cannot be loaded.
  async outbox() {
    const opened = await openOutbox(this.form);
    if (!this.#listening.signal.aborted) this.#queue = opened?.join(this);
    return opened;
  }

  /**
   * @param {string} address
   * @param {string} key
   * @param {Submission} submission
   */
  async post(address, key, submission) {
    const opened = await Promise.race([this.outbox(), late(OUTBOX_WITHIN_MS)]);
    if (!opened) return this.form.answered(key);
    const seconds = this.began === undefined ? null : (performance.now() - this.began) / 1000;
    submission.signals = { trap: this.control(TRAP)?.value ?? "", seconds };
    opened.add({ key, source: this.source, publisher: this.publisher, submission }, { ...this.program, address });
  }

  /**
   * @param {string} key
   * @param {string} why
   * @param {boolean} kept
   */
  queued(key, why, kept) {
    this.#queue?.queued(key, why, kept);
  }

  unconfirmed() {
    this.#queue?.unconfirmed();
  }

  /**
   * @param {string} [since]
   * @param {string} [until]
   */
  known(since, until) {
    this.#queue?.known(since, until);
  }
}
