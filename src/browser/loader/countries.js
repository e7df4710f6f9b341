// The names by which people know countries.
import { alpha3, also, own } from "../../program/country-names.json";

// The keys are country codes. Any text may be looked up.
const isoCodes = /** @type {Record<string, string>} */ (alpha3);
const otherNames = /** @type {Record<string, string[] | undefined>} */ (also);
const ownNames = /** @type {Record<string, string | undefined>} */ (own);

/**
 * Normalizes a name for comparison: without accents, capitals, punctuation and articles. What is often left out or
 * written in full is treated alike.
 * @param {string} text
 */
export const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’ʻ‘.]/g, "")
    .replace(/&/g, " and ")
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/^the (?=.)/, "")
    .replace(/\bsaint (?=.)/g, "st ");

/**
 * The spelling without an umlaut, as in `Oesterreich`, for keyboards that have no `Ö`.
 * @param {string} name
 */
const spelled = (name) => name.replace(/[ÄÖÜäöü]/g, (letter) => letter.normalize("NFD")[0] + "e");

export class Countries {
  /** @type {Map<string, string[]>} */ #names; // by code
  /** @type {Map<string, string>} */ #codes = new Map(); // by name

  /**
   * Collects names in the form's language, in English, and in the languages of the user's browser.
   * @param {string} language
   */
  constructor(language) {
    const languages = [...new Set([language, "en", ...navigator.languages])];
    const known = languages.map((language) => new Intl.DisplayNames(language, { type: "region" }));
    const codes = Object.keys(alpha3);
    this.#names = new Map(codes.map((code) => [code, known.map((names) => names.of(code) ?? code)]));
    // If two countries claim one name: a name in the form's language wins over a code, and a code over any other name.
    /** @type {(name: string, code: string) => unknown} */
    const claim = (name, code) => name && !this.#codes.has(plain(name)) && this.#codes.set(plain(name), code);
    for (const [code, [name]] of this.#names) claim(name, code);
    for (const code of codes) for (const short of [code, isoCodes[code]]) claim(short, code);
    for (const [code, names] of this.#names) {
      names.push(...[ownNames[code], ...(otherNames[code] ?? [])].filter((name) => name !== undefined));
      for (const name of [...names]) if (spelled(name) !== name) names.push(spelled(name));
      for (const name of names) claim(name, code);
    }
  }

  /**
   * Finds the country that has this name or this code.
   * @param {string} text
   */
  codeOf(text) {
    return this.#codes.get(plain(text));
  }

  /** @param {string} code */
  namesOf(code) {
    return this.#names.get(code) ?? [];
  }
}
