// The ways to a rules engine: in a worker, or on the main thread. Loaded while the form is shown, as the rules are. What
// loads scripts (`load`) and the page's policy are the loader's: a page takes a policy of that name once.
import { integrity, sibling } from "./files.js";
import { once } from "./once.js";
import { Rest } from "./rest.js";

/**
 * @import { Fail, Load } from "./types/scripts.js"
 * @import { Answering, Ask, Hear, Port } from "./types/engine.js"
 */

// A worker that does not answer in this time is ended. The engine's own limits stop a script long before.
const TIME_LIMIT_MS = 5000;

/** @param {string} name */
const get = async (name) => {
  const response = await fetch(sibling(name), { integrity: integrity[name] });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
};

/** @param {Response} response */
const compile = async (response) =>
  response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());

// The module and its script: once for all forms of a page.
const ready = once(async () => {
  const [script, module] = await Promise.all([
    get("rules.js").then((response) => response.text()),
    get("rules.wasm").then(compile),
  ]);
  return { script, module };
});

/**
 * A worker cannot be started from another origin's address, but from a blob that holds the same text.
 * @param {{ script: string, module: WebAssembly.Module }} rules
 * @param {(url: string) => string} trustedScriptURL
 * @param {Hear} hear
 * @param {Fail} fail
 * @returns {Promise<Port>}
 */
const openWorker = ({ script, module }, trustedScriptURL, hear, fail) =>
  new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(trustedScriptURL(url), { type: "module", name: "referral-rules" });
    let open = 0; // questions
    // Since the worker was last heard or asked.
    const silence = new Rest(TIME_LIMIT_MS, () => open && fail("The rules did not answer in time."));
    const end = () => {
      silence.stop();
      worker.terminate();
    };
    // Where the page's policy refuses the worker, this event is all that tells.
    worker.onerror = () => {
      end();
      reject(new Error("The page allows no worker."));
    };
    worker.onmessage = ({ data }) => {
      const said = Object(data);
      if (said.ready === true) {
        URL.revokeObjectURL(url);
        worker.onerror = (event) => fail(event.message || "The worker failed.");
        resolve({
          end,
          post(request) {
            worker.postMessage(request);
            open += 1;
            silence.begin();
          },
        });
        return;
      }
      // Without rules in force there is nothing to say, and the reply is undefined.
      const isReply = "reply" in said;
      if (!isReply && !("trap" in said)) return;
      open -= 1;
      if (open) silence.begin();
      if (isReply) hear(said.reply);
      else fail(String(said.trap));
    };
    worker.postMessage(module);
  });

let copy = 0; // of the script: another one once its instance has trapped, which is of no more use then

/**
 * An engine on the main thread. All of a page's forms have theirs in one instance: scripts are never forgotten by a page,
 * and each copy would keep its memory.
 * @param {Load} load
 * @returns {Promise<Answering>}
 */
export const openHere = async (load) => {
  const { module: compiled } = await ready();
  const own = copy;
  const { open } = await load("rules.js", own ? `?copy=${own}` : "", integrity["rules.js"]);
  const engine = await open(compiled);
  return {
    answer(request) {
      if (own !== copy) throw new Error("The rules were restarted.");
      try {
        return engine.answer(request);
      } catch (error) {
        copy += 1;
        throw error;
      }
    },
  };
};

/**
 * Instead of a worker, where the page allows none.
 * @param {Load} load
 * @param {Ask} ask
 * @param {Hear} hear
 * @param {Fail} fail
 * @returns {Promise<Port>}
 */
const openInstead = async (load, ask, hear, fail) => {
  const engine = await openHere(load);
  return { isHere: true, end() {}, post: (request) => ask(engine, request, hear, fail) };
};

/**
 * A port to an engine: answers are heard, and a trap or a time-out fails.
 * @param {Load} load
 * @param {(url: string) => string} trustedScriptURL
 * @param {Ask} ask
 * @param {Hear} hear
 * @param {Fail} fail
 */
export const open = async (load, trustedScriptURL, ask, hear, fail) =>
  openWorker(await ready(), trustedScriptURL, hear, fail).catch(() => openInstead(load, ask, hear, fail));
