// One attempt to bring a submission to a destination.
import { post, postJson } from "../post.js";

let opening; // of the module that writes what other systems take

// The further destinations. The program is not checked yet: anything may stand there.
export const others = ({ also } = {}) => (Array.isArray(also) ? also.map(Object) : []);

// The reference endpoint, and whoever takes what it takes, needs none.
const isPlain = (to) => ["format", "method", "headers", "credentials", "map", "constants"].every((key) => to[key] === undefined);

const open = async ({ integrity, module, sibling }) => {
  const wasm = fetch(sibling("delivery.wasm"), { integrity: integrity["delivery.wasm"] });
  const [{ open }, response] = await Promise.all([module("delivery.js"), wasm]);
  return open(response);
};

const writer = (files) =>
  (opening ??= open(files).catch((error) => {
    opening = undefined;
    throw error;
  }));

// Loads what will be needed.
export const prepare = (delivery, files) => {
  const all = [Object(delivery), ...others(delivery)];
  if (!all.every(isPlain)) writer(files).catch(() => {}); // whoever sends tries again
};

// Nothing can be sent by a description that is wrong: that is final.
const refused = (detail) => ({ status: 400, answer: { detail } });

// What came of it, as `post` says it. `allowed` are the origins at which the page lets the program choose more than a plain
// POST. Where that is not enough, the submission `isHeld`: as if the system were closed, until a page allows it.
export const deliver = async ({ source, publisher, to, submission }, files, allowed) => {
  // What no address can be made of would be read as one of the page.
  if (!URL.canParse(to.endpoint, source)) return refused("`delivery.endpoint` is not a web address.");
  const url = new URL(to.endpoint, source);
  if (isPlain(to)) return postJson(url, submission.key, submission);
  let write;
  try {
    write = await writer(files);
  } catch {
    return { status: 0 };
  }
  const own = new URL(source).origin;
  // Where another origin answered in its place (a redirect), nobody can tell whose the program is. Earlier versions did not
  // write down who answered.
  const program = (publisher ?? own) === own ? own : null;
  const origins = { to: url.origin, program, page: allowed };
  try {
    const { request, held } = write(to, origins, submission, new Date());
    return request ? post(url, request) : { status: 503, answer: { detail: held }, isHeld: true };
  } catch (error) {
    return refused(String(error?.message ?? error));
  }
};
