/**
 * What the loader reads of a program. It is not checked yet when the form is first shown: each member may be missing, and
 * where the code looks at its kind first, the type says so.
 */
export interface Program {
  id?: string;
  version?: string;
  /** BCP 47. */
  language?: string;
  /** IANA. */
  time_zone?: string;
  /** The name of the script. */
  rules?: string;
  fields?: Field[];
  layout?: "page" | "steps";
  prefill?: string[];
  drafts?: "tab" | "device" | "off";
  draft_days?: number;
  outbox?: "device" | "off";
  outbox_days?: number;
  delivery?: Delivery;
  vendor?: { name?: string };
  contact?: { name?: string; email?: string };
  compensation?: { id: string; currency?: string }[];
  currency?: string;
}

/** A question, or one that a row asks. */
export interface Field {
  name: string;
  type: string;
  sensitive?: boolean;
  options?: { value: string }[];
  autocomplete?: string;
  decimals?: number;
  /** An amount is a text or a number. */
  min?: number | string;
  max?: number | string;
  /** Only groups have it. */
  fields?: Field[];
}

/** Where leads go. The members beside `endpoint` are what other systems need (`submission/formats/`). */
export interface Delivery {
  endpoint: string;
  id?: string;
  also?: Delivery[];
  format?: unknown;
  method?: unknown;
  headers?: unknown;
  credentials?: unknown;
  map?: unknown;
  constants?: unknown;
}
