// The language that a form is shown in. English is what the modules write; all others take `language.js`.
import { module } from "./files.js";

const KNOWN = /^(en|de|fr|es|pt|it|nl|ja|ar)\b/;

const canonical = (language) => {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined; // a page may name anything
  }
};

// The nearest `lang` around an element, across shadow roots.
const nearest = (element) => element && (element.closest("[lang]")?.lang || nearest(element.getRootNode().host));

// The page's language, else one that the reader knows, else the program's: the first that there are texts in.
export const languageOf = (host, own) =>
  [nearest(host), ...navigator.languages, own].map(canonical).find((language) => KNOWN.test(language)) ?? "en";

// What writes in that language; undefined for English.
export const textsIn = async (language, host) => {
  if (/^en\b/.test(language)) return undefined;
  const { open } = await module("language.js");
  return open(language, host.hasAttribute("data-show-missing-texts"));
};
