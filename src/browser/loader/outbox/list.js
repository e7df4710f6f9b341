// Lists submissions above the form: those that wait, and those whose result nobody has seen yet.
import { isFilled, withNumbers } from "../answers.js";
import { typed } from "../typed.js";
import css from "./outbox.css";
import { save, signatureOf } from "./save.js";

/**
 * @import { Outbox } from "../outbox.js"
 * @import { Page } from "../page.js"
 * @import { Entry, Reply, State } from "../types/outbox.js"
 * @import { Values } from "../types/scripts.js"
 *
 * @typedef {"send-now" | "discard" | "hide" | "save-receipt" | "open-again"} Act
 */

const styles = new CSSStyleSheet();
styles.replaceSync(css);

/**
 * Adds the styles of this list to a form.
 * @param {ShadowRoot} root
 */
export const dress = (root) => {
  if (!root.adoptedStyleSheets.includes(styles)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles];
};

const SAID = {
  "outbox": "Referrals of yours",
  "outbox-sending": "Being sent…",
  "outbox-waits": "Waits to be sent. Next attempt: {when}.",
  "outbox-not-kept": "Waits to be sent. This browser does not keep it: leave this page open. Next attempt: {when}.",
  "outbox-sent": "Arrived.",
  "outbox-reference": "Arrived. Reference {reference}.",
  "unconfirmed": "Sent, not confirmed",
  "outbox-refused": "Not accepted: {why}",
  "known": "This customer has already been referred",
  "outbox-expired": "Not sent in time. It is not tried again by itself.",
  "outbox-unreadable": "A referral that was kept here cannot be read any more.",
  "send-now": "Send now",
  "discard": "Discard",
  "discard-really": "Discard for good?",
  "replace-really": "Replace what is typed here?",
  "hide": "Hide",
  "save-receipt": "Save receipt",
  "open-again": "Open again",
};

const MOST = 500;

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
const element = (name, className, text = "") =>
  Object.assign(document.createElement(name), { className, textContent: text });

export class List {
  #page;
  #outbox;
  #section = element("section", "card outbox");
  /** @type {string | undefined} */ #shown; // as text, so that what stays the same is not touched
  /** @type {Map<string, State>} */ #states = new Map(); // by key, as last shown

  /**
   * @param {Page} page
   * @param {Outbox} outbox
   */
  constructor(page, outbox) {
    this.#page = page;
    this.#outbox = outbox;
    this.#section.setAttribute("part", "outbox");
  }

  /**
   * @param {keyof typeof SAID} key
   * @param {Values} [values]
   */
  #say(key, values = {}) {
    const text = this.#page.texts?.say(key, values) ?? SAID[key];
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /**
   * @param {number} at
   * @param {Intl.DateTimeFormatOptions} options
   */
  #date(at, options) {
    return new Intl.DateTimeFormat(this.#page.language, options).format(at);
  }

  async update() {
    const entries = await this.#outbox.entries(this.#page.source, this.#page.host.partner);
    const shown = JSON.stringify([entries, entries.map(({ key }) => this.#outbox.isSending(key)), this.#page.language]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const items = entries.map((entry) => this.#item(entry));
    const title = element("h3", "", this.#say("outbox"));
    this.#section.setAttribute("aria-label", title.textContent);
    const list = element("ul", "");
    list.append(...items);
    // Keeps the focus on the same button, if that button is still there.
    const { activeElement } = /** @type {Partial<ShadowRoot>} */ (this.#section.getRootNode());
    const { act, key = "" } = /** @type {HTMLElement | null | undefined} */ (activeElement)?.dataset ?? {};
    this.#section.replaceChildren(title, list);
    this.#place(items.length > 0);
    this.#announce(entries);
    /** @type {HTMLElement | null} */
    const button = this.#section.querySelector(`[data-act="${act}"][data-key="${CSS.escape(key)}"]`);
    if (act) button?.focus();
  }

  /**
   * Tells users of screen readers the result of a submission that had been waiting.
   * @param {Entry[]} entries
   */
  #announce(entries) {
    const ended = entries.find(({ key, state }) => this.#states.get(key) === "waits" && state !== "waits");
    this.#states = new Map(entries.map(({ key, state }) => [key, state]));
    if (ended) this.#page.say("live", `${ended.label} ${this.#state(ended)[0]}`);
  }

  /** @param {boolean} isNeeded */
  #place(isNeeded) {
    const { root } = this.#page;
    this.#page.mark(this.#section);
    if (!isNeeded) this.#section.remove();
    else if (!root.contains(this.#section)) root.prepend(this.#section);
  }

  /** @param {Entry} entry */
  #item(entry) {
    const { at, label } = entry;
    const item = element("li", "");
    const line = element("p", "");
    if (label) line.append(element("strong", "", label), " ");
    if (at) line.append(element("span", "hint", this.#date(at, { dateStyle: "medium", timeStyle: "short" })));
    const [said, acts] = this.#state(entry);
    const status = element("p", "", said);
    const buttons = element("p", "acts");
    buttons.append(...acts.map((act) => this.#button(act, entry)));
    item.append(line, status, buttons);
    return item;
  }

  /**
   * Returns the text that describes an entry, and what the partner can do with it.
   * @param {Entry} entry
   * @returns {[string, Act[]]}
   */
  #state({ key, state, reply, due, kept }) {
    if (this.#outbox.isSending(key)) return [this.#say("outbox-sending"), []];
    if (state === "waits" && reply?.isHeld) return [reply.answer?.detail ?? "", ["send-now", "discard"]];
    if (state === "waits") {
      const when = this.#date(Math.max(due, Date.now()), { timeStyle: "medium" });
      return [this.#say(kept ? "outbox-waits" : "outbox-not-kept", { when }), ["send-now", "discard"]];
    }
    if (state === "expired") return [this.#say("outbox-expired"), ["send-now", "discard"]];
    if (state === "sent") {
      const reference = reply?.answer?.referral ?? reply?.answer?.receipt?.referral;
      if (reply?.isOpaque) return [this.#say("unconfirmed"), ["hide"]];
      const said =
        typeof reference === "string" ? this.#say("outbox-reference", { reference }) : this.#say("outbox-sent");
      return [said, signatureOf(reply) ? ["save-receipt", "hide"] : ["hide"]];
    }
    if (state === "refused") return [this.#why(reply), ["open-again", "discard"]];
    return [this.#say("outbox-unreadable"), ["discard"]];
  }

  /** @param {Reply} [reply] */
  #why({ status, answer } = { status: 0 }) {
    if (status === 409) return this.#say("known");
    const errors = Array.isArray(answer?.errors) ? answer.errors.map((error) => error?.message) : [];
    const said = [answer?.detail ?? answer?.message, ...errors].filter(
      (text) => typeof text === "string" && text.trim(),
    );
    return this.#say("outbox-refused", { why: (said.join(" ") || `HTTP ${status}`).slice(0, MOST) });
  }

  /**
   * @param {Act} act
   * @param {Entry} entry
   */
  #button(act, { key, reply }) {
    const button = element("button", "", this.#say(act));
    Object.assign(button, { type: "button" });
    Object.assign(button.dataset, { act, key });
    button.addEventListener("click", () => this.#act(button, act, key, reply));
    return button;
  }

  /**
   * @param {HTMLElement} button
   * @param {Act} act
   * @param {string} key
   * @param {Reply} [reply]
   */
  async #act(button, act, key, reply) {
    if (act === "save-receipt") return reply && save(reply);
    if (act === "send-now") return this.#outbox.sendNow(key);
    if (act === "hide") return this.#outbox.discard(key);
    // Ask a second time: this may be the only copy of a lead.
    const isHarmless = act === "open-again" && !isFilled(this.#page.form.value());
    if (!isHarmless && !button.dataset.sure) {
      button.dataset.sure = "true";
      button.textContent = this.#say(act === "discard" ? "discard-really" : "replace-really");
    } else if (act === "discard") this.#outbox.discard(key);
    else {
      const { host, form, program } = this.#page;
      const taken = await this.#outbox.take(key);
      if (!taken) return;
      const { lead, typed: isTyped, language } = taken;
      host.reset();
      // Numbers that were sent as typed are in the language of the form that sent them.
      const read = typed(new Intl.NumberFormat(language).format(1.5)[1] === ",");
      if (isTyped) form.set_value(withNumbers(program, lead, (text, field) => read(text, field) ?? text));
      else host.value = lead;
    }
  }
}
