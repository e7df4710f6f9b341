/** What `src/bin/leads.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: LeadsModule }): Promise<Exports>;

/** The same for a module that is compiled already. */
export function initSync(given: { module: WebAssembly.Module }): Exports;

/** What the module itself exports. */
export interface Exports {
  memory: WebAssembly.Memory;
}

export type LeadsModule = string | URL | Response | BufferSource | WebAssembly.Module;

export class LeadJudge {
  constructor(program: string, script: string, today: string, partner?: string);
  codes(): string;
  concern(field: number): boolean;
  set(field: number, answer: string): void;
  places(): Uint32Array;
  judge(length: number): void;
  route_name(route: number): string | undefined;
  list(
    program: string,
    columns: string[],
    delimiter?: string,
    decimal?: string,
    dates?: string,
    language?: string,
  ): LeadList;
  free(): void;
}

export class LeadList {
  feed(piece?: Uint8Array): Float64Array;
  routes(): number;
  route_name(route: number): string | undefined;
  said(): string;
  sheet(): string;
  free(): void;
}

export function encoding_name(name: string): string;
export function encoding_of(bytes: Uint8Array, is_start: boolean, is_all: boolean): string | undefined;
export function workbook(bytes: Uint8Array, language: string): string | undefined;
