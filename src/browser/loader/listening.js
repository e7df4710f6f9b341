// Listens to what a partner does in the form.
import { answerOf, note } from "./controls.js";
import { AGREEMENT, CONSENT, TRAP } from "./shared.js";

/**
 * @import { Page } from "./page.js"
 * @import { Control, FormEvent } from "./types/scripts.js"
 */

/**
 * After a web address is answered, puts its domain into the field that the control names, if that field is still empty.
 * @param {Control} control
 * @param {Page} page
 */
const fillDomain = ({ value, dataset }, page) => {
  const filled = page.control(dataset.fills);
  if (!filled || filled.value) return;
  const address = value.includes("//") ? value : `https://${value}`;
  const domain = URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
  if (!domain.includes(".")) return;
  filled.value = domain;
  filled.dispatchEvent(new Event("input", { bubbles: true }));
};

/**
 * @param {Page} page
 * @param {AbortSignal} signal
 */
export const listen = (page, signal) => {
  const { form } = page;
  /**
   * @param {string} type
   * @param {(event: FormEvent) => unknown} act
   */
  const on = (type, act, capture = false) =>
    page.root.addEventListener(type, /** @type {EventListener} */ (/** @type {unknown} */ (act)), { signal, capture });
  /** @param {FormEvent} event */
  const input = ({ target }) => {
    // A control that is removed while it has the focus sends an event with its old answer.
    if (page.isReplacing) return;
    const { name, checked } = /** @type {HTMLInputElement} */ (target);
    page.touchedAt = Date.now();
    if (name === TRAP) return;
    page.began ??= performance.now();
    page.outbox();
    if (name === AGREEMENT) return form.accept(checked);
    if (name === CONSENT) return form.consent(checked ? new Date().toISOString() : undefined);
    if (name && note(form.value(), name, answerOf(target))) form.changed();
  };
  on("input", input);
  on("change", input); // some autofill tools dispatch only this event
  // Moving from one option to the next does not leave the field.
  on("focusout", ({ target, relatedTarget }) => {
    if (!target.name || relatedTarget?.name === target.name) return;
    fillDomain(target, page);
    form.leave(target.name);
  });
  on("submit", (event) => {
    event.preventDefault();
    if (!page.steps?.goOn(form)) form.submit();
  });
  on("click", (event) => {
    /** @type {HTMLElement | null} */
    const link = event.target.closest("[data-focus]");
    if (link) {
      event.preventDefault();
      page.reveal(page.control(link.dataset.focus));
    } else if (event.target.closest("#again, #over")) {
      page.began = undefined;
      page.host.reset();
    }
  });
  // This event does not bubble.
  on("toggle", ({ target }) => target.id === "feedback" && page.opine(target), true);
};
