// Under `require-trusted-types-for 'script'` the page names this policy: `trusted-types referral-widget`.
// What passes through it is written by our own templates, escaped by construction, and our own worker. A page allows one
// policy of that name: it is made where it is first needed, so that scripts which only read other files make none.

/** @type {ReturnType<NonNullable<typeof trustedTypes>["createPolicy"]> | null | undefined} */
let policy; // null where the page does not allow it

const made = () => {
  if (policy !== undefined) return policy;
  policy = null;
  try {
    /** @type {(text: string) => string} */
    const same = (text) => text;
    const rules = { createHTML: same, createScriptURL: same };
    policy = globalThis.trustedTypes?.createPolicy("referral-widget", rules) ?? null;
  } catch {
    // Or another copy of this module has made it.
  }
  return policy;
};

/** @param {string} html */
export const trustedHTML = (html) => made()?.createHTML(html) ?? html;
/** @param {string} url */
export const trustedScriptURL = (url) => made()?.createScriptURL(url) ?? url;
