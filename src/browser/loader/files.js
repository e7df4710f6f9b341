import { trustedScriptURL } from "./policy.js";

// The files beside this one, and their hashes, which the build puts in.
export const integrity = __INTEGRITY__;

export const sibling = (name) => new URL(name, import.meta.url).href;

// An ES module beside this one; with another query, a copy of it. `import` knows no hashes: a script element has them,
// and the import takes what it loaded. It stays in the page meanwhile: WebKit forgets elements that are in none.
export const module = (name, query = "") => {
  const script = document.createElement("script");
  return new Promise((resolve, reject) => {
    const address = sibling(name) + query;
    Object.assign(script, { type: "module", integrity: integrity[name], crossOrigin: "anonymous" });
    script.onload = () => resolve(import(address));
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    script.src = trustedScriptURL(address);
    document.head.append(script);
  }).finally(() => script.remove());
};
