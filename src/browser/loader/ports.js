// Opens a rules engine in a worker or on the main thread. This script is loaded while the form is shown, as the rules
// are. The function that loads scripts (`load`) and the page's policy come from the loader, because a page accepts a
// policy of that name only once.
import { integrity, sibling } from "./files.js";
import { once } from "./once.js";
import { Rest } from "./rest.js";

/**
 * @import { Fail, Load } from "./types/scripts.js"
 * @import { Answering, Ask, Hear, Port } from "./types/engine.js"
 */

// A worker that does not answer within this time is ended. The engine's own limits stop a script much earlier.
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

// The module and its script are fetched once for all forms of a page.
const ready = once(async () => {
  const [script, module] = await Promise.all([
    get("rules.js").then((response) => response.text()),
    get("rules.wasm").then(compile),
  ]);
  return { script, module };
});

/**
 * A worker cannot start from an address of another origin. It can start from a blob with the same text.
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
    let open = 0; // questions without an answer
    // Counts from the last message to or from the worker.
    const silence = new Rest(TIME_LIMIT_MS, () => open && fail("The rules did not answer in time."));
    const end = () => {
      silence.stop();
      worker.terminate();
    };
    // If the page's policy refuses the worker, only this event says so.
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
      // If no rules are in force, the reply is undefined.
      const isReply = "reply" in said;
      if (!isReply && !("trap" in said)) return;
      open -= 1;
      if (open) silence.begin();
      if (isReply) hear(said.reply);
      else fail(String(said.trap));
    };
    worker.postMessage(module);
  });

let copy = 0; // which copy of the script is used; after a trap its instance is useless, so another copy is loaded

/**
 * Opens an engine on the main thread. All forms of a page share one instance: a page never forgets a script, and each
 * copy would keep its memory.
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
 * Opens an engine on the main thread, if the page allows no worker.
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
 * Opens a port to an engine. It reports each answer to `hear`, and a trap or a timeout to `fail`.
 * @param {Load} load
 * @param {(url: string) => string} trustedScriptURL
 * @param {Ask} ask
 * @param {Hear} hear
 * @param {Fail} fail
 */
export const open = async (load, trustedScriptURL, ask, hear, fail) =>
  openWorker(await ready(), trustedScriptURL, hear, fail).catch(() => openInstead(load, ask, hear, fail));
