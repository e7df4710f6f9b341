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

/** What is known of the partner who refers. A fact that is left out is not known here; an empty one is known not to exist. */
export interface PartnerFacts {
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** The host name of the partner's website, in small letters. */
  domain?: string;
  /** The vendor's own word for the partner's rank. */
  level?: string;
}

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

/** Something in a row that could not be read. */
export interface Note {
  /** The field, where it is about one; `contacts.0.email` in a row of a group. */
  field?: string;
  /** The column, as its header has it. */
  column?: string;
  /** What stands in the cell, cut where it is long. */
  value?: string;
  /** Why it cannot be read. */
  message: string;
  /** How to mend it, where the message does not say it. */
  help?: string;
}

/**
 * What became of a row: a verdict, with only those findings that are not met, in a list that rows share; or why there is
 * none, in words and as a note for each thing that could not be read.
 */
export type Row =
  | (Omit<Verdict, 'findings'> & { line: number; findings: readonly Readonly<Outcome>[] })
  | { line: number; status: 'unreadable'; why: string; notes: Note[] };

/** What is known of a sheet. Whatever is left out is found out from it. They are the options of `referral precheck`. */
export interface ListOptions {
  /** Columns by their names, and the field that each answers: `{ Firmenname: 'company', 'Mail 1': 'contacts.0.email' }`. */
  columns?: Record<string, string>;
  /** What separates the cells: a character, or `tab`. */
  delimiter?: string;
  /** How decimals are written: `point` (1,500.50) or `comma` (1.500,50). By default as the column shows, else as in the program's language. */
  decimal?: 'point' | 'comma';
  /** The encoding of bytes, as `TextDecoder` names it, or `cp932`. By default UTF-8, UTF-16, Windows-1252, Shift_JIS and EUC-JP are recognised. */
  encoding?: string;
  /** Whether day or month comes first in `03/04/2027`. By default as the column shows; a column that leaves it open is refused. */
  dates?: 'day-first' | 'month-first';
  /** The language in which is told what is wrong, such as `ja`: one of the form's nine, by default the program's. */
  language?: string;
}

/** What is known of a sheet once its first rows are judged. */
export interface Sheet {
  /** The columns, with the fields that they answer. */
  columns: { column: string; field: string | null }[];
  /** What is worth knowing of them, such as required fields without a column. */
  notes: string[];
}

/** A list under judgement. */
export interface List {
  /**
   * The rows that the next piece completes: a text cut between letters, or bytes cut anywhere.
   *
   * @throws Why the columns cannot be matched to fields, or whether day or month comes first is open.
   */
  feed(piece: string | Uint8Array | ArrayBuffer): Row[];
  /** The rows that are left. */
  end(): Row[];
  /** Which column answers which field. */
  readonly sheet: Sheet;
}

/** A program's rules, and the lead that they judge. */
export interface Leads {
  /** The verdict on a lead. */
  verdict(lead: Lead): Verdict;
  /** The same verdict, mended, after one answer has changed. Only the rules that read it run. */
  change(field: string, answer: Lead[string]): Verdict;
  /**
   * A list of leads as CSV, whose columns, 16,384 at most, are named as the fields or their labels in any of the program's
   * languages are. A column of a group has the number of its row in its name: `contacts.0.email`, `E-mail 1`.
   */
  list(options?: ListOptions): List;
  /** Gives back the memory. */
  free(): void;
}

/**
 * Compiles a program's rules.
 *
 * @param program The text of `program.json`.
 * @param script The text of its script.
 * @param options `today`: the evaluation date (RFC 3339 full-date; by default today in the program's time zone). `partner`: what is known
 * of the partner; rules that read anything else are pending, and a lead that waits for nothing else is in `review`. `wasm`: the module,
 * where it cannot be fetched from beside this script, as in Node.js.
 * @throws All mistakes in program and script, with line and column.
 */
export function open(
  program: string,
  script: string,
  options?: {
    today?: string;
    partner?: PartnerFacts;
    wasm?: string | URL | Response | BufferSource | WebAssembly.Module;
  },
): Promise<Leads>;
