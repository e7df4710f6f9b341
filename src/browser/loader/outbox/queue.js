// What one form shows of the outbox.
import { List, dress } from "./list.js";
import { save, signatureOf } from "./save.js";
import { followed } from "./sent.js";

/**
 * @import { Outbox } from "../outbox.js"
 * @import { Page } from "../page.js"
 * @import { Entry, Reply } from "../types/outbox.js"
 */

const QUEUED = `
<div class="widget receipt" part="receipt">
  <div class="card status-waiting">
    <h2 id="queued" tabindex="-1" data-text="not-sent-yet">Not sent yet</h2>
    <p id="queued-why"></p>
    <p data-text="kept-on-device">Your referral is kept in this browser, encrypted, and sent by itself: while this page is open, or when you come back to it. In a private window it is lost once the window is closed.</p>
    <p data-text="kept-in-page">This browser does not keep your referral. Leave this page open: it is sent by itself.</p>
    <p data-text="counted-once">It cannot be counted twice.</p>
  </div>
  <button id="again" class="submit secondary" part="again" type="button" data-text="again">Refer another customer</button>
</div>`;

const UNCONFIRMED = `
<h2 id="receipt" tabindex="-1" data-text="unconfirmed">Sent, not confirmed</h2>
<p data-text="no-confirmation">The system of <bdi data-slot="vendor"></bdi> does not say whether referrals arrive. If you hear nothing, write to <bdi data-slot="contact"></bdi> at <a data-slot="email"></a>.</p>`;

const ACTS = `
<p class="acts">
  <button type="button" data-text="save-receipt">Save receipt</button>
  <button type="button" data-text="print-receipt">Print</button>
  <a target="_blank" rel="noopener noreferrer" data-text="follow-referral">Follow this referral</a>
</p>`;

const SINCE_UNTIL = `<p data-text="known-since-until">An earlier referral has been on record since <strong data-slot="since"></strong> and is protected until <strong data-slot="until"></strong>.</p>`;
const UNTIL = `<p data-text="known-until">An earlier referral is protected until <strong data-slot="until"></strong>.</p>`;
const PROTECTED = `<p data-text="known-protected">An earlier referral is protected.</p>`;

/**
 * The hour by which the vendor decides, in the vendor's time zone. The form's module knows only the day.
 * @param {Reply} reply
 */
const hourOf = ({ answer }) => {
  const { decision_due_at: due, decision_time_zone: zone } = answer?.receipt ?? answer ?? {};
  return typeof due === "string" && typeof zone === "string" ? ` (${due.slice(11, 16)}, ${zone})` : "";
};

export class Queue {
  #page;
  list;

  /**
   * @param {Page} page
   * @param {Outbox} outbox
   */
  constructor(page, outbox) {
    this.#page = page;
    this.list = new List(page, outbox);
    dress(page.root);
  }

  /**
   * Hears news of a submission. Returns whether it is the submission of this form.
   * @param {Entry} entry
   */
  heard(entry) {
    const { key, state, reply, kept } = entry;
    const { form } = this.#page;
    this.#page.isLate = !!this.#page.root.getElementById("queued");
    const isOurs = form.answered(key, reply, state === "waits" || state === "expired" ? kept : undefined);
    this.#page.isLate = false;
    if (isOurs && reply && signatureOf(reply)) this.#offer(entry, reply);
    return isOurs;
  }

  /**
   * Offers the signed receipt beside its text, and the way to what becomes of the referral.
   * @param {Entry} entry
   * @param {Reply} reply
   */
  #offer(entry, reply) {
    const content = this.#page.parse(ACTS);
    const [first, second] = content.querySelectorAll("button");
    const sent = followed(entry, reply);
    const link = /** @type {HTMLAnchorElement} */ (content.querySelector("a"));
    if (sent) link.href = `${sent.endpoint}/partner/${sent.referral}~${sent.status_key}`;
    else link.remove();
    first.addEventListener("click", () => save(reply));
    second.addEventListener("click", () => print());
    const { root } = this.#page;
    root.querySelector("#receipt")?.parentElement?.append(content);
    root.querySelector('[data-text="contact-decides-by"] [data-slot="day"]')?.append(hourOf(reply));
  }

  /**
   * Reports a mistake that the vendor must correct. The partner need not see it, because the referral is safe.
   * @param {string} message
   */
  fail(message) {
    this.#page.fail("destination", message);
  }

  /** @param {string} key */
  withdrawn(key) {
    this.#page.form.withdrawn(key);
  }

  /**
   * @param {string} key
   * @param {string} why
   * @param {boolean} kept
   */
  queued(key, why, kept) {
    const { root, texts } = this.#page;
    this.#page.replace(QUEUED);
    /** @type {Element} */ (root.getElementById("queued-why")).textContent = (key && texts?.say(key)) || why;
    root.querySelector(`[data-text="${kept ? "kept-in-page" : "kept-on-device"}"]`)?.remove();
    this.#page.focus("#queued");
  }

  /**
   * @param {string} html
   * @param {Record<string, string | undefined>} values
   */
  #fill(html, values) {
    const content = this.#page.parse(html);
    for (const [slot, value] of Object.entries(values)) {
      const element = content.querySelector(`[data-slot="${slot}"]`);
      if (value) element?.append(value);
    }
    return content;
  }

  unconfirmed() {
    const { vendor, contact } = this.#page.shown;
    const { name, email } = contact ?? {};
    const content = this.#fill(UNCONFIRMED, { vendor: vendor?.name, contact: name, email });
    content.querySelector("a")?.setAttribute("href", `mailto:${email}`);
    this.#page.root.querySelector("#receipt")?.parentElement?.replaceChildren(content);
    this.#page.focus("#receipt");
  }

  /**
   * @param {string} [since]
   * @param {string} [until]
   */
  known(since, until) {
    const html = since && until ? SINCE_UNTIL : until ? UNTIL : PROTECTED;
    const { language, root } = this.#page;
    // Write the dates as the rest of the form does (`src/markup/format.rs`).
    const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      dateStyle: "long",
      timeZone: "UTC",
      calendar: "gregory",
    });
    /** @type {(entry: [string, string | undefined]) => [string, string | undefined]} */
    const written = ([slot, day]) => [slot, day && !isNaN(Date.parse(day)) ? format.format(Date.parse(day)) : day];
    const values = Object.fromEntries(Object.entries({ since, until }).map(written));
    root.getElementById("sending")?.append(this.#fill(html, values));
  }
}
