/** Controls that hold an answer. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What happens in a form: to an element of it, mostly a control. */
export interface FormEvent {
  target: Control;
  /** What gets the focus. */
  relatedTarget?: Control | null;
  preventDefault(): void;
}

/** The scripts that only some forms load, by their files. */
export interface Scripts {
  "choices.js": typeof import("../choices.js");
  "delivery.js": typeof import("../delivery.js");
  "draft.js": typeof import("../draft.js");
  "feedback.js": typeof import("../feedback.js");
  "groups.js": typeof import("../groups.js");
  "language.js": typeof import("../language.js");
  "outbox.js": typeof import("../outbox.js");
  "ports.js": typeof import("../ports.js");
  "rules.js": typeof import("../rules.js");
  "signature.js": typeof import("../signature.js");
  "steps.js": typeof import("../steps.js");
}

/** What loads a script: the loader's own, for scripts that it has loaded. */
export type Load = typeof import("../files.js").module;

/** A text in the form's language; undefined for English. */
export type Say = (key: string, values?: Values) => string | undefined;

/** What a text has in its places. */
export type Values = Record<string, string | number | undefined>;

/** Tells a failed form why. */
export type Fail = (why: string) => void;

/** What the page's element says of signatures: the keys, the id of the program, and the lowest counter. */
export interface Trust {
  keys: string;
  id: string | null;
  counter: string | null;
}
