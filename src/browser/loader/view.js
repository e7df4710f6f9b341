// What the form's shadow root contains, and how it changes.
import { fill } from "./controls.js";
import { amend, parse } from "./html.js";
import { Rest } from "./rest.js";

/**
 * @import { Answers } from "../../../pkg/index.js"
 * @import { ReferralFormElement } from "./element.js"
 * @import { Texts } from "./language.js"
 * @import { Steps } from "./steps.js"
 * @import { Control } from "./types/scripts.js"
 *
 * @typedef {{ status: string, criteria: string[], score: string, fee: string }} Panel a verdict's parts as HTML
 */

// How long nobody must type before a screen reader announces the verdict.
export const ANNOUNCE_AFTER_MS = 800;

// `src/browser/page.rs` says what the methods do that the form calls.
export class View {
  language = "en"; // that the form is shown in
  /** @type {Texts | undefined} */ texts; // undefined for English
  /** @type {Steps | undefined} */ steps; // of what is shown
  /** @type {string[] | undefined} */ step; // names of the fields in the step that is shown
  isReplacing = false;
  isLate = false; // the user has not asked for what is shown now
  /** @type {Record<string, string | string[]>} */ #rendered = {}; // HTML by id
  /** @type {string[] | undefined} */ hidden; // the fields that are not asked

  #headline = ""; // what will be announced
  #announcement = new Rest(ANNOUNCE_AFTER_MS, () => this.say("live", this.#headline));

  /** @param {ReferralFormElement} host */
  constructor(host) {
    this.host = host;
    this.root = /** @type {ShadowRoot} */ (host.shadowRoot);
  }

  /** @param {string} id */
  by(id) {
    return this.root.getElementById(id);
  }

  /**
   * Returns a field's control, or the element around several controls.
   * @param {string | undefined} field
   */
  control(field) {
    return /** @type {Control | null} */ (this.by(`f-${field}`));
  }

  /** @param {string} html */
  parse(html) {
    const content = parse(html);
    this.texts?.translate(content);
    return content;
  }

  /** @param {Element[]} elements */
  mark(...elements) {
    const dir = this.language.startsWith("ar") ? "rtl" : "ltr";
    for (const element of elements) Object.assign(element, { lang: this.language, dir });
  }

  /**
   * Shows the HTML of a form. Returns whether the form that was already in the page has stayed.
   * @param {string} html
   */
  replace(html) {
    const content = this.parse(html);
    // Keep the feedback that the partner is writing.
    const opinion = this.root.querySelector("#feedback:has(form)");
    if (opinion) content.querySelector("#feedback")?.replaceWith(opinion);
    this.mark(...content.children);
    // Submissions that wait are listed above everything else.
    const waiting = this.root.querySelectorAll(".outbox");
    this.isReplacing = true;
    const isKept = this.#keep(content);
    if (!isKept) this.root.replaceChildren(...waiting, content);
    this.isReplacing = false;
    this.#rendered = {};
    this.hidden = this.steps = undefined;
    return isKept;
  }

  /**
   * If the page's HTML contains the same form, it stays. So the focus and a text that is being composed stay, too.
   * @param {DocumentFragment} content
   */
  #keep(content) {
    /** @type {HTMLElement | null} */
    const form = this.root.querySelector(".widget[hidden]");
    if (!form) return false;
    form.hidden = false;
    for (const part of form.querySelectorAll("#status, #bar")) part.replaceChildren();
    if (!form.isEqualNode(content.firstElementChild)) return false;
    for (const part of this.root.querySelectorAll("link, .late")) part.remove();
    return true;
  }

  /**
   * Shows HTML in an element, and changes only what differs. That is faster, and it keeps a selection or a screen
   * reader's position. Translated text cannot be compared with the HTML it came from, so it is replaced.
   * @param {string} id
   * @param {string | string[]} html
   */
  render(id, html = "") {
    const before = this.#rendered[id];
    const target = this.by(id);
    if (!target || html === before) return;
    this.#rendered[id] = html;
    if (!Array.isArray(html)) {
      if (this.texts || !amend(/** @type {Node} */ (target.firstChild), before, html))
        target.replaceChildren(this.parse(html));
    } else if (html.length !== before?.length) target.replaceChildren(this.parse(html.join("")));
    else
      html.forEach((item, i) => {
        const element = target.children[i];
        if (item === before[i]) return;
        if (this.texts || !amend(element, before[i], item)) element.replaceWith(this.parse(item));
      });
  }

  /** @param {string[]} fields */
  hide(fields) {
    if (`${fields}` === `${this.hidden}`) return;
    this.hidden = fields;
    /** @type {NodeListOf<HTMLElement>} */
    const all = this.root.querySelectorAll(".field[data-field]");
    for (const field of all) field.hidden = fields.includes(/** @type {string} */ (field.dataset.field));
    /** @type {NodeListOf<HTMLElement>} */
    const steps = this.root.querySelectorAll(".step");
    for (const step of steps) step.hidden = !step.querySelector(":scope > .field:not([hidden])");
    this.steps?.update();
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  say(id, text) {
    const element = this.by(id);
    if (element && element.textContent !== text) element.textContent = text;
  }

  /** @param {Panel} panel */
  panel({ status, criteria, score, fee }) {
    this.render("status", status);
    this.render("criteria", criteria);
    this.render("score", score);
    this.render("fee", fee);
    // A program may show the verdict only with the receipt.
    const headline = this.by("status")?.querySelector(".headline")?.textContent;
    if (!headline) return;
    this.say("bar", headline);
    this.#headline = headline;
    this.#announcement.begin();
  }

  stop() {
    this.#announcement.stop();
  }

  /**
   * @param {string} field
   * @param {string} [html]
   */
  error(field, html = "") {
    this.render(`e-${field}`, html);
    const control = this.control(field);
    // If options are side by side, all of them are marked as invalid.
    const controls = control?.closest("fieldset")?.querySelectorAll("input") ?? [control];
    for (const one of controls) one?.setAttribute("aria-invalid", `${!!html}`);
  }

  /**
   * @param {string} html
   * @param {boolean} busy
   */
  button(html, busy) {
    this.render("submit", html);
    // The `disabled` attribute would take away the keyboard's focus.
    this.by("submit")?.setAttribute("aria-disabled", `${busy}`);
  }

  /** @param {string} selector */
  focus(selector) {
    this.reveal(this.root.querySelector(selector));
  }

  /** @param {HTMLElement | null} element */
  reveal(element) {
    // If the user has not asked for a change, it must not move the focus from another place on the page.
    /** @type {(Element | null)[]} */
    const fromHere = [this.host, document.body];
    if (!element || (this.isLate && !fromHere.includes(document.activeElement))) return;
    this.steps?.reveal(element);
    element.focus();
  }

  /** @param {string} field */
  is_unread(field) {
    const control = this.control(field);
    // In a group, this includes every control.
    const controls = [control, ...(control?.querySelectorAll("input") ?? [])];
    // A text that is not an option (`combobox.js`) counts as an incomplete answer, too.
    return controls.some((control) => control?.validity?.badInput || control?.validity?.customError);
  }

  /** @param {string} field */
  native_error(field) {
    return this.control(field)?.validationMessage || undefined;
  }

  /**
   * @param {ParentNode} within
   * @param {Answers} answers
   */
  fill(within, answers) {
    fill(within, answers, this.texts?.hasComma);
  }
}
