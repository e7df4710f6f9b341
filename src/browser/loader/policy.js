// Under `require-trusted-types-for 'script'` the page names this policy: `trusted-types referral-widget`.
// What passes through it is written by our own templates, escaped by construction, and our own worker.
const create = (name) => {
  try {
    return globalThis.trustedTypes?.createPolicy(name, {
      createHTML: (html) => html,
      createScriptURL: (url) => url,
    });
  } catch {
    return undefined; // not allowed by the page, or made by another copy of this module
  }
};

const policy = create("referral-widget");

export const trustedHTML = (html) => policy?.createHTML(html) ?? html;
export const trustedScriptURL = (url) => policy?.createScriptURL(url) ?? url;
