// A page with `require-trusted-types-for 'script'` must allow this policy by its name: `trusted-types referral-widget`.
// Only two things pass through it: HTML of our own templates, which escape everything, and our own worker. A page
// allows one policy of that name. So it is made only when it is first needed: scripts that only read other files do not
// make one.

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
    // The page does not allow it, or another copy of this module has made it.
  }
  return policy;
};

/** @param {string} html */
export const trustedHTML = (html) => made()?.createHTML(html) ?? html;
/** @param {string} url */
export const trustedScriptURL = (url) => made()?.createScriptURL(url) ?? url;
