// One attempt to bring a submission to a destination.
import { post } from "../post.js";
import { resolve } from "../requests.js";

let opening; // of the module that writes what other systems take

// The reference endpoint, and whoever takes what it takes, needs none.
const isPlain = ({ format = "json", map, constants }) => format === "json" && !map && !constants;

const writer = ({ integrity, module, sibling }) =>
  (opening ??= Promise.all([
    module("delivery.js"),
    fetch(sibling("delivery.wasm"), { integrity: integrity["delivery.wasm"] }),
  ]).then(
    ([{ open }, response]) => open(response),
    (error) => {
      opening = undefined;
      throw error;
    },
  ));

const plain = ({ method = "POST", headers, credentials = "omit" }, key, submission) => ({
  method,
  credentials,
  headers: { "content-type": "application/json", "idempotency-key": key, ...headers },
  body: JSON.stringify(submission),
});

// Loads what will be needed.
export const prepare = (delivery, files) => {
  const all = [delivery, ...(delivery?.also ?? [])].filter(Boolean);
  if (!all.every(isPlain)) writer(files).catch(() => {}); // whoever sends tries again
};

// What came of it, as `post` says it. Nothing can be sent by a description that is wrong: that is final.
export const deliver = async ({ source, to, submission }, files) => {
  const url = resolve(to.endpoint, source);
  if (isPlain(to)) return post(url, plain(to, submission.key, submission));
  let write;
  try {
    write = await writer(files);
  } catch {
    return { status: 0 };
  }
  try {
    return post(url, write(to, submission, new Date()));
  } catch (error) {
    return { status: 400, answer: { detail: String(error?.message ?? error) } };
  }
};
