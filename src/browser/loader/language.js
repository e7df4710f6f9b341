// Writes the form's texts, numbers and dates in a language other than English. Only forms in such a language load it,
// together with that language's texts.
import { integrity, sibling } from "./files.js";

/**
 * @import { Values } from "./types/scripts.js"
 *
 * @typedef {Record<string, string | Record<string, string>>} Catalog texts by their keys, some by the plural forms of CLDR
 */

// Numbers, percentages and amounts in the form in which `src/markup/format.rs` writes them.
const NUMBER = /^(?:([A-Z]{3})\u00a0)?([-−]?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?(%?)$/;

// Addresses and numbers run from left to right in every language.
const LEFT_TO_RIGHT = ":is(.field-url, .field-number, .field-money, .field-percent) input, [type=email], [type=tel]";

/**
 * `showsMissing`: tests see the keys of texts that have no translation; users see English.
 * @param {string} language
 * @param {boolean} showsMissing
 */
export const open = async (language, showsMissing) => {
  const [code] = language.split("-");
  const name = `texts.${code}.json`;
  const response = await fetch(sibling(name), { integrity: integrity[name] });
  if (!response.ok) throw new Error(`${name} could not be loaded`);
  return new Texts(language, await response.json(), showsMissing);
};

export class Texts {
  #language;
  #texts;
  #showsMissing;
  #plurals;
  #dates;
  /** @type {Map<string, Intl.NumberFormat>} */ #numbers = new Map(); // kept, because they take long to make

  /**
   * @param {string} language
   * @param {Catalog} texts
   * @param {boolean} showsMissing
   */
  constructor(language, texts, showsMissing) {
    this.#language = language;
    this.#texts = texts;
    this.#showsMissing = showsMissing;
    this.#plurals = new Intl.PluralRules(language);
    this.#dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC", calendar: "gregory" });
  }

  /**
   * Replaces English texts by translations. A translation is always set as text, never as HTML.
   * @param {ParentNode & Node} fragment
   */
  translate(fragment) {
    /** @type {NodeListOf<HTMLElement>} */
    const texts = fragment.querySelectorAll('[data-text]:not([data-text=""])');
    for (const element of texts) this.#fill(element);
    for (const element of fragment.querySelectorAll("[data-list]")) this.#join(element);
    for (const element of fragment.querySelectorAll("[data-number]"))
      element.textContent = this.#number(String(element.textContent));
    for (const element of fragment.querySelectorAll("time")) {
      const date = new Date(element.dateTime);
      if (!isNaN(+date)) element.textContent = this.#dates.format(date);
    }
    // Joins neighbouring texts, as a parser does: the result is compared with a form that is already in the page.
    fragment.normalize();
    if (!this.#language.startsWith("ar")) return;
    /** @type {NodeListOf<HTMLElement>} */
    const inputs = fragment.querySelectorAll(LEFT_TO_RIGHT);
    for (const input of inputs) input.dir = "ltr";
  }

  // Whether fractions are written with a comma, as in `1,5`.
  get hasComma() {
    return this.#number("1.5")[1] === ",";
  }

  /**
   * Returns a text with values in it, or undefined if there is no translation.
   * @param {string} key
   * @param {Values} [values]
   */
  say(key, values = {}) {
    return this.#pieces(key, values.count)
      ?.map((piece, i) => (i % 2 ? this.#value(piece, values[piece]) : piece))
      .join("");
  }

  /** @param {HTMLElement} element */
  #fill(element) {
    const { text: key = "", values } = element.dataset;
    const children = /** @type {HTMLElement[]} */ ([...element.children]);
    const slots = Object.fromEntries(children.map((child) => [child.dataset.slot, child]));
    const given = values ? JSON.parse(values) : {};
    const count = slots.count ? slots.count.textContent?.replace("−", "-") : given.count;
    const pieces = this.#pieces(key, count);
    if (!pieces) return;
    element.replaceChildren(
      ...pieces.map((piece, i) => (i % 2 ? (slots[piece] ?? this.#part(piece, given[piece])) : piece)),
    );
  }

  /**
   * Splits a message into its texts (even indexes) and the names of its values (odd indexes).
   * @param {string} key
   * @param {string | number | undefined} count
   * @returns {string[] | undefined}
   */
  #pieces(key, count) {
    // The key may come from another endpoint, so it may be any text.
    const message = Object.hasOwn(this.#texts, key) ? this.#texts[key] : undefined;
    const text =
      typeof message === "object" ? (message[this.#plurals.select(Number(count))] ?? message.other) : message;
    return text?.split(/\{(\w+)\}/) ?? (this.#showsMissing ? [`⟦${key}⟧`] : undefined);
  }

  /**
   * Formats a value. A label stays as it is, even if it looks like a number.
   * @param {string} name
   * @param {string | number} [value]
   */
  #value(name, value = "") {
    return name === "label" ? value : this.#number(String(value));
  }

  /**
   * Formats a value for the page. A label may run in another direction than the text around it.
   * @param {string} name
   * @param {string | number} [value]
   */
  #part(name, value) {
    const text = this.#value(name, value);
    return name === "label" ? Object.assign(document.createElement("bdi"), { textContent: text }) : text;
  }

  /** @param {Element} element */
  #join(element) {
    const items = [...element.children];
    const parts = new Intl.ListFormat(this.#language).formatToParts(items.map((_, i) => String(i)));
    element.replaceChildren(...parts.map(({ type, value }) => (type === "element" ? items[+value] : value)));
  }

  /** @param {string} text */
  #number(text) {
    const [, currency, sign, whole, fraction = "", percent] = NUMBER.exec(text) ?? [];
    if (!whole) return text;
    const options = { minimumFractionDigits: fraction.length, maximumFractionDigits: fraction.length };
    if (currency) Object.assign(options, { style: "currency", currency });
    if (percent) Object.assign(options, { style: "unit", unit: "percent" });
    return this.#format(options).format(
      /** @type {Intl.StringNumericLiteral} */ (`${sign && "-"}${whole.replaceAll(",", "")}.${fraction || 0}`),
    );
  }

  /**
   * @param {Intl.NumberFormatOptions} options
   * @returns {Intl.NumberFormat}
   */
  #format(options) {
    const key = JSON.stringify(options);
    const format = this.#numbers.get(key) ?? new Intl.NumberFormat(this.#language, options);
    this.#numbers.set(key, format);
    return format;
  }
}
