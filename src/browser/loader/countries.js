// What people call countries.
import { alpha3, also, own } from "../../program/country-names.json";

// Compared without accents, case, punctuation, an article, and what is often left out or written in full.
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

// `Oesterreich`, where no key has an `Ö`.
const spelled = (name) => name.replace(/[ÄÖÜäöü]/g, (letter) => letter.normalize("NFD")[0] + "e");

export class Countries {
  #names; // by code
  #codes = new Map(); // by name

  // In the form's language, in English, and in those that the browser's user reads.
  constructor(language) {
    const languages = [...new Set([language, "en", ...navigator.languages])];
    const known = languages.map((language) => new Intl.DisplayNames(language, { type: "region" }));
    const codes = Object.keys(alpha3);
    this.#names = new Map(codes.map((code) => [code, known.map((names) => names.of(code))]));
    // A name in the form's language goes before a code, and a code before all other names.
    const claim = (name, code) => name && !this.#codes.has(plain(name)) && this.#codes.set(plain(name), code);
    for (const [code, [name]] of this.#names) claim(name, code);
    for (const code of codes) for (const short of [code, alpha3[code]]) claim(short, code);
    for (const [code, names] of this.#names) {
      names.push(...[own[code], ...(also[code] ?? [])].filter(Boolean));
      for (const name of [...names]) if (spelled(name) !== name) names.push(spelled(name));
      for (const name of names) claim(name, code);
    }
  }

  // Whose name or code a text is.
  codeOf(text) {
    return this.#codes.get(plain(text));
  }

  namesOf(code) {
    return this.#names.get(code) ?? [];
  }
}
