// What Rust and the loader both know. `tests/shared.rs` has written it.

// The name of the control that accepts the agreement.
export const AGREEMENT = "accept-agreement";

// The name of the control that confirms the customer's consent.
export const CONSENT = "give-consent";

// The name of the control that nobody sees.
export const TRAP = "further-information";

// The fragment of a page that the vendor's desk has opened.
export const CHECKED_BY_DESK = "#referral-check";

// Where a browser keeps what was sent from a website.
export const SENT_LIST = "referral-sent";

// Where a browser keeps what was said of programs.
export const FEEDBACK_LIST = "referral-feedback";

// The types of questions for numbers.
export const NUMBERS = ["number", "percent", "money"];

// No group takes more rows.
export const MAX_ROWS = 20;

// A list with more options is searched.
export const LONG_LIST = 25;

// No program and no script is larger.
export const MAX_PROGRAM_BYTES = 262144;
