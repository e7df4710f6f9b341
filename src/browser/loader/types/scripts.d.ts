/** Controls that hold an answer. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** An event in a form. Its target is mostly a control. */
export interface FormEvent {
  target: Control;
  /** The element that gets the focus. */
  relatedTarget?: Control | null;
  preventDefault(): void;
}

/** The scripts that only some forms load, by file name. */
export interface Scripts {
  "choices.js": typeof import("../choices.js");
  "delivery.js": typeof import("../delivery.js");
  "draft.js": typeof import("../draft.js");
  "feedback.js": typeof import("../feedback.js");
  "groups.js": typeof import("../groups.js");
  "language.js": typeof import("../language.js");
  "outbox.js": typeof import("../outbox.js");
  "ports.js": typeof import("../ports.js");
  "report.js": typeof import("../report.js");
  "rules.js": typeof import("../rules.js");
  "signature.js": typeof import("../signature.js");
  "steps.js": typeof import("../steps.js");
}

/** Loads a script with the loader's own function. It is passed to scripts that the loader has loaded. */
export type Load = typeof import("../files.js").module;

/** Returns a text in the form's language; undefined for English. */
export type Say = (key: string, values?: Values) => string | undefined;

/** The values of a text's placeholders. */
export type Values = Record<string, string | number | undefined>;

/** Tells a form why it failed. */
export type Fail = (why: string) => void;

/** What the page's element says about signatures: the keys, the id of the program, and the lowest counter. */
export interface Trust {
  keys: string;
  id: string | null;
  counter: string | null;
}
