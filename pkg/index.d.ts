/** The answers by field name, as the program names its fields. */
export type Answers = Record<string, string | number | boolean | string[] | null>;

/** Where a lead stands by the vendor's rules. */
export type Status = 'qualified' | 'review' | 'disqualified' | 'incomplete';

/** The outcome of one declared rule. */
export interface Finding {
  code: string;
  kind: 'require' | 'review' | 'score' | 'plan' | 'route';
  /** What the criterion is, in the partner's words. Absent for a score, a plan and a route. */
  message?: string;
  outcome: 'met' | 'unmet' | 'pending' | 'error';
  points?: number;
  /** The fields the rule read. */
  read: string[];
  /** Those of them that are required and not yet answered. */
  waiting_for?: string[];
  error?: string;
}

/** The fee a partner would earn. Amounts are decimals in major units, as strings, so that none is rounded. */
export interface Estimate {
  plan: string;
  name: string;
  amount: string;
  /** ISO 4217. */
  currency: string;
  /** The terms of the sum: a flat amount, or a percentage of something. */
  parts: Array<{ amount: string; share?: { percent: string; of: string; basis: string } }>;
  capped_at?: string;
  payment: { days: number; after: string };
}

/** A change of one answer that would turn the verdict. */
export interface Suggestion {
  field: string;
  /** The answers that would do, as they are sent; of a number or a date, the nearest. */
  answers: Array<string | number | boolean>;
  /** What the verdict would be. */
  status: Status;
}

/** What the rules say of a lead, and why. */
export interface Verdict {
  status: Status;
  findings: Finding[];
  score: number;
  qualify_at?: number;
  plan?: string;
  estimate?: Estimate;
  route?: string;
  /** Changes of one answer that would turn the verdict, the one that asks least first. */
  suggestions?: Suggestion[];
  /** The evaluation date (RFC 3339 full-date). */
  today: string;
  /** SHA-256 in hexadecimal. */
  rules_hash: string;
  /** SHA-256 in hexadecimal. */
  program_hash: string;
}

/**
 * `<referral-form program="…/program.json" partner="…">`: the address of the vendor's program, and the id of
 * whoever refers.
 */
export class ReferralFormElement extends HTMLElement {
  /** A copy of the answers. Setting it fills in the form; what is no object throws a `TypeError`. */
  value: Answers;
  /** The latest verdict; `null` before the rules have arrived. */
  readonly verdict: Verdict | null;
  /** Submits, as the button does. */
  submit(): void;
  /** Empties the form and begins a new lead. */
  reset(): void;
}

/**
 * All events bubble and are composed. Their details carry ids and outcomes, never personal data.
 */
export interface ReferralFormEventMap {
  /** The form is shown and can be used. */
  'referral-ready': CustomEvent<null>;
  /** An answer changed. */
  'referral-change': CustomEvent<null>;
  /** There is a new verdict. */
  'referral-verdict': CustomEvent<{
    status: Status;
    score: number;
    plan: string | null;
    findings: Array<Pick<Finding, 'code' | 'kind' | 'outcome'>>;
  }>;
  /** About to be submitted. Cancelable. */
  'referral-before-submit': CustomEvent<{ key: string }>;
  /** The vendor's endpoint has it. */
  'referral-submitted': CustomEvent<{ key: string; referral: string | null; status: string | null }>;
  /** Refused for good, or something cannot be used. */
  'referral-failed': CustomEvent<{
    reason: 'module' | 'program' | 'rules' | 'rules-refused' | 'engine' | 'network' | 'refused';
    message: string;
  }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'referral-form': ReferralFormElement;
  }
  interface HTMLElementEventMap extends ReferralFormEventMap {}
}
