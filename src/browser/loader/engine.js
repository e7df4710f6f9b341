// The rules engine, in a worker where the page allows one, else on the main thread.
import { integrity, sibling } from "./files.js";
import { trustedScriptURL } from "./policy.js";

// A worker that does not answer in this time is ended. The engine's own limits stop a script long before.
const TIME_LIMIT_MS = 5000;

let files; // one download for all forms of a page

const download = async () => {
  const get = async (name) => {
    const response = await fetch(sibling(name), { integrity: integrity[name] });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    return response;
  };
  const compile = async (response) =>
    response.headers.get("content-type") === "application/wasm"
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  const [script, module] = await Promise.all([
    get("rules.js").then((response) => response.text()),
    get("rules.wasm").then(compile),
  ]);
  return { script, module };
};

// A worker cannot be started from another origin's address, but from a blob that holds the same text.
const openWorker = ({ script, module }, hear, fail) =>
  new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(trustedScriptURL(url), { type: "module", name: "referral-rules" });
    let open = 0; // questions
    let since; // when the worker was last heard or asked
    let timer;
    // One timer for many questions: to set one at every keystroke takes longer than all else here.
    const watch = () => {
      timer = undefined;
      if (!open) return;
      const left = since + TIME_LIMIT_MS - performance.now();
      if (left <= 0) fail("The rules did not answer in time.");
      else timer = setTimeout(watch, left);
    };
    const end = () => {
      clearTimeout(timer);
      worker.terminate();
    };
    // Where the page's policy refuses the worker, this event is all that tells.
    worker.onerror = () => {
      end();
      reject(new Error("The page allows no worker."));
    };
    worker.onmessage = ({ data }) => {
      since = performance.now();
      if (data.ready) {
        URL.revokeObjectURL(url);
        worker.onerror = (event) => fail(event.message || "The worker failed.");
        resolve({
          end,
          post(request) {
            worker.postMessage(request);
            open += 1;
            since = performance.now();
            timer ??= setTimeout(watch, TIME_LIMIT_MS);
          },
        });
        return;
      }
      open -= 1;
      if ("trap" in data) fail(data.trap);
      else hear(data.reply);
    };
    worker.postMessage(module);
  });

let copies = 0;

// A fresh copy of the module each time: an instance that has trapped is of no more use.
const openHere = async ({ module }, hear, fail) => {
  const { open } = await import(`${sibling("rules.js")}${copies ? `?copy=${copies}` : ""}`);
  copies += 1;
  const engine = await open(module);
  return {
    end() {},
    // As a worker does, it answers once whoever asks is done.
    async post(request) {
      await undefined;
      let reply;
      try {
        reply = engine.answer(request);
      } catch (error) {
        return fail(String(error));
      }
      hear(reply);
    },
  };
};

// Speaks with the engine in JSON text (`exchange::Request` and `exchange::Reply`).
export class Engine {
  #hear;
  #fail;
  #opening;
  #port; // once it is open
  #inForce; // the last script that compiled, as a request to load it
  #loading; // the script that is being compiled

  constructor(hear, fail) {
    this.#hear = hear;
    this.#fail = fail;
  }

  get hasRules() {
    return this.#inForce !== undefined;
  }

  load(program, script) {
    this.#loading = JSON.stringify({ load: { program, script } });
    this.#send(this.#loading);
  }

  // The evaluation date is today in UTC, as at the endpoint.
  judge(id, answers) {
    this.#send(JSON.stringify({ judge: { id, answers, today: new Date().toISOString().slice(0, 10) } }));
  }

  #send(request) {
    if (this.#port) this.#port.post(request);
    else this.#sendLater(request);
  }

  async #sendLater(request) {
    const opening = (this.#opening ??= this.#open());
    try {
      const port = await opening;
      if (this.#opening !== opening) return port.end(); // stopped meanwhile
      this.#port = port;
      port.post(request);
    } catch (error) {
      this.#opening = undefined;
      this.#fail(String(error.message ?? error));
    }
  }

  // Opens a port. After a trap or a timeout the rules in force are put back first.
  async #open() {
    const inForce = this.#inForce;
    files ??= download();
    const ready = await files.catch((error) => {
      files = undefined;
      throw error;
    });
    let swallow = inForce ? 1 : 0;
    const hear = (reply) => {
      if (swallow) swallow -= 1;
      else this.#take(reply);
    };
    const fail = (why) => this.#stumble(why);
    const port = await openWorker(ready, hear, fail).catch(() => openHere(ready, hear, fail));
    if (inForce) port.post(inForce);
    return port;
  }

  #take(text) {
    if (!text) return this.#fail("There are no rules in force.");
    const reply = JSON.parse(text);
    if (reply === "loaded") this.#inForce = this.#loading;
    if (!reply.judged) this.#loading = undefined;
    this.#hear(reply);
  }

  // The worker trapped or did not answer. A script that does so while it is compiled is refused.
  #stumble(why) {
    const loading = this.#loading;
    this.stop();
    if (!loading) return this.#fail(why);
    const problems = [{ place: "the rules script", message: why }];
    this.#hear({ refused: { problems, program: false } });
  }

  stop() {
    this.#port?.end();
    this.#port = this.#opening = this.#loading = undefined;
  }
}
