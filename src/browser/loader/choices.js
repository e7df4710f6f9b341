// Shows the names of countries, and makes long lists searchable. Only programs with such questions load this file.
import { Combobox } from "./combobox.js";
import { Countries, plain } from "./countries.js";
import css from "./choices.css";
import { LONG_LIST } from "./shared.js";

/**
 * @import { Texts } from "./language.js"
 * @import { Say } from "./types/scripts.js"
 */

const styles = new CSSStyleSheet();
styles.replaceSync(css);

/**
 * Replaces country codes by names. An option without a label of its own shows its code.
 * @param {HTMLSelectElement} select
 * @param {string} language
 */
const nameCountries = (select, language) => {
  const names = new Intl.DisplayNames(language, { type: "region" });
  const { value } = select;
  const [open, ...options] = select.options;
  // The form shows a program before it is checked, so a value may be no country code.
  for (const option of options)
    if (option.text === option.value && /^[A-Z]{2}$/.test(option.value))
      option.text = names.of(option.value) ?? option.value;
  options.sort((a, b) => a.text.localeCompare(b.text, language));
  select.replaceChildren(open, ...options);
  select.value = value;
};

/** @type {{ language: string, names: Countries } | undefined} */
let countries; // for the language that was asked for last

/** @param {string} language */
const countriesIn = (language) => {
  if (countries?.language !== language) countries = { language, names: new Countries(language) };
  return countries.names;
};

/**
 * `texts` come from `language.js`. They are undefined for English.
 * @param {ShadowRoot} root
 * @param {string} language
 * @param {Texts} [texts]
 */
export const enhance = (root, language, texts) => {
  if (!root.adoptedStyleSheets.includes(styles)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles];
  /** @type {NodeListOf<HTMLSelectElement>} */
  const lists = root.querySelectorAll("[data-choices]");
  for (const select of lists) {
    const isOfCountries = select.dataset.choices === "country";
    if (isOfCountries) nameCountries(select, language);
    // A list is enhanced only once.
    delete select.dataset.choices;
    if (select.length <= LONG_LIST + 1) continue;
    /** @type {Say} */
    const say = (key, values) => texts?.say(key, values);
    if (isOfCountries) new Combobox(select, say, plain, countriesIn(language));
    else new Combobox(select, say);
  }
};
