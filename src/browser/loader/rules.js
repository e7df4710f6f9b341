// The entry of the rules module. The page imports it, or a worker runs it as its only script.
import init, { RulesEngine } from "rules-glue";

/** @import { RulesEngine as Engine } from "rules-glue" */

/** @type {Promise<unknown> | undefined} */
let starting; // several engines share the instance

/** @param {WebAssembly.Module} module */
export const open = async (module) => {
  await (starting ??= init({ module_or_path: module }));
  return new RulesEngine();
};

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
  /** @type {Engine} */
  let engine;
  globalThis.onmessage = async ({ data }) => {
    try {
      if (data instanceof WebAssembly.Module) {
        engine = await open(data);
        postMessage({ ready: true });
      } else if (typeof data === "string") postMessage({ reply: engine.answer(data) });
    } catch (error) {
      postMessage({ trap: String(error) });
    }
  };
}
