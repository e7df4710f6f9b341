/** The answers by field name, as the program names its fields. */
export type Answers = Record<string, Answer | Row[]>;

/** The answer to a field that is no group. */
export type Answer = string | number | boolean | string[] | null;

/** A row of a group: its answers by field name. */
export type Row = Record<string, Answer>;

/** Where a lead stands by the vendor's rules. In `review`, a partner manager decides; or the endpoint, where a finding has `unknown`. */
export type Status = 'qualified' | 'review' | 'disqualified' | 'incomplete';

/** The outcome of one declared rule. */
export interface Finding {
  code: string;
  kind: 'require' | 'review' | 'score' | 'plan' | 'route';
  /** What the criterion is, in the partner's words. Absent for a score, a plan and a route. */
  message?: string;
  outcome: 'met' | 'unmet' | 'pending' | 'error';
  points?: number;
  /** The fields the rule read, and the facts of the partner, such as `partner.level`. */
  read: string[];
  /** Those of the fields that are required and not yet answered. */
  waiting_for?: string[];
  /** Those of the facts that the page does not know. The endpoint knows them, and decides. */
  unknown?: string[];
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
  /** The fields that are not asked of this lead. Answers to them do not count. */
  hidden?: string[];
  /** The fields whose answers break their `valid_when`. These answers do not count. */
  invalid?: string[];
  /** The evaluation date (RFC 3339 full-date). */
  today: string;
  /** SHA-256 in hexadecimal. */
  rules_hash: string;
  /** SHA-256 in hexadecimal. */
  program_hash: string;
}

/** What came of a submission. */
export type Outcome =
  | {
      sent: true;
      /** The idempotency key. */
      key: string;
      /** The referral's id; `null` where the endpoint gave no receipt. */
      referral: string | null;
      status: ReferralStatus | null;
    }
  | {
      sent: false;
      /**
       * Answers are missing or wrong, the page held it back, it waits to be sent again by itself, nobody answered and
       * nothing keeps it, it was refused for good, or an earlier referral protects the customer.
       */
      reason: 'answers' | 'cancelled' | 'queued' | 'network' | 'refused' | 'known';
      message: string;
    };

/** Where a referral stands. */
export type ReferralStatus = 'accepted' | 'in-review' | 'declined';

/**
 * `<referral-form program="…/program.json" partner="…">`: the address of the vendor's program, and the id of
 * whoever refers. `program-key` names the keys that the program must be signed by, `program-id` which program it must be,
 * `program-counter` the lowest counter of its signature. `delivery-origins` names the origins where the program may choose
 * method and headers. `partner-token` has a token of the vendor's that says who is signed in. Each attribute may be written
 * as `data-…`. `value-NAME="…"` answers the field NAME at first.
 */
export class ReferralFormElement extends HTMLElement {
  /**
   * A copy of the answers, written alike in every language: numbers as numbers, dates as `2027-03-01`, the values of options,
   * countries by their two letters. A number that cannot be read yet is not in it. Setting it fills in the form; what is no
   * object throws a `TypeError`.
   */
  get value(): Answers;
  set value(answers: Record<string, Answers[string] | undefined>);
  /** The latest verdict; `null` before the rules have arrived. */
  readonly verdict: Verdict | null;
  /** Who refers: the attribute `partner`. */
  partner: string;
  /** The attribute `campaign`. */
  campaign: string;
  /** The token of the page's challenge. It travels as `challenge`. */
  challengeToken?: string;
  /** The verdict on the answers as they stand, once the rules have judged them. Rejects where nobody can judge them. */
  precheck(): Promise<Verdict>;
  /** Submits, as the button does. Rejects where there is nothing to send: no form yet, or a lead that is sent. */
  submit(): Promise<Outcome>;
  /** Begins a new lead, with what the page fills in, and forgets the draft. */
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
  /** A referral, or feedback on the program, is about to be sent. Cancelable. */
  'referral-before-submit': CustomEvent<{
    key: string;
    kind: 'referral' | 'feedback';
    /** The token of the page's challenge, for a listener to set. It travels as `challenge`. */
    token?: string;
    /** Sends once the promise resolves. One that is rejected holds back what is sent, and its message is shown. */
    waitUntil(promise: PromiseLike<unknown>): void;
  }>;
  /** It could not be sent yet, and is sent again by itself. `kept`: also after this page is closed. */
  'referral-queued': CustomEvent<{ key: string; kept: boolean }>;
  /** The vendor's endpoint has it. */
  'referral-submitted': CustomEvent<{ key: string; referral: string | null; status: ReferralStatus | null }>;
  /** Not sent, or something cannot be used. */
  'referral-failed': CustomEvent<{
    reason:
      | 'module'
      | 'program'
      | 'rules'
      | 'rules-refused'
      | 'engine'
      | 'network'
      | 'cancelled'
      | 'refused'
      | 'known'
      | 'destination';
    message: string;
  }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'referral-form': ReferralFormElement;
  }
  interface GlobalEventHandlersEventMap extends ReferralFormEventMap {}
}
