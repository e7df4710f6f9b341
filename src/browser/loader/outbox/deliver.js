// One attempt to bring a submission to a destination.
import { messageOf } from "../errors.js";
import { integrity, sibling } from "../files.js";
import { post, postJson } from "../post.js";

/**
 * @import { Entry, Reply, Submission } from "../types/outbox.js"
 * @import { Delivery } from "../types/program.js"
 * @import { Load } from "../types/scripts.js"
 */

let opening; // of the module that writes what other systems take

/**
 * The further destinations. The program is not checked yet: anything may stand there.
 * @param {Partial<Delivery>} [delivery]
 * @returns {Delivery[]}
 */
export const others = ({ also } = {}) => (Array.isArray(also) ? also.map(Object) : []);

/**
 * The reference endpoint, and whoever takes what it takes, needs none.
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
 * Loads what will be needed.
 * @param {Delivery | undefined} delivery
 * @param {Load} load
 */
export const prepare = (delivery, load) => {
  const all = [Object(delivery), ...others(delivery)];
  if (!all.every(isPlain)) writer(load).catch(() => {}); // whoever sends tries again
};

/**
 * Nothing can be sent by a description that is wrong: that is final.
 * @param {string} detail
 * @returns {Reply}
 */
const refused = (detail) => ({ status: 400, answer: { detail } });

/**
 * What came of it, as `post` says it. `allowed` are the origins at which the page lets the program choose more than a plain
 * POST. Where that is not enough, the submission `isHeld`: as if the system were closed, until a page allows it.
 * @param {Entry} entry
 * @param {Load} load
 * @param {string[]} allowed
 * @returns {Promise<Reply>}
 */
export const deliver = async ({ source, publisher, to, submission }, load, allowed) => {
  // What no address can be made of would be read as one of the page.
  if (!URL.canParse(to.endpoint, source)) return refused("`delivery.endpoint` is not a web address.");
  const url = new URL(to.endpoint, source);
  const sent = /** @type {Submission} */ (submission);
  if (isPlain(to)) return postJson(url, sent.key, sent);
  let write;
  try {
    write = await writer(load);
  } catch {
    return { status: 0 };
  }
  const own = new URL(source).origin;
  // Where another origin answered in its place (a redirect), nobody can tell whose the program is. Earlier versions did not
  // write down who answered.
  const program = (publisher ?? own) === own ? own : null;
  const origins = { to: url.origin, program, page: allowed };
  try {
    const { request, held } = write(to, origins, sent, new Date());
    return request ? post(url, request) : { status: 503, answer: { detail: held }, isHeld: true };
  } catch (error) {
    return refused(messageOf(error));
  }
};
