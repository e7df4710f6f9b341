/** What `src/bin/leads.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: LeadsModule }): Promise<unknown>;

export type LeadsModule = string | URL | Response | BufferSource | WebAssembly.Module;

export class LeadJudge {
  constructor(program: string, script: string, today: string);
  codes(): string;
  concern(field: number): boolean;
  set(field: number, answer: string): boolean;
  judge(): number;
  score(): number;
  plan(): number;
  fee(): number;
  route(): number;
  route_name(route: number): string | undefined;
  outcomes(sixteen: number): number;
  list(
    today: string,
    program: string,
    columns: string[],
    delimiter?: string,
    decimal?: string,
    dates?: string,
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
export function is_workbook(bytes: Uint8Array): boolean;
