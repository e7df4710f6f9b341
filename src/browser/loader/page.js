// What the form does in the page.
import { prefilled, withNumbers } from "./answers.js";
import { attribution } from "./attribution.js";
import { Callers } from "./callers.js";
import { answerOf, fill, note } from "./controls.js";
import { idle } from "./engine.js";
import * as files from "./files.js";
import { amend, parse } from "./html.js";
import { languageOf, localized, textsIn } from "./languages.js";
import { Rest } from "./rest.js";

// How long answers must rest before a screen reader is told the verdict.
const ANNOUNCE_AFTER_MS = 800;

// The name of the control that accepts the agreement (`markup::AGREEMENT`).
const AGREEMENT = "accept-agreement";

// The name of the one that nobody sees (`markup::TRAP`).
const TRAP = "further-information";

// The name of the one that confirms the customer's consent (`markup::CONSENT`).
const CONSENT = "give-consent";

// How long a form waits for what shows it step by step.
const STEPS_WITHIN_MS = 3000;

// How long a lead waits for what sends it.
const OUTBOX_WITHIN_MS = 20_000;

// Once they are loaded: what helps with long lists and countries, what adds and removes rows, what partners think of a
// program, and the submissions that wait.
let choices;
let groups;
let feedback;
let outbox;
let fetched; // its script
let sending; // what that exports, once it is there
let failed = 0; // how often that could not be had

// Browsers remember an address that failed.
const fetchOutbox = () =>
  (fetched ??= files.module("outbox.js", failed ? `?again=${failed}` : "").then((script) => (sending = script)));

// Whether submissions wait in this browser, as `outbox.js` has noted.
const hasMark = () => {
  try {
    return !!localStorage.getItem("referral-outbox");
  } catch {
    return false;
  }
};

export const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// `src/browser/page.rs` says what the methods do that the form calls.
export class Page {
  touchedAt = Date.now();
  program = {}; // the newest one
  callers = new Callers();
  step; // the names of the fields in the step that is shown
  language = "en"; // that the form is shown in
  #wanted = "en"; // the same, while its texts are on their way
  texts; // undefined for English
  source;
  publisher; // the origin that has given the program
  host;
  root;
  #engine;
  form;
  #listening;
  #rendered = {}; // HTML by id
  #hidden; // the fields that are not asked
  #loadingSteps;
  #Steps; // the class, for programs that want it and where it can be had
  #steps; // of what is shown
  #isReplacing = false;
  isLate = false; // what is shown was not asked for just now
  #began; // when the first answer was typed
  #queue; // once there is the outbox: what it shows here
  #headline; // what is to be announced
  #announcement = new Rest(ANNOUNCE_AFTER_MS, () => this.say("live", this.#headline));

  constructor(host, source, engine) {
    this.host = host;
    this.root = host.shadowRoot;
    this.source = source;
    this.#engine = engine;
  }

  serve(form) {
    this.form = form;
    this.resume();
  }

  resume() {
    const form = this.form;
    this.#listening = new AbortController();
    const on = (type, act) => this.root.addEventListener(type, act, { signal: this.#listening.signal });
    const input = ({ target }) => {
      // A control that is taken away while it has the focus tells of its old answer once more.
      if (this.#isReplacing) return;
      const { name, checked } = target;
      this.touchedAt = Date.now();
      if (name === TRAP) return;
      this.#began ??= this.touchedAt;
      this.#outbox();
      if (name === AGREEMENT) return form.accept(checked);
      if (name === CONSENT) return form.consent(checked ? new Date().toISOString() : undefined);
      if (name && note(form.value(), name, answerOf(target))) form.changed();
    };
    on("input", input);
    on("change", input); // some autofill tools dispatch it alone
    // From one option to the next, the field is not left.
    on("focusout", ({ target, relatedTarget }) => {
      if (!target.name || relatedTarget?.name === target.name) return;
      this.#fill(target);
      form.leave(target.name);
    });
    on("submit", (event) => {
      event.preventDefault();
      if (!this.#steps?.goOn(form)) form.submit();
    });
    on("click", (event) => {
      const link = event.target.closest("[data-focus]");
      if (link) {
        event.preventDefault();
        this.#focus(this.#by(`f-${link.dataset.focus}`));
      } else if (event.target.closest("#again, #over")) {
        this.#began = undefined;
        this.host.reset();
      }
    });
    // It does not bubble.
    const options = { signal: this.#listening.signal, capture: true };
    this.root.addEventListener("toggle", ({ target }) => target.id === "feedback" && this.#listen(target), options);
    // Something may wait since an earlier visit.
    if (outbox || hasMark()) this.#outbox();
  }

  stop() {
    this.#listening.abort();
    this.#announcement.stop();
    outbox?.then((it) => it?.leave(this));
  }

  #by(id) {
    return this.root.getElementById(id);
  }

  parse(html) {
    const content = parse(html);
    this.texts?.translate(content);
    return content;
  }

  // Takes the language that the form is to be shown in, once its texts are there. Without them it is English.
  async speak(own) {
    const wanted = languageOf(this.host, own);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    let language = wanted;
    const texts = await textsIn(wanted, this.host).catch(() => {
      language = "en";
    });
    if (wanted !== this.#wanted) return; // changed meanwhile
    const skeleton = this.root.querySelector(".skeleton");
    if (skeleton) texts?.translate(skeleton);
    // Typed numbers mean something only in the language they were typed in.
    else Object.assign(this.form.value(), this.answers((text) => text));
    this.texts = texts;
    this.language = language;
  }

  // Takes what shows one step at a time, before the form is shown, so that nothing moves then.
  async prepareSteps(program) {
    if (program?.layout !== "steps") return;
    this.#loadingSteps ??= Promise.race([files.module("steps.js"), late(STEPS_WITHIN_MS)]).catch(() => {});
    this.#Steps = (await this.#loadingSteps)?.Steps;
  }

  // Takes what was filled in before the form listened. An agreement counts once it is known to be that of the program.
  hear() {
    for (const control of this.root.querySelectorAll("[name]")) {
      const { type, checked, value } = control;
      if (!(/box|radio/.test(type) ? checked : value)) continue;
      this.#began ??= performance.timeOrigin;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  show(html, answers) {
    const { activeElement } = this.root;
    const { id, selectionStart, selectionEnd } = activeElement ?? {};
    const hidden = this.#hidden;
    this.replace(html);
    // Before the focus goes back: what is hidden cannot have it.
    if (hidden) this.hide(hidden);
    if (this.#Steps && this.root.querySelector("[data-steps] .step"))
      this.#steps = new this.#Steps(this.root, this, (key, values) => this.texts?.say(key, values));
    this.fill(this.root, answers);
    this.#open();
    this.help();
    // The connection may be lost before the first answer.
    idle().then(fetchOutbox).catch(() => {});
    const restored = this.#by("restored")?.textContent;
    // Once the live region has been there for a moment.
    if (restored) setTimeout(() => this.say("live", restored), ANNOUNCE_AFTER_MS / 2);
    const control = id ? this.#by(id) : undefined;
    if (control === activeElement) return;
    control?.focus();
    try {
      control?.setSelectionRange(selectionStart, selectionEnd);
    } catch {
      // Lists, and some types of control such as e-mail, know no selection.
    }
  }

  // The answers, with numbers as JSON has them. What cannot be read is left out, or as `unread` has it.
  answers(unread = () => {}) {
    const read = sending?.typed(this.texts?.hasComma);
    return withNumbers(this.program, this.form.value(), (text, field) => read?.(text, field) ?? unread(text));
  }

  fill(within, answers) {
    fill(within, answers, this.texts?.hasComma);
  }

  // A web address fills its domain into the field that it names, where nobody has answered that.
  #fill({ value, dataset }) {
    const filled = this.#by(`f-${dataset.fills}`);
    if (!filled || filled.value) return;
    const address = value.includes("//") ? value : `https://${value}`;
    const domain = URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
    if (!domain.includes(".")) return;
    filled.value = domain;
    filled.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Without it, there are as many rows as the program asks for.
  async #open() {
    if (!this.root.querySelector("[data-least]")) return;
    try {
      groups ??= await files.module("groups.js");
    } catch {
      return;
    }
    groups.open(this.root, this, this.form, this.texts);
  }

  // Without it, long lists are long, and countries have their codes.
  async help() {
    if (!this.root.querySelector("[data-choices]")) return;
    try {
      choices ??= await files.module("choices.js");
    } catch {
      return;
    }
    choices.enhance(this.root, this.language, this.texts);
  }

  // Takes what the partner thinks of the program.
  async #listen(details) {
    try {
      feedback ??= await files.module("feedback.js");
    } catch {
      return;
    }
    if (!details.querySelector("form")) feedback.fill(details, this, this.program);
  }

  replace(html) {
    const content = this.parse(html);
    // What is written there stays.
    const opinion = this.root.querySelector("#feedback:has(form)");
    if (opinion) content.querySelector("#feedback")?.replaceWith(opinion);
    this.mark(...content.children);
    // What waits stands above all else.
    const waiting = this.root.querySelectorAll(".outbox");
    this.#isReplacing = true;
    const isKept = this.#keep(content);
    if (!isKept) this.root.replaceChildren(...waiting, content);
    this.#isReplacing = false;
    this.#rendered = {};
    this.#hidden = this.#steps = undefined;
    if (isKept) this.hear();
  }

  // A form that stood in the page's HTML stays, if it is the same: with it the focus, and what is being composed.
  #keep(content) {
    const form = this.root.querySelector(".widget[hidden]");
    if (!form) return false;
    form.hidden = false;
    for (const part of form.querySelectorAll("#status, #bar")) part.replaceChildren();
    if (!form.isEqualNode(content.firstElementChild)) return false;
    for (const part of this.root.querySelectorAll("link, .late")) part.remove();
    return true;
  }

  mark(...elements) {
    const dir = this.language.startsWith("ar") ? "rtl" : "ltr";
    for (const element of elements) Object.assign(element, { lang: this.language, dir });
  }

  // What stands there already stays: it is faster, and a selection in it, or the place of who reads it out, is not lost.
  // Translated, it is not as it was written.
  render(id, html = "") {
    const before = this.#rendered[id];
    const target = this.#by(id);
    if (!target || html === before) return;
    this.#rendered[id] = html;
    if (!Array.isArray(html)) {
      if (this.texts || !amend(target.firstChild, before, html)) target.replaceChildren(this.parse(html));
    } else if (html.length !== before?.length) target.replaceChildren(this.parse(html.join("")));
    else
      html.forEach((item, i) => {
        const element = target.children[i];
        if (item === before[i]) return;
        if (this.texts || !amend(element, before[i], item)) element.replaceWith(this.parse(item));
      });
  }

  hide(fields) {
    if (`${fields}` === `${this.#hidden}`) return;
    this.#hidden = fields;
    for (const field of this.root.querySelectorAll(".field[data-field]")) field.hidden = fields.includes(field.dataset.field);
    for (const step of this.root.querySelectorAll(".step")) step.hidden = !step.querySelector(":scope > .field:not([hidden])");
    this.#steps?.update();
  }

  // The newest program in the form's language.
  get shown() {
    return localized(this.program, this.language);
  }

  prefilled() {
    return prefilled(this.host, this.program);
  }

  panel({ status, criteria, score, fee }) {
    this.callers.tell();
    this.render("status", status);
    this.render("criteria", criteria);
    this.render("score", score);
    this.render("fee", fee);
    // A program may keep the verdict for the receipt.
    const headline = this.#by("status")?.querySelector(".headline").textContent;
    if (headline) this.#tell(headline);
  }

  say(id, text) {
    const element = this.#by(id);
    if (element && element.textContent !== text) element.textContent = text;
  }

  #tell(text) {
    this.say("bar", text);
    this.#headline = text;
    this.#announcement.begin();
  }

  error(field, html = "") {
    this.render(`e-${field}`, html);
    const control = this.#by(`f-${field}`);
    // Of options side by side, all are invalid.
    const controls = control?.closest("fieldset")?.querySelectorAll("input") ?? [control];
    for (const one of controls) one?.setAttribute("aria-invalid", !!html);
  }

  button(html, busy) {
    this.render("submit", html);
    // Not `disabled`: that would drop the keyboard's focus.
    this.#by("submit")?.setAttribute("aria-disabled", busy);
  }

  focus(selector) {
    this.#focus(this.root.querySelector(selector));
  }

  #focus(element) {
    // What happens by itself leaves whoever is elsewhere on the page where they are.
    if (!element || (this.isLate && ![this.host, document.body].includes(document.activeElement))) return;
    this.#steps?.reveal(element);
    element.focus();
  }

  is_unread(field) {
    const control = this.#by(`f-${field}`);
    // Of a group, any control in it.
    const controls = [control, ...(control?.querySelectorAll("input") ?? [])];
    // A text that is no option (`combobox.js`) is half an answer, too.
    return controls.some((control) => control?.validity?.badInput || control?.validity?.customError);
  }

  native_error(field) {
    return this.#by(`f-${field}`)?.validationMessage || undefined;
  }

  // What comes of it.
  submit() {
    const outcome = this.callers.outcome();
    if (!this.form.submit()) throw new Error("There is nothing to send.");
    return outcome;
  }

  // The form is emptied. What is on its way already arrives all the same.
  forget() {
    this.step = undefined;
    this.callers.unsent("cancelled", "The form was emptied.");
  }

  incomplete() {
    this.callers.unsent("answers", "Answers are missing or wrong.");
  }

  #dispatch(name, detail, cancelable) {
    return this.host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
  }

  emit(name, detail) {
    this.#dispatch(name, detail);
    if (name === "referral-submitted") this.callers.sent(detail);
    if (name === "referral-queued") this.callers.unsent("queued", "It waits to be sent.");
  }

  // Ids and outcomes, no answers.
  verdict({ status, score, plan = null, findings }) {
    findings = findings.map(({ code, kind, outcome }) => ({ code, kind, outcome }));
    this.emit("referral-verdict", { status, score, plan, findings });
  }

  fail(reason, message) {
    this.emit("referral-failed", { reason, message });
    if (["network", "refused", "known", "cancelled"].includes(reason)) this.callers.unsent(reason, message);
    this.callers.tell();
  }

  async before_submit(key) {
    const { isHeld, why, token } = await this.consult(key, "referral");
    if (!isHeld) return this.form.send(key, token);
    this.form.hold(key, why);
    if (!why) this.callers.unsent("cancelled", "The page cancelled it.");
  }

  // What the page says before something is sent: the token of its challenge; or that it holds it back, and why.
  async consult(key, kind) {
    const waits = [];
    const detail = { key, kind, waitUntil: (promise) => waits.push(promise) };
    if (!this.#dispatch("referral-before-submit", detail, true)) return { isHeld: true };
    try {
      await Promise.all(waits);
      const token = detail.token ?? this.host.challengeToken;
      return { token: token && String(token) };
    } catch (error) {
      return { isHeld: true, why: String(error?.message ?? error) };
    }
  }

  ask(id, answers) {
    this.#engine.judge(id, answers);
  }

  random(bytes) {
    crypto.getRandomValues(bytes);
  }

  attribution() {
    return attribution(this.host);
  }

  // What sends submissions, and keeps them until they have arrived; undefined where it cannot be had.
  async #outbox() {
    outbox ??= fetchOutbox()
      .then(({ Outbox }) => new Outbox(this.form.constructor, files))
      .catch(() => {
        outbox = fetched = undefined;
        failed += 1;
      });
    const opened = await outbox;
    if (!this.#listening.signal.aborted) this.#queue = opened?.join(this);
    return opened;
  }

  async post(address, key, submission) {
    const outbox = await Promise.race([this.#outbox(), late(OUTBOX_WITHIN_MS)]);
    if (!outbox) return this.form.answered(key);
    const seconds = this.#began === undefined ? null : (Date.now() - this.#began) / 1000;
    submission.signals = { trap: this.#by(`f-${TRAP}`)?.value ?? "", seconds };
    outbox.add({ key, source: this.source, publisher: this.publisher, submission }, { ...this.program, address });
  }

  queued(key, why, kept) {
    this.#queue.queued(key, why, kept);
  }

  unconfirmed() {
    this.#queue?.unconfirmed();
  }

  known(since, until) {
    this.#queue?.known(since, until);
  }
}
