import { trustedScriptURL } from "./policy.js";

/** @import { Scripts } from "./types/scripts.js" */

// The hashes of the files that a script loads; the build puts them in. The loader checks the scripts that it loads, and
// those check what they load themselves.
export const integrity = __INTEGRITY__;

/** @param {string} name */
export const sibling = (name) => new URL(name, import.meta.url).href;

/**
 * Loads an ES module that is beside this one. Another query gives another copy. `import` cannot check hashes, so a
 * script element with the hash loads the module first, and the import reuses it. The element stays in the page until
 * then, because WebKit forgets script elements that are not in a page.
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
