/** What `src/bin/delivery.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: Response }): Promise<unknown>;
export function request(destination: string, origins: string, submission: string, now: string, now_ms: number): string;
