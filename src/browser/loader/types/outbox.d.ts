import type { Answers } from "../../../../pkg/index.js";
import type { Delivery } from "./program.js";

/** The result of a POST request (`post.js`). Status 0 means that no answer came. */
export interface Reply {
  status: number;
  /** An answer came, but it cannot be read. */
  isOpaque?: boolean;
  /** The page does not allow what the program asks for. */
  isHeld?: boolean;
  redirected?: boolean;
  /** Seconds. */
  retryAfter?: number;
  /** The key with which the sender may act on the referral. */
  statusKey?: string;
  /** The answer, if it was JSON. It may contain anything. */
  answer?: Answered;
}

/** What the loader reads of an answer. The sender may have written anything, so each use checks the type. */
export interface Answered {
  detail?: string;
  message?: string;
  referral?: string;
  signature?: string;
  lead_salt?: string;
  decision_due_at?: string;
  decision_time_zone?: string;
  receipt?: Omit<Answered, "receipt">;
  errors?: { message?: string }[];
}

/** What the form sends (`submission::Envelope`), as far as the loader reads it. */
export interface Submission {
  key: string;
  lead: Answers;
  /** The answers are stored as they were typed. */
  typed?: boolean;
  language?: string;
  attribution?: { partner: string | null };
  signals?: Signals;
}

/** What tells people from machines. */
export interface Signals {
  trap: string;
  seconds: number | null;
}

/** A submission on its way into the outbox. */
export interface Sent {
  key: string;
  /** The address of the program. */
  source: string;
  /** The origin that has given it; earlier versions did not write it down. */
  publisher?: string;
  submission: Submission;
}

/** A submission in the outbox. Times are milliseconds since 1970. */
export interface Entry {
  key: string;
  source: string;
  publisher?: string;
  partner?: string;
  label?: string;
  to: Delivery;
  /** It is removed once it has arrived. */
  submission?: Submission;
  /** The key with which the sender may act on the referral later; earlier versions chose none. */
  statusKey?: string;
  state: State;
  at: number;
  attempts: number;
  sent: number;
  due: number;
  until: number;
  reply?: Reply;
  /** It goes to a further system, not to the first. */
  isOther?: boolean;
  /** The browser keeps it. */
  kept?: boolean;
}

export type State = "waits" | "sent" | "refused" | "expired" | "unreadable";
