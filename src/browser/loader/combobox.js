// A list that can be searched: an editable combobox with a popup (WAI-ARIA 1.2). The native list stays and holds the
// answer.

/**
 * @import { Countries } from "./countries.js"
 * @import { Say } from "./types/scripts.js"
 */

/**
 * An option with its text and all its names, in the form that is compared.
 * @typedef {{ option: HTMLOptionElement, text: string, names: string[] }} Known
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 */
const create = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/**
 * Normalizes a text for comparison: without accents, capitals and extra blanks. So `Osterreich` finds `Österreich`.
 * @param {string} text
 */
const alike = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

/**
 * Whether a key press belongs to an input method. For the key that ends a composition, Safari sets only the key code.
 * @param {KeyboardEvent} event
 */
const isComposing = ({ isComposing, keyCode }) => isComposing || keyCode === 229;

export class Combobox {
  #select;
  #input;
  #popup;
  #status; // what a screen reader is told
  #say; // a text in the form's language; undefined for English
  #plain; // normalizes a text for comparison
  #countries; // other names of countries, if the list is one of countries
  #options;
  /** @type {Known[]} */ #found = []; // the options shown, while the popup is open
  #active = -1; // the index of the option that the arrow keys have reached

  /**
   * @param {HTMLSelectElement} select
   * @param {Say} say
   * @param {(text: string) => string} plain
   * @param {Countries} [countries]
   */
  constructor(select, say, plain = alike, countries = undefined) {
    const { id, name } = select;
    const root = /** @type {ShadowRoot} */ (select.getRootNode());
    const hadFocus = root.activeElement === select;
    this.#select = select;
    this.#say = say;
    this.#plain = plain;
    this.#countries = countries;
    this.#options = [...select.options].slice(1).map((option) => {
      const text = plain(option.text);
      return { option, text, names: [text, ...(countries?.namesOf(option.value).map(plain) ?? [])] };
    });
    this.#input = create("input", {
      id,
      "role": "combobox",
      "autocomplete": select.autocomplete === "country" ? "country-name" : select.autocomplete || "off",
      "spellcheck": "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `l-${name}`,
      "aria-describedby": select.getAttribute("aria-describedby") ?? "",
    });
    this.#input.required = select.required;
    this.#popup = create("ul", { id: `l-${name}`, role: "listbox", hidden: "" });
    this.#popup.setAttribute("aria-label", select.labels[0]?.textContent ?? "");
    this.#status = create("p", { class: "hidden", role: "status" });
    const box = create("div", { class: "combobox" });
    select.replaceWith(box);
    select.removeAttribute("id");
    select.hidden = true;
    box.append(this.#input, this.#popup, this.#status, select);
    this.#restore();
    this.#listen();
    if (hadFocus) this.#input.focus();
  }

  #listen() {
    const input = this.#input;
    input.addEventListener("input", () => this.#open(input.value));
    input.addEventListener("click", () => (this.#popup.hidden ? this.#open("") : this.#close()));
    input.addEventListener("keydown", (event) => !isComposing(event) && this.#press(event) && event.preventDefault());
    input.addEventListener("change", () => this.#settle()); // some autofill tools dispatch only this event
    input.addEventListener("blur", ({ relatedTarget }) => {
      this.#settle();
      this.#select.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget }));
    });
    // A click in the popup must not take the focus from the text field.
    this.#popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.#popup.addEventListener("click", ({ target }) => {
      const place = [...this.#popup.children].indexOf(/** @type {Element} */ (target));
      if (place >= 0) this.#choose(this.#found[place].option);
    });
  }

  /**
   * Handles a key. Returns whether the browser's default action must not follow.
   * @param {KeyboardEvent} event
   */
  #press({ key, altKey }) {
    const isOpen = !this.#popup.hidden;
    const last = this.#found.length - 1;
    switch (key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (!isOpen) {
          this.#open("");
          if (!altKey)
            this.#move(
              Math.max(
                this.#found.findIndex(({ option }) => option.selected),
                0,
              ),
            );
        } else if (key === "ArrowDown") this.#move(this.#active < last ? this.#active + 1 : 0);
        else this.#move(this.#active > 0 ? this.#active - 1 : last);
        return true;
      }
      case "Home":
      case "End":
        // Until an option is reached, these keys move the cursor in the text.
        if (this.#active < 0) return false;
        this.#move(key === "Home" ? 0 : last);
        return true;
      case "Escape":
        if (!isOpen) return false;
        this.#close();
        this.#restore();
        return true;
      case "Enter":
        if (this.#active < 0) {
          this.#settle();
          return false;
        }
        this.#choose(this.#found[this.#active].option);
        return true;
      case "Tab":
        if (this.#active >= 0) this.#choose(this.#found[this.#active].option);
    }
    return false;
  }

  /**
   * Shows the options that match: first the one with exactly this name, then those whose text begins with it, then
   * those with another name that begins with it, then those whose text contains it.
   * @param {string} text
   */
  #open(text) {
    const wanted = this.#plain(text);
    const exact = this.#called(wanted, text);
    const begins = this.#options.filter((each) => each.text.startsWith(wanted));
    const has = this.#options.filter((each) => each.text.includes(wanted));
    this.#found = [...new Set([...(exact ? [exact] : []), ...begins, ...this.#beginning(wanted), ...has])];
    this.#popup.replaceChildren(
      ...this.#found.map(({ option }, i) => {
        const item = create("li", { "id": `${this.#popup.id}-${i}`, "role": "option", "aria-selected": "false" });
        item.textContent = option.text;
        return item;
      }),
    );
    this.#popup.hidden = !this.#found.length;
    this.#input.setAttribute("aria-expanded", String(!this.#popup.hidden));
    this.#move(-1);
    const count = this.#found.length;
    const english = count === 1 ? "1 option" : `${count || "No"} options`;
    this.#status.textContent = (count ? this.#say("options", { count }) : this.#say("no-options")) ?? english;
  }

  #close() {
    this.#popup.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#status.textContent = "";
    this.#found = [];
    this.#move(-1);
  }

  /** @param {number} place */
  #move(place) {
    const items = this.#popup.children;
    items[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const item = items[place];
    if (!item) return this.#input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", item.id);
  }

  /**
   * Finds the option that has this name or this value.
   * @param {string} plain
   * @param {string} text
   */
  #called(plain, text) {
    const code = this.#countries?.codeOf(text);
    return (
      this.#options.find((each) => each.text === plain) ??
      this.#options.find(({ option }) => (code ? option.value === code : this.#plain(option.value) === plain))
    );
  }

  /**
   * Finds the options that have a name with this beginning.
   * @param {string} plain
   */
  #beginning(plain) {
    return plain ? this.#options.filter(({ names }) => names.some((name) => name.startsWith(plain))) : [];
  }

  // Makes an answer of what was typed. An option's name, or the beginning of exactly one option, chooses that option.
  // Any other text is reported as an error. The full name of a country that is not in the list never counts as a
  // beginning.
  #settle() {
    this.#close();
    const text = this.#input.value;
    const typed = this.#plain(text);
    const chosen = this.#select.selectedOptions[0];
    if (typed === this.#plain(chosen?.value ? chosen.text : "")) return this.#input.setCustomValidity("");
    const begins = this.#countries?.codeOf(text) ? [] : this.#beginning(typed);
    const meant = this.#called(typed, text) ?? (begins.length === 1 ? begins[0] : undefined);
    if (meant) return this.#choose(meant.option);
    this.#answer("");
    this.#input.setCustomValidity(typed && (this.#say("not-an-option") ?? "Choose an option from the list"));
  }

  /** @param {HTMLOptionElement} option */
  #choose(option) {
    this.#close();
    this.#answer(option.value);
    this.#restore();
  }

  /** @param {string} value */
  #answer(value) {
    if (this.#select.value === value) return;
    this.#select.value = value;
    this.#select.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Shows the text of the chosen option again.
  #restore() {
    const [option] = this.#select.selectedOptions;
    this.#input.value = option?.value ? option.text : "";
    this.#input.setCustomValidity("");
  }
}
