// The rules module's entry: imported by the page, or the whole of a worker.
import init, { RulesEngine } from "rules-glue";

let starting; // several engines share the instance

export const open = async (module) => {
  await (starting ??= init({ module_or_path: module }));
  return new RulesEngine();
};

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
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
