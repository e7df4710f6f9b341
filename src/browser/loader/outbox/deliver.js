// One attempt to bring a submission to a destination.
import { post, postJson } from "../post.js";
import { resolve } from "../requests.js";

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

// What came of it, as `post` says it. Nothing can be sent by a description that is wrong: that is final.
export const deliver = async ({ source, to, submission }, files) => {
  const url = resolve(to.endpoint, source);
  if (isPlain(to)) return postJson(url, submission.key, submission);
  let write;
  try {
    write = await writer(files);
  } catch {
    return { status: 0 };
  }
  let request;
  try {
    request = write(to, submission, new Date());
  } catch (error) {
    return { status: 400, answer: { detail: String(error?.message ?? error) } };
  }
  return post(url, request);
};
