// Judges a list of leads: it takes pieces of a sheet and returns a verdict for each row.
import { STATUSES, eachOutcome, lowest } from "./outcomes.js";

/**
 * @import { LeadList } from "leads-glue"
 * @import { Note, Outcome, Row, Sheet } from "../../../pkg/leads.js"
 * @import { PlanAt } from "./leads.js"
 * @import { SheetBytes } from "./sheet-bytes.js"
 */

/**
 * What all rows of a list share.
 * @typedef {object} Known
 * @property {PlanAt[]} plans by index + 1; the first entry means no plan
 * @property {string[]} routes that have come up so far, by index
 * @property {Readonly<Outcome>[]} each one object for each rule and outcome
 * @property {number} words how many numbers hold a row's outcomes
 * @property {Found} findings a tree with a list of findings at each leaf; each level is one of those numbers
 * @property {number} lists how many lists of findings were made
 * @property {Sheet} [sheet]
 *
 * @typedef {Map<number, Found | readonly Readonly<Outcome>[]>} Found
 */

// How many letters or bytes are passed on at a time.
const PIECE = 1 << 16;

// How many lists of findings are remembered.
const MOST_LISTS = 10000;

export class List {
  /** @type {LeadList | undefined} */ #judge; // undefined after the end of the list
  #encoder = new TextEncoder();
  /** @type {Uint8Array<ArrayBuffer> | undefined} */ #buffer;
  #bytes;
  /** @type {Known} */ #known;

  /**
   * @param {LeadList} judge
   * @param {string[]} codes
   * @param {PlanAt[]} plans
   * @param {SheetBytes} bytes
   */
  constructor(judge, codes, plans, bytes) {
    this.#judge = judge;
    this.#bytes = bytes;
    this.#known = {
      plans,
      routes: [],
      each: codes.flatMap(eachOutcome),
      words: Math.ceil(codes.length / 16),
      findings: new Map(),
      lists: 0,
    };
  }

  /**
   * Takes the next piece, as text or as bytes in any encoding. Returns the verdicts on the rows that it completes.
   * @param {string | Uint8Array | ArrayBuffer} piece
   * @returns {Row[]}
   */
  feed(piece) {
    this.#mustGoOn();
    /** @type {Row[]} */
    const verdicts = [];
    if (typeof piece === "string") {
      this.#text(verdicts, piece);
    } else {
      const bytes = ArrayBuffer.isView(piece)
        ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
        : new Uint8Array(piece);
      for (let at = 0; at < bytes.length; at += PIECE) this.#take(verdicts, bytes.subarray(at, at + PIECE), false);
    }
    return verdicts;
  }

  /**
   * Ends the list. Returns the verdicts on the remaining rows.
   * @returns {Row[]}
   */
  end() {
    this.#mustGoOn();
    /** @type {Row[]} */
    const verdicts = [];
    this.#take(verdicts, new Uint8Array(0), true);
    this.#tell(verdicts);
    this.#known.sheet = this.sheet;
    this.#judge?.free();
    this.#judge = undefined;
    return verdicts;
  }

  #mustGoOn() {
    if (!this.#judge) throw new Error("This list has ended: begin another with `list`.");
  }

  /**
   * Which column answers which field, and notes on the columns. It is known once the first rows are judged.
   * @returns {Sheet}
   */
  get sheet() {
    return this.#judge ? JSON.parse(this.#judge.sheet()) : /** @type {Sheet} */ (this.#known.sheet);
  }

  /**
   * @param {Row[]} verdicts
   * @param {Uint8Array} bytes
   * @param {boolean} isAll
   */
  #take(verdicts, bytes, isAll) {
    const text = this.#bytes.take(bytes, isAll);
    if (typeof text === "string") this.#text(verdicts, text);
    else if (text.length) this.#tell(verdicts, text);
  }

  /**
   * @param {Row[]} verdicts
   * @param {string} piece
   */
  #text(verdicts, piece) {
    this.#buffer ??= new Uint8Array(3 * PIECE + 3); // UTF-8 needs at most three bytes for a UTF-16 unit
    for (let at = 0, end; at < piece.length; at = end) {
      end = Math.min(at + PIECE, piece.length);
      // Do not cut a letter of two UTF-16 units in half.
      if (end < piece.length && (piece.charCodeAt(end - 1) & 0xfc00) === 0xd800) end += 1;
      const { written } = this.#encoder.encodeInto(piece.slice(at, end), this.#buffer);
      this.#tell(verdicts, this.#buffer.subarray(0, written));
    }
  }

  /**
   * @param {Row[]} verdicts
   * @param {Uint8Array} [piece]
   */
  #tell(verdicts, piece) {
    const judge = /** @type {LeadList} */ (this.#judge);
    const { routes } = this.#known;
    const numbers = judge.feed(piece);
    while (routes.length < judge.routes()) routes.push(String(judge.route_name(routes.length)));
    tell(this.#known, verdicts, numbers, judge.said().split("\n"));
  }
}

// These are functions outside the class. V8 would compile methods again for the next list, because the object is gone
// by then.

/**
 * @param {Known} known
 * @param {Row[]} verdicts
 * @param {Float64Array} numbers
 * @param {string[]} said
 */
const tell = (known, verdicts, numbers, said) => {
  const { plans, routes, words } = known;
  let unreadable = 0;
  for (let i = 0; i < numbers.length;) {
    const line = small(numbers[i++]);
    const status = STATUSES[numbers[i++]];
    if (status === "unreadable") {
      /** @type {Note[]} */
      const notes = JSON.parse(said[unreadable++]);
      const why = notes.map(({ message, help }) => (help ? `${message}; ${help}` : message)).join("; ");
      verdicts.push({ line, status, why, notes });
      continue;
    }
    const score = small(numbers[i++]);
    const { plan, currency } = plans[numbers[i++] + 1];
    const fee = numbers[i++];
    const place = numbers[i++];
    const route = place < 0 ? null : routes[place];
    const findings = findingsAt(known, numbers, i);
    i += words;
    const isPaid = !Number.isNaN(fee);
    verdicts.push({
      line,
      status,
      score,
      plan,
      fee: isPaid ? small(fee) : null,
      currency: isPaid ? currency : null,
      route,
      findings,
    });
  }
};

/**
 * Returns the findings of a row. Rows with the same outcomes share one list, because making a list takes half of the
 * time that a row takes.
 * @param {Known} known
 * @param {Float64Array} numbers
 * @param {number} at
 * @returns {readonly Readonly<Outcome>[]}
 */
const findingsAt = (known, numbers, at) => {
  const end = at + known.words;
  /** @type {Found | readonly Readonly<Outcome>[]} */
  let found = known.findings;
  for (let i = at; i < end; i++) {
    const branch = /** @type {Found} */ (found);
    let next = branch.get(numbers[i]);
    if (!next) {
      next = i + 1 < end ? new Map() : listed(known, numbers.subarray(at, end));
      branch.set(numbers[i], next);
    }
    found = next;
  }
  return /** @type {readonly Readonly<Outcome>[]} */ (found);
};

/**
 * @param {Known} known
 * @param {Float64Array} words
 */
const listed = (known, words) => {
  /** @type {Readonly<Outcome>[]} */
  const findings = [];
  words.forEach((outcomes, i) => {
    while (outcomes) {
      const bit = lowest(outcomes);
      findings.push(known.each[64 * i + 2 * bit + ((outcomes >>> bit) & 3)]);
      outcomes &= ~(3 << bit);
    }
  });
  known.lists += 1;
  if (known.lists % MOST_LISTS === 0) known.findings = new Map();
  return Object.freeze(findings);
};

/**
 * Returns the same number in a form that engines store without an object for it.
 * @param {number} number
 */
export const small = (number) => (number === (number | 0) ? number | 0 : number);
