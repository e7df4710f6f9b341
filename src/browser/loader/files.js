import { trustedScriptURL } from "./policy.js";

/** @import { Scripts } from "./types/scripts.js" */

// The files beside this one that a script loads, and their hashes, which the build puts in: the loader vouches for the
// scripts that it loads, and those for what they load in turn.
export const integrity = __INTEGRITY__;

/** @param {string} name */
export const sibling = (name) => new URL(name, import.meta.url).href;

/**
 * An ES module beside this one; with another query, a copy of it. `import` knows no hashes: a script element has them,
 * and the import takes what it loaded. It stays in the page meanwhile: WebKit forgets elements that are in none.
 * @template {keyof Scripts} Name
 * @param {Name} name
 * @param {string} [query]
 * @param {string} [hash]
 * @returns {Promise<Scripts[Name]>}
 */
export const module = (name, query = "", hash = integrity[name]) => {
  const script = document.createElement("script");
  return new Promise((resolve, reject) => {
    const address = sibling(name) + query;
    Object.assign(script, { type: "module", integrity: hash, crossOrigin: "anonymous" });
    script.onload = () => resolve(import(address));
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    script.src = trustedScriptURL(address);
    document.head.append(script);
  }).finally(() => script.remove());
};
