/** What `src/bin/rules.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: WebAssembly.Module }): Promise<unknown>;

export class RulesEngine {
  answer(request: string): string | undefined;
  free(): void;
}
