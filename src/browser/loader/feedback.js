// The form in which a partner says what they think of a program. It is loaded when the partner opens it.
import { postJson } from "./post.js";
import { resolve } from "./requests.js";
import { FEEDBACK_LIST, TRAP } from "./shared.js";

/**
 * @import { Page } from "./page.js"
 * @import { Delivery, Program } from "./types/program.js"
 * @import { Control } from "./types/scripts.js"
 */

// How many characters of the endpoint's answer are shown.
const MOST = 500;
// How much feedback is remembered.
const MOST_KEPT = 200;
// Where the reference endpoint takes feedback.
const INTAKE = /\/api\/referrals$/;

// The last control is a trap for machines: people do not see it.
const HTML = `
<form class="opinion" novalidate>
  <div class="field">
    <label for="o-topic" data-text="feedback-topic">What is it about?</label>
    <select part="control" id="o-topic">
      <option value="criteria" data-text="criteria">Criteria</option>
      <option value="fee" data-text="fee">Your fee</option>
      <option value="protection" data-text="protection">Your protection</option>
      <option value="form" data-text="feedback-form">This form</option>
      <option value="other" data-text="feedback-other">Something else</option>
    </select>
  </div>
  <div class="field">
    <label for="o-text" data-text="feedback-text">What should be clearer, or better?</label>
    <p class="error" part="error" id="e-o-text"></p>
    <textarea part="control" id="o-text" rows="4" maxlength="2000" required aria-describedby="e-o-text"></textarea>
  </div>
  <div class="field">
    <label for="o-email"><span data-text="feedback-email">Your e-mail address, for an answer</span> <span class="optional" data-text="optional">(optional)</span></label>
    <p class="error" part="error" id="e-o-email"></p>
    <input part="control" id="o-email" type="email" maxlength="254" autocomplete="email" aria-describedby="e-o-email">
  </div>
  <p class="hidden" aria-hidden="true"><input id="o-trap" name="${TRAP}" tabindex="-1" autocomplete="off"></p>
  <button class="submit" part="submit" type="submit" data-text="feedback-send">Send feedback</button>
  <p role="status"></p>
</form>`;

const SAID = {
  "feedback-missing": "Say what you think",
  "feedback-unread": "Enter a complete e-mail address, or clear the field",
  "sending": "Sending…",
  "feedback-sent": "Thank you. It has been sent.",
  "feedback-not-sent": "It could not be sent. What you wrote stays here: try again.",
};

/**
 * Remembers feedback that was sent from this website, for `<referral-status>`: it shows the answer. Only the reference
 * endpoint tells a key.
 * @param {string} address
 * @param {string} key
 * @param {string | undefined} statusKey
 */
const remember = (address, key, statusKey) => {
  const { origin, pathname } = new URL(address);
  if (!statusKey || !INTAKE.test(pathname)) return;
  const sent = { endpoint: origin + pathname.replace(INTAKE, ""), key, status_key: statusKey };
  try {
    const list = JSON.parse(localStorage.getItem(FEEDBACK_LIST) ?? "[]");
    const kept = Array.isArray(list) ? list.filter((other) => other?.key !== key) : [];
    localStorage.setItem(FEEDBACK_LIST, JSON.stringify([...kept, sent].slice(-MOST_KEPT)));
    // A page hears nothing of what it stores itself.
    dispatchEvent(new StorageEvent("storage", { key: FEEDBACK_LIST }));
  } catch {
    // The browser keeps nothing, or another script of this website has written something else.
  }
};

/**
 * @param {Element} details
 * @param {Page} page
 * @param {Program} program
 */
export const fill = (details, page, { id: program, version, delivery }) => {
  const { endpoint } = /** @type {Delivery} */ (delivery);
  details.append(page.parse(HTML));
  const form = /** @type {HTMLFormElement} */ (details.querySelector("form"));
  const [topic, text, email, trap] = /** @type {NodeListOf<Control>} */ (
    form.querySelectorAll("select, textarea, input")
  );
  const status = /** @type {Element} */ (form.querySelector("[role=status]"));
  /** @param {keyof typeof SAID | ""} key */
  const say = (key) => (key ? (page.texts?.say(key) ?? SAID[key]) : "");
  /** @type {string | undefined} */
  let key; // the feedback's key: if it is sent again, it is not stored twice
  /** @type {string | undefined} */
  let statusKey; // the key that shows its answer
  /** @type {number | undefined} */
  let began; // when the first character was typed, by a clock that nobody can set
  let isBusy = false;

  /**
   * Shows an error at a control, or none. Returns whether the answer is right.
   * @param {Control} control
   * @param {keyof typeof SAID | ""} wrong
   */
  const check = (control, wrong) => {
    /** @type {Element} */ (form.querySelector(`#e-${control.id}`)).textContent = say(wrong);
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    return !wrong;
  };
  // These controls are not answers of the lead.
  for (const type of ["input", "change", "focusout"])
    form.addEventListener(type, (event) => {
      event.stopPropagation();
      if (type === "focusout" || event.target === trap) return;
      key = undefined;
      began ??= performance.now();
    });
  /**
   * Sends feedback as a lead is sent: if the page agrees, with the token of its challenge, and with what tells people
   * from machines. Returns an error text, or nothing if it was sent.
   * @param {string} key
   * @param {{ topic: string, text: string, email: string | null }} feedback
   */
  const send = async (key, feedback) => {
    const { isHeld, why = "", token: challenge } = await page.consult(key, "feedback");
    if (isHeld) return why;
    const signals = { trap: trap.value, seconds: began === undefined ? null : (performance.now() - began) / 1000 };
    const of = { key, program, version, language: page.language, attribution: page.attribution() };
    const address = resolve(endpoint, page.source);
    const said = { ...of, status_key: statusKey, feedback, signals, challenge };
    const { status, answer, statusKey: told } = await postJson(address, key, said);
    if (status >= 200 && status < 300) return remember(address, key, told);
    const detail = status >= 400 && status < 500 ? answer?.detail : undefined;
    return (typeof detail === "string" && detail.trim().slice(0, MOST)) || say("feedback-not-sent");
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (isBusy) return;
    const isWhole = check(email, email.validity.valid ? "" : "feedback-unread");
    if (!check(text, text.value.trim() ? "" : "feedback-missing")) return text.focus();
    if (!isWhole) return email.focus();
    isBusy = true;
    status.textContent = say("sending");
    // Each new feedback has a new key to its answer.
    if (!key) statusKey = globalThis.isSecureContext ? crypto.randomUUID() : undefined;
    const sent = (key ??= page.form.new_key());
    const why = await send(sent, { topic: topic.value, text: text.value.trim(), email: email.value.trim() || null });
    isBusy = false;
    status.textContent = why ?? say("feedback-sent");
    // What was written in the meantime has not been sent.
    if (why !== undefined || key !== sent) return;
    key = began = undefined;
    text.value = email.value = "";
  });
};
