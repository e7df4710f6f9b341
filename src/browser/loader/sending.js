// What sends submissions: a script that is fetched once the form can be used, and one outbox for all forms of a page.
import { module } from "./files.js";

/** @import { ReferralForm } from "form-glue" */

/** @type {Promise<typeof import("./outbox.js")> | undefined} */
let fetched;
/** @type {typeof import("./outbox.js") | undefined} */
export let outboxScript; // once it is there
/**
 * The outbox, if a form of the page has asked for it.
 * @type {Promise<import("./outbox.js").Outbox | undefined> | undefined}
 */
export let outbox;
let failed = 0; // how often it could not be had

// Browsers remember an address that failed.
export const fetchOutbox = () =>
  (fetched ??= module("outbox.js", failed ? `?again=${failed}` : "").then((it) => (outboxScript = it)));

/**
 * The page's outbox; undefined where it cannot be had.
 * @param {ReferralForm} form
 */
export const openOutbox = (form) =>
  (outbox ??= fetchOutbox()
    .then(({ Outbox }) => new Outbox(/** @type {typeof ReferralForm} */ (form.constructor), module))
    .catch(() => {
      outbox = fetched = undefined;
      failed += 1;
      return undefined;
    }));

// Whether submissions wait in this browser, as `outbox.js` has noted.
export const hasMark = () => {
  try {
    return !!localStorage.getItem("referral-outbox");
  } catch {
    return false;
  }
};
