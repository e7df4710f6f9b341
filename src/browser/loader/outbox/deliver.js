// Makes one attempt to bring a submission to a destination.
import { messageOf } from "../errors.js";
import { integrity, sibling } from "../files.js";
import { post, postJson } from "../post.js";

/**
 * @import { Entry, Reply, Submission } from "../types/outbox.js"
 * @import { Delivery } from "../types/program.js"
 * @import { Load } from "../types/scripts.js"
 */

let opening; // the module that writes requests for other systems

/**
 * Returns the other destinations. The program is not checked yet, so `also` may be anything.
 * @param {Partial<Delivery>} [delivery]
 * @returns {Delivery[]}
 */
export const others = ({ also } = {}) => (Array.isArray(also) ? also.map(Object) : []);

/**
 * Whether a destination takes the form's own format, as the reference endpoint does. Then no module needs to write the
 * request.
 * @param {Delivery} to
 */
const isPlain = (to) =>
  [to.format, to.method, to.headers, to.credentials, to.map, to.constants].every((it) => it === undefined);

/** @param {Load} load */
const open = async (load) => {
  const wasm = fetch(sibling("delivery.wasm"), { integrity: integrity["delivery.wasm"] });
  const [{ open }, response] = await Promise.all([load("delivery.js", "", integrity["delivery.js"]), wasm]);
  return open(response);
};

/** @param {Load} load */
const writer = (load) =>
  (opening ??= open(load).catch((error) => {
    opening = undefined;
    throw error;
  }));

/**
 * Loads the script that the destinations will need.
 * @param {Delivery | undefined} delivery
 * @param {Load} load
 */
export const prepare = (delivery, load) => {
  const all = [Object(delivery), ...others(delivery)];
  if (!all.every(isPlain)) writer(load).catch(() => {}); // the next attempt to send tries again
};

/**
 * The answer for a destination that is described wrongly. It is final.
 * @param {string} detail
 * @returns {Reply}
 */
const refused = (detail) => ({ status: 400, answer: { detail } });

/**
 * Sends a submission and returns the result in the form that `post` returns. `allowed` are the origins at which the
 * page lets the program choose more than a plain POST. If the program needs an origin that is not allowed, the
 * submission `isHeld`: it waits, as if the system were closed, until a page allows it.
 * @param {Entry} entry
 * @param {Load} load
 * @param {string[]} allowed
 * @returns {Promise<Reply>}
 */
export const deliver = async ({ source, publisher, to, submission, statusKey }, load, allowed) => {
  // An address that cannot be parsed would be taken as one relative to the page.
  if (!URL.canParse(to.endpoint, source)) return refused("`delivery.endpoint` is not a web address.");
  const url = new URL(to.endpoint, source);
  const sent = /** @type {Submission} */ (submission);
  // The key is for the endpoint alone. No other system gets it.
  if (isPlain(to)) return postJson(url, sent.key, statusKey ? { ...sent, status_key: statusKey } : sent);
  let write;
  try {
    write = await writer(load);
  } catch {
    return { status: 0 };
  }
  const own = new URL(source).origin;
  // If another origin answered (a redirect), nobody knows whose program it is. Earlier versions did not store the
  // origin that answered.
  const program = (publisher ?? own) === own ? own : null;
  const origins = { to: url.origin, program, page: allowed };
  try {
    const { request, held } = write(to, origins, sent, new Date());
    return request ? post(url, request) : { status: 503, answer: { detail: held }, isHeld: true };
  } catch (error) {
    return refused(messageOf(error));
  }
};
