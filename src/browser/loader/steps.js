// Shows one step at a time. Only programs with that layout load this file. If it cannot be loaded, all steps are on one
// page.
import css from "./steps.css";

/**
 * @import { ReferralForm } from "form-glue"
 * @import { Page } from "./page.js"
 * @import { Say } from "./types/scripts.js"
 */

const styles = new CSSStyleSheet();
styles.replaceSync(css);

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [properties]
 * @param {(Node | string)[]} content
 */
const create = (tag, properties, ...content) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
};

/** @param {Element} step */
const titleOf = (step) => /** @type {HTMLElement} */ (step.querySelector("h3"));

/**
 * Returns the names of those fields of a step that the selector finds.
 * @param {Element} step
 * @param {string} [selector]
 */
const namesOf = (step, selector = ".field") =>
  [.../** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll(selector))].map(({ dataset }) =>
    String(dataset.field),
  );

// The steps of a form that has just been put into the page.
export class Steps {
  #root;
  #page;
  #say; // a text in the form's language; undefined for English
  #all; // each step with its title
  #last; // what only the last step has
  /** @type {HTMLElement} */ #list;
  /** @type {HTMLButtonElement} */ #back;
  /** @type {HTMLButtonElement} */ #next;
  /** @type {Element} */ #at; // the step that is shown
  /** @type {Element | undefined} */ #left; // the partner's last step, until it is known whether it is asked

  /**
   * @param {ShadowRoot} root
   * @param {Page} page
   * @param {Say} say
   */
  constructor(root, page, say) {
    if (!root.adoptedStyleSheets.includes(styles)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles];
    this.#root = root;
    this.#page = page;
    this.#say = say;
    this.#all = new Map([...root.querySelectorAll(".step")].map((step) => [step, titleOf(step).textContent]));
    this.#last = root.querySelectorAll(".agreement, slot[name=challenge], #submit");
    this.#build();
    const steps = [...this.#all.keys()];
    this.#left = steps.find((step) => namesOf(step).some((name) => page.step?.includes(name)));
    this.#show(this.#left ?? steps[0]);
  }

  #build() {
    for (const step of this.#all.keys()) {
      titleOf(step).tabIndex = -1;
      titleOf(step).prepend(create("span", { className: "caption" }));
    }
    this.#list = create("ol");
    const progress = create("nav", { className: "progress", part: "progress" }, this.#list);
    progress.setAttribute("aria-label", this.#say("steps") ?? "Steps");
    this.#root.getElementById("summary")?.before(progress);
    // The ids let the buttons keep the focus when the form is shown again.
    this.#back = create("button", { id: "back", type: "button", className: "submit secondary", part: "back" });
    this.#back.textContent = this.#say("back") ?? "Back";
    this.#next = create("button", { id: "continue", className: "submit", part: "continue" });
    this.#next.textContent = this.#say("continue") ?? "Continue";
    this.#back.addEventListener("click", () => this.#move(-1));
    const send = /** @type {HTMLElement} */ (this.#root.getElementById("submit"));
    const moves = create("div", { className: "moves" });
    send.before(moves);
    moves.append(this.#back, this.#next, send);
  }

  // The steps with at least one question that is asked.
  get #asked() {
    return [...this.#all.keys()].filter((step) => step.querySelector(".field:not([hidden])"));
  }

  /**
   * Shows a step. If none of its questions is asked, it shows the next step with questions, or the last one.
   * @param {Element} wanted
   */
  #show(wanted) {
    const asked = this.#asked;
    /** @param {Element} step */
    const isAfter = (step) => wanted.compareDocumentPosition(step) & Node.DOCUMENT_POSITION_FOLLOWING;
    this.#at = asked.find((step) => step === wanted || isAfter(step)) ?? asked.at(-1) ?? wanted;
    const place = asked.indexOf(this.#at);
    const isLast = this.#isLast;
    for (const step of this.#all.keys()) step.classList.toggle("away", step !== this.#at);
    for (const element of this.#last) element.classList.toggle("away", !isLast);
    this.#back.classList.toggle("away", place < 1);
    this.#next.classList.toggle("away", isLast);
    // Enter in a field presses the first submit button of the form.
    this.#next.type = isLast ? "button" : "submit";
    const [step, steps] = [place + 1, asked.length];
    // A screen reader reads it with the title, which gets the focus.
    const caption = this.#say("step-of", { step, steps }) ?? `Step ${step} of ${steps}`;
    /** @type {Node} */ (titleOf(this.#at).firstChild).textContent = `${caption} `;
    this.#list.replaceChildren(...asked.map((step, i) => this.#item(step, i - place)));
    this.#page.step = namesOf(this.#left ?? this.#at);
  }

  get #isLast() {
    return this.#at === (this.#asked.at(-1) ?? this.#at);
  }

  /**
   * An entry in the list of steps. `distance` says how far it is from the step that is shown. Earlier steps can be
   * clicked.
   * @param {Element} step
   * @param {number} distance
   */
  #item(step, distance) {
    const isBefore = distance < 0;
    const title = create("span", { textContent: this.#all.get(step) ?? "" });
    const item = create("li", {}, create(isBefore ? "button" : "div", isBefore ? { type: "button" } : {}, title));
    if (isBefore) item.addEventListener("click", () => this.#move(distance));
    if (!distance) item.setAttribute("aria-current", "step");
    return item;
  }

  /** @param {number} distance */
  #move(distance) {
    const asked = this.#asked;
    this.#go(asked[asked.indexOf(this.#at) + distance]);
    titleOf(this.#at).focus();
  }

  /**
   * Shows a step because the partner asked for it. `draft.js` listens to the event.
   * @param {Element | undefined} step
   */
  #go(step) {
    this.#left = undefined;
    if (step) this.#show(step);
    this.#root.dispatchEvent(new CustomEvent("step", { detail: this.#page.step }));
  }

  // Updates the steps after other questions are asked than before.
  update() {
    const before = this.#at;
    const hadFocus = before.contains(this.#root.activeElement);
    // A partner who is already answering here stays here.
    const left = hadFocus ? undefined : this.#left;
    this.#left = undefined;
    this.#show(left ?? before);
    if (hadFocus && this.#at !== before) titleOf(this.#at).focus();
  }

  /**
   * Shows the step that contains an element.
   * @param {Element} element
   */
  reveal(element) {
    if (element.closest(".away")) this.#go(element.closest(".step") ?? this.#asked.at(-1));
  }

  /**
   * Goes to the next step, if this step's answers are right. Returns `false` in the last step, where only sending is
   * left.
   * @param {ReferralForm} form
   */
  goOn(form) {
    if (this.#isLast) return false;
    this.#goOnFrom(this.#at, form);
    return true;
  }

  /**
   * @param {Element} step
   * @param {ReferralForm} form
   */
  async #goOnFrom(step, form) {
    const check = () =>
      form.check(Object.fromEntries(namesOf(step, ".field:not([hidden])").map((name) => [name, true])));
    let isRight = check();
    // Wait until the engine has judged the last answer.
    while (isRight === undefined) {
      await this.#page.callers.news();
      isRight = check();
    }
    if (isRight && this.#at === step) this.#move(1);
  }
}
