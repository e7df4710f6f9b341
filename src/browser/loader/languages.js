// The language that a form is shown in. English is what the modules write; all others take `language.js`.
import { module } from "./files.js";

/** @import { Program } from "./types/program.js" */

const KNOWN = /^(en|de|fr|es|pt|it|nl|ja|ar)\b/;

/** @param {string | undefined} language */
const canonical = (language) => {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // a page may name anything
  }
};

/**
 * The nearest `lang` around an element, across shadow roots.
 * @param {Element | undefined} element
 * @returns {string | undefined}
 */
const nearest = (element) => {
  /** @type {HTMLElement | null | undefined} */
  const named = element?.closest("[lang]");
  return element && (named?.lang || nearest(/** @type {Partial<ShadowRoot>} */ (element.getRootNode()).host));
};

/**
 * The page's language, else one that the reader knows, else the program's: the first that there are texts in.
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
 * A program with one text in the place of those in several languages: that in the form's, else that in its own. The
 * engine says of a program what is wrong with it (`src/program/reading/languages.rs`).
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
    return { language }; // nested too deep: nothing that can be shown
  }
};

/**
 * What writes in that language; undefined for English.
 * @param {string} language
 * @param {Element} host
 */
export const textsIn = async (language, host) => {
  if (/^en\b/.test(language)) return undefined;
  const { open } = await module("language.js");
  return open(language, host.hasAttribute("data-show-missing-texts"));
};
