// One step at a time. Only programs with that layout load it; where it cannot be had, all steps are on one page.
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
 * The names of a step's fields that the selector finds.
 * @param {Element} step
 * @param {string} [selector]
 */
const namesOf = (step, selector = ".field") =>
  [.../** @type {NodeListOf<HTMLElement>} */ (step.querySelectorAll(selector))].map(({ dataset }) =>
    String(dataset.field),
  );

// The steps of a form that was just put into the page.
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
  /** @type {Element | undefined} */ #left; // the one that the partner was last in, until it is known whether it is asked

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
    // With ids, by which they keep the focus when the form is shown anew.
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

  // The steps that are asked.
  get #asked() {
    return [...this.#all.keys()].filter((step) => step.querySelector(".field:not([hidden])"));
  }

  /**
   * Shows a step; where it is not asked, the next one that is, or the last.
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
    // Enter in a field presses the form's first button of the kind that sends.
    this.#next.type = isLast ? "button" : "submit";
    const [step, steps] = [place + 1, asked.length];
    // Read out with the title, which gets the focus.
    const caption = this.#say("step-of", { step, steps }) ?? `Step ${step} of ${steps}`;
    /** @type {Node} */ (titleOf(this.#at).firstChild).textContent = `${caption} `;
    this.#list.replaceChildren(...asked.map((step, i) => this.#item(step, i - place)));
    this.#page.step = namesOf(this.#left ?? this.#at);
  }

  get #isLast() {
    return this.#at === (this.#asked.at(-1) ?? this.#at);
  }

  /**
   * A step in the list, and how far it is from the one that is shown. Those before it lead back.
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
   * By the partner's own doing, which `draft.js` hears of.
   * @param {Element | undefined} step
   */
  #go(step) {
    this.#left = undefined;
    if (step) this.#show(step);
    this.#root.dispatchEvent(new CustomEvent("step", { detail: this.#page.step }));
  }

  // Other questions are asked than before.
  update() {
    const before = this.#at;
    const hadFocus = before.contains(this.#root.activeElement);
    // Whoever answers here already stays here.
    const left = hadFocus ? undefined : this.#left;
    this.#left = undefined;
    this.#show(left ?? before);
    if (hadFocus && this.#at !== before) titleOf(this.#at).focus();
  }

  /**
   * Shows the step that has an element.
   * @param {Element} element
   */
  reveal(element) {
    if (element.closest(".away")) this.#go(element.closest(".step") ?? this.#asked.at(-1));
  }

  /**
   * Goes on, if the step's answers are right. `false` in the last step, where there is nothing left but to send.
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
    // Until the engine has said something of the last answer.
    while (isRight === undefined) {
      await this.#page.callers.news();
      isRight = check();
    }
    if (isRight && this.#at === step) this.#move(1);
  }
}
