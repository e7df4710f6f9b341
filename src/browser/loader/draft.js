// Keeps what is typed until it is sent: in the tab or on the device, as the program says. It is loaded while the form
// is shown. If an earlier visit may have left answers, it is loaded before.
import { fieldsOf, isFilled, plain } from "./answers.js";
import { Rest } from "./rest.js";

/**
 * @import { Answers, ReferralFormEventMap } from "../../../pkg/index.js"
 * @import { ReferralForm } from "form-glue"
 * @import { ReferralFormElement } from "./element.js"
 * @import { Field, Program } from "./types/program.js"
 */

/**
 * Picks the answers to these questions that may be kept.
 * @param {Field[]} fields
 * @param {Answers} answers
 * @returns {any} answers, in a row too
 */
const pick = (fields, answers) =>
  Object.fromEntries(
    fields
      .filter(({ name, sensitive }) => !sensitive && Object.hasOwn(answers, name))
      .map((field) => {
        const answer = answers[field.name];
        const isGroup = field.type === "group" && Array.isArray(answer);
        return [field.name, isGroup ? answer.map((row) => pick(fieldsOf(field), Object(row))) : answer];
      }),
  );

// How long nobody must type before the answers are kept.
const REST_MS = 300;
const DAY_MS = 86_400_000;
/** @type {Record<string, "sessionStorage" | "localStorage">} */
const STORAGES = { tab: "sessionStorage", device: "localStorage" };

/** @type {Set<string>} */
const taken = new Set(); // names of the drafts that forms of this page use

export class Draft {
  /** @type {Program} */ program; // the newest one
  #form;
  #host;
  #id;
  /** @type {string} */ #name;
  /** @type {string | undefined} */ #key; // of a submission that may have arrived
  /** @type {string[] | undefined} */ #step; // that the partner was last in
  /** @type {AbortController} */ #listening;
  #rest = new Rest(REST_MS, () => this.#keep());

  /**
   * @param {ReferralFormElement} host
   * @param {ReferralForm} form
   * @param {Program} program
   */
  constructor(host, form, program) {
    this.#host = host;
    this.#form = form;
    this.program = program;
    // The name includes the partner for whom the form was opened, so nobody sees another partner's answers.
    this.#id = `referral-draft ${JSON.stringify([program.id, host.partner])}`;
    this.resume();
  }

  resume() {
    // A second form of the same program gets its own draft.
    let place = 1;
    do this.#name = `${this.#id} ${place++}`;
    while (taken.has(this.#name));
    taken.add(this.#name);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    /**
     * @template {keyof ReferralFormEventMap} Name
     * @param {Name} name
     * @param {(event: ReferralFormEventMap[Name]) => unknown} act
     */
    const on = (name, act) => this.#host.addEventListener(name, act, { signal });
    on("referral-change", () => this.#rest.begin());
    const stepped = (/** @type {CustomEventInit<string[]>} */ { detail }) => {
      this.#step = detail;
      this.#rest.begin();
    };
    this.#host.shadowRoot?.addEventListener("step", stepped, { signal });
    window.addEventListener("pagehide", () => this.#flush(), { signal });
    on("referral-before-submit", ({ detail }) => {
      if (detail?.kind !== "referral") return;
      this.#key = detail.key;
      this.#keep();
    });
    on("referral-failed", ({ detail }) => {
      if (!["refused", "known"].includes(detail?.reason)) return;
      this.#key = undefined;
      this.#keep();
    });
    on("referral-submitted", () => this.clear());
    // A submission that the outbox keeps needs no draft.
    on("referral-queued", ({ detail }) => detail?.kept && this.clear());
  }

  // Answers may have been typed before the draft was there.
  begin() {
    this.#rest.begin();
  }

  stop() {
    this.#flush();
    taken.delete(this.#name);
    this.#listening.abort();
  }

  #flush() {
    if (this.#rest.isOn) this.#keep();
  }

  clear() {
    this.#rest.stop();
    this.#key = this.#step = undefined;
    this.#remove();
  }

  // If the page may not use storage, even reading this property throws.
  /** @returns {Storage | undefined} */
  get #storage() {
    return globalThis[STORAGES[this.program.drafts ?? "tab"]];
  }

  /** @param {Storage} [but] */
  #remove(but) {
    try {
      for (const name of Object.values(STORAGES)) if (globalThis[name] !== but) globalThis[name].removeItem(this.#name);
    } catch {
      // The page may not use storage, so nothing was kept.
    }
  }

  /** @param {unknown} answers */
  #pick(answers) {
    return pick(fieldsOf(this.program), plain(answers));
  }

  #keep() {
    this.#rest.stop();
    const answers = this.#pick(this.#form.value());
    if (!isFilled(answers)) return this.#remove();
    try {
      this.#storage?.setItem(this.#name, JSON.stringify({ at: Date.now(), answers, key: this.#key, step: this.#step }));
    } catch {
      // The storage is full or not allowed. Then there is no draft.
    }
  }

  // Returns what an earlier visit has left: its answers, the day they were typed, the key of a submission that may have
  // arrived, and the step that the partner was in. Any script may write to this storage, so what is not a draft is
  // ignored.
  open() {
    let draft;
    try {
      const { at, answers, key, step } = JSON.parse(/** @type {string} */ (this.#storage?.getItem(this.#name)));
      const days = this.program.drafts === "device" ? (this.program.draft_days ?? 30) : Infinity;
      const when = new Date(at).toISOString().slice(0, 10);
      if (typeof at === "number" && at + days * DAY_MS > Date.now())
        draft = {
          answers: this.#pick(answers),
          when,
          key: typeof key === "string" && /^[\da-f-]{36}$/.test(key) ? key : undefined,
          step: Array.isArray(step) ? step : undefined,
        };
    } catch {
      // There is no draft, or it cannot be read.
    }
    this.#key = draft?.key;
    this.#step = draft?.step;
    this.#remove(draft && this.#storage);
    return draft;
  }
}
