// Chooses the language of a form. The modules write English; every other language needs `language.js`.
import { module } from "./files.js";

/** @import { Program } from "./types/program.js" */

const KNOWN = /^(en|de|fr|es|pt|it|nl|ja|ar)\b/;

/** @param {string | undefined} language */
const canonical = (language) => {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // the page may contain any text here
  }
};

/**
 * Returns the nearest `lang` attribute around an element, across shadow roots.
 * @param {Element | undefined} element
 * @returns {string | undefined}
 */
const nearest = (element) => {
  /** @type {HTMLElement | null | undefined} */
  const named = element?.closest("[lang]");
  return element && (named?.lang || nearest(/** @type {Partial<ShadowRoot>} */ (element.getRootNode()).host));
};

/**
 * Chooses among the page's language, the languages that the reader knows, and the program's language, in this order.
 * The first for which there are texts is taken.
 * @param {Element} host
 * @param {string} [own]
 */
export const languageOf = (host, own) =>
  [nearest(host), ...navigator.languages, own]
    .map(canonical)
    .find((language) => KNOWN.test(/** @type {string} */ (language))) ?? "en";

/** @param {string} language */
const primary = (language) => String(language).split("-")[0];

/**
 * Replaces texts in several languages by one text: in the form's language, or else in the program's own. What is wrong
 * with a program, the engine reports (`src/program/reading/languages.rs`).
 * @param {Program | undefined} program
 * @param {string} language
 * @returns {Program}
 */
export const localized = (program, language) => {
  const own = primary(program?.language ?? "en");
  /** @type {(entry: [string, unknown]) => boolean} */
  const isText = ([key, text]) => /^[a-z]{2,3}$/.test(key) && typeof text === "string";
  /** @type {(key: string, value: any) => unknown} */
  const choose = (_, value) =>
    typeof value?.[own] === "string" && Object.entries(value).every(isText)
      ? (value[primary(language)] ?? value[own])
      : value;
  try {
    return { ...JSON.parse(JSON.stringify(program), choose), language };
  } catch {
    return { language }; // it is nested too deeply to be shown
  }
};

/**
 * Loads what writes texts in this language; undefined for English.
 * @param {string} language
 * @param {Element} host
 */
export const textsIn = async (language, host) => {
  if (/^en\b/.test(language)) return undefined;
  const { open } = await module("language.js");
  return open(language, host.hasAttribute("data-show-missing-texts"));
};
