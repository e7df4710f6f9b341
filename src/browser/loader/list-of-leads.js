// A list of leads under judgement: pieces of a sheet in, a verdict for each row out.
import { STATUSES, eachOutcome, lowest } from "./outcomes.js";

/**
 * @import { LeadList } from "leads-glue"
 * @import { Note, Outcome, Row, Sheet } from "../../../pkg/leads.js"
 * @import { PlanAt } from "./leads.js"
 * @import { SheetBytes } from "./sheet-bytes.js"
 */

/**
 * What is known of a list, for all its rows.
 * @typedef {object} Known
 * @property {PlanAt[]} plans by their place + 1
 * @property {string[]} routes as far as they have come up
 * @property {Readonly<Outcome>[]} each each rule with each outcome
 * @property {number} words how many numbers hold a row's outcomes
 * @property {Found} findings lists of them, by one of those numbers after the other
 * @property {number} lists
 * @property {Sheet} [sheet]
 *
 * @typedef {Map<number, Found | readonly Readonly<Outcome>[]>} Found
 */

// Letters or bytes that are handed over at a time.
const PIECE = 1 << 16;

// Lists of findings that are remembered.
const MOST_LISTS = 10000;

export class List {
  /** @type {LeadList | undefined} */ #judge; // until the list is at its end
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
   * The verdicts on the rows that the next piece completes: text, or bytes in any encoding.
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
   * The verdicts on the rows that are left.
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
   * Which column answers which field, and what is worth knowing of them, once the first rows are judged.
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
    this.#buffer ??= new Uint8Array(3 * PIECE + 3); // a UTF-16 unit is three bytes at most
    for (let at = 0, end; at < piece.length; at = end) {
      end = Math.min(at + PIECE, piece.length);
      // Not between the two units of one letter.
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

// Functions, and not of an object that is gone with its list: V8 would compile them anew for the next.

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
 * The findings of a row, which it shares with those of the same outcomes: a list of its own is half of what a row
 * takes.
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
 * The same number, as engines keep it without an object of its own.
 * @param {number} number
 */
export const small = (number) => (number === (number | 0) ? number | 0 : number);
