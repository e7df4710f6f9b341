/** What `src/bin/status.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: Promise<Response> }): Promise<unknown>;

export class ReferralStatus {
  constructor(
    host: HTMLElement,
    endpoint: string,
    language: string,
    token: string | undefined,
    program: string | undefined,
    catalog: object,
  );
  free(): void;
}
