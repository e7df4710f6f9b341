// Loads what sends submissions: a script that is fetched once the form can be used, and one outbox for all forms of a
// page.
import { module } from "./files.js";

/** @import { ReferralForm } from "form-glue" */

/** @type {Promise<typeof import("./outbox.js")> | undefined} */
let fetched;
/** @type {typeof import("./outbox.js") | undefined} */
export let outboxScript; // undefined until it is loaded
/**
 * The outbox, if a form of the page has asked for it.
 * @type {Promise<import("./outbox.js").Outbox | undefined> | undefined}
 */
export let outbox;
let failed = 0; // how often it could not be loaded

// Browsers remember an address that failed, so the next try uses another one.
export const fetchOutbox = () =>
  (fetched ??= module("outbox.js", failed ? `?again=${failed}` : "").then((it) => (outboxScript = it)));

/**
 * Opens the page's outbox. It is undefined if it cannot be loaded.
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

// Whether submissions may wait in this browser: `outbox.js` sets this mark.
export const hasMark = () => {
  try {
    return !!localStorage.getItem("referral-outbox");
  } catch {
    return false;
  }
};
