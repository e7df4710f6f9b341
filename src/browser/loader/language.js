// The widget's texts, numbers and dates in another language than English. Only forms in such a language load it, with
// the texts of theirs.
import { integrity, sibling } from "./files.js";

// Numbers, percentages and amounts as `src/markup/format.rs` writes them.
const NUMBER = /^(?:([A-Z]{3})\u00a0)?([-−]?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?(%?)$/;

// What runs from left to right in every language: addresses and numbers.
const LEFT_TO_RIGHT = ":is(.field-url, .field-number, .field-money, .field-percent) input, [type=email], [type=tel]";

// `showsMissing`: tests see texts without a translation; users see the English one.
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
  #numbers = new Map(); // formats, which take long to make

  constructor(language, texts, showsMissing) {
    this.#language = language;
    this.#texts = texts;
    this.#showsMissing = showsMissing;
    this.#plurals = new Intl.PluralRules(language);
    this.#dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC", calendar: "gregory" });
  }

  // Puts translations into the places of English texts. Only texts are set: what a catalog says is never HTML.
  translate(fragment) {
    for (const element of fragment.querySelectorAll('[data-text]:not([data-text=""])')) this.#fill(element);
    for (const element of fragment.querySelectorAll("[data-list]")) this.#join(element);
    for (const element of fragment.querySelectorAll("[data-number]")) element.textContent = this.#number(element.textContent);
    for (const element of fragment.querySelectorAll("time")) {
      const date = new Date(element.dateTime);
      if (!isNaN(date)) element.textContent = this.#dates.format(date);
    }
    // As a parser would have it: what stands in a page's HTML already is compared with it.
    fragment.normalize();
    if (!this.#language.startsWith("ar")) return;
    for (const input of fragment.querySelectorAll(LEFT_TO_RIGHT)) input.dir = "ltr";
  }

  // Whether fractions are written as in `1,5`.
  get hasComma() {
    return this.#number("1.5")[1] === ",";
  }

  // A text with values in it; undefined where there is no translation.
  say(key, values = {}) {
    return this.#pieces(key, values.count)
      ?.map((piece, i) => (i % 2 ? this.#value(piece, values[piece]) : piece))
      .join("");
  }

  #fill(element) {
    const { text: key, values } = element.dataset;
    const slots = Object.fromEntries([...element.children].map((child) => [child.dataset.slot, child]));
    const given = values ? JSON.parse(values) : {};
    const count = slots.count ? slots.count.textContent.replace("−", "-") : given.count;
    const pieces = this.#pieces(key, count);
    if (!pieces) return;
    element.replaceChildren(...pieces.map((piece, i) => (i % 2 ? (slots[piece] ?? this.#part(piece, given[piece])) : piece)));
  }

  // The texts of a message, with the names of its values between them.
  #pieces(key, count) {
    // The key may be another endpoint's.
    const message = Object.hasOwn(this.#texts, key) ? this.#texts[key] : undefined;
    const text = typeof message === "object" ? (message[this.#plurals.select(Number(count))] ?? message.other) : message;
    return text?.split(/\{(\w+)\}/) ?? (this.#showsMissing ? [`⟦${key}⟧`] : undefined);
  }

  // A name stands as it is, even if it looks like a number.
  #value(name, value = "") {
    return name === "label" ? value : this.#number(String(value));
  }

  // A name runs its own way.
  #part(name, value) {
    const text = this.#value(name, value);
    return name === "label" ? Object.assign(document.createElement("bdi"), { textContent: text }) : text;
  }

  #join(element) {
    const items = [...element.children];
    const parts = new Intl.ListFormat(this.#language).formatToParts(items.map((_, i) => String(i)));
    element.replaceChildren(...parts.map(({ type, value }) => (type === "element" ? items[value] : value)));
  }

  #number(text) {
    const [, currency, sign, whole, fraction = "", percent] = NUMBER.exec(text) ?? [];
    if (!whole) return text;
    const options = { minimumFractionDigits: fraction.length, maximumFractionDigits: fraction.length };
    if (currency) Object.assign(options, { style: "currency", currency });
    if (percent) Object.assign(options, { style: "unit", unit: "percent" });
    return this.#format(options).format(`${sign && "-"}${whole.replaceAll(",", "")}.${fraction || 0}`);
  }

  #format(options) {
    const key = JSON.stringify(options);
    if (!this.#numbers.has(key)) this.#numbers.set(key, new Intl.NumberFormat(this.#language, options));
    return this.#numbers.get(key);
  }
}
