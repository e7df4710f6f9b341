/**
 * The rules engine without a form, for leads that a program has: one by one, or whole lists.
 *
 *     const leads = await open(program, script)
 *     leads.verdict({ country: 'DE', employees: 320 }).status
 */

/** Answers by field name, typed or as text in plain style: `1500.50`, `2026-11-23`. An answer that does not fit its field is none. */
export type Lead = Record<string, Answer | Record<string, Answer>[]>;

/** The answer to a field; that to a group is a list of rows, each of them answers by field name. */
type Answer = string | number | boolean | string[] | null | undefined;

/** The outcome of one declared rule; of a score, a plan and a route it is met once that is known. */
export interface Outcome {
  code: string;
  outcome: 'met' | 'unmet' | 'pending' | 'error';
}

/** A verdict in short. */
export interface Verdict {
  status: 'qualified' | 'review' | 'disqualified' | 'incomplete';
  /** The sum of the scores that are known. */
  score: number;
  /** The id of the compensation plan. */
  plan: string | null;
  /** The fee in minor units (cents) of `currency`. */
  fee: number | null;
  /** ISO 4217. */
  currency: string | null;
  /** Where the vendor should send the lead. */
  route: string | null;
  /** One for each rule, in the script's order. */
  findings: Readonly<Outcome>[];
}

/**
 * What became of a row: a verdict, with only those findings that are not met, in a list that rows share; or why there is
 * none.
 */
export type Row =
  | (Omit<Verdict, 'findings'> & { line: number; findings: readonly Readonly<Outcome>[] })
  | { line: number; status: 'unreadable'; why: string };

/** A list under judgement. */
export interface List {
  /** The rows that the next piece of the text completes: a text cut between letters, or bytes in UTF-8 cut anywhere. */
  feed(piece: string | Uint8Array): Row[];
  /** The rows that are left. */
  end(): Row[];
}

/** A program's rules, and the lead that they judge. */
export interface Leads {
  /** The verdict on a lead. */
  verdict(lead: Lead): Verdict;
  /** The same verdict, mended, after one answer has changed. Only the rules that read it run. */
  change(field: string, answer: Lead[string]): Verdict;
  /** A list of leads as CSV, whose columns, 16,384 at most, are named as the fields or their labels are. */
  list(): List;
  /** Gives back the memory. */
  free(): void;
}

/**
 * Compiles a program's rules.
 *
 * @param program The text of `program.json`.
 * @param script The text of its script.
 * @param options `today`: the evaluation date (RFC 3339 full-date; by default today in the program's time zone). `wasm`: the module, where
 * it cannot be fetched from beside this script, as in Node.js.
 * @throws All mistakes in program and script, with line and column.
 */
export function open(
  program: string,
  script: string,
  options?: { today?: string; wasm?: string | URL | Response | BufferSource | WebAssembly.Module },
): Promise<Leads>;
