// The rules engine for other programs: verdicts on leads that they have, one by one or in lists.
import init, { initSync, LeadJudge } from "leads-glue";
import { SheetBytes } from "./sheet-bytes.js";
import { today } from "./today.js";

const STATUSES = ["qualified", "review", "disqualified", "incomplete", "unreadable"];
const OUTCOMES = ["met", "unmet", "pending", "error"];

// Letters or bytes that are handed over at a time.
const PIECE = 1 << 16;

const LIST_OPTIONS = ["columns", "delimiter", "decimal", "encoding", "dates", "language"];

// Lists of findings that are remembered.
const MOST_LISTS = 10000;

// Of an answer that is put into the module's memory: the place of its field, and its length.
const HEAD = 6;
// Where what came out of the rules begins in a verdict there.
const FIGURES = 5;

let module;

/** Compiles a program's rules. `program` and `script` are the texts of `program.json` and of its script. */
export const open = async (program, script, { today: day, wasm = new URL("leads.wasm", import.meta.url) } = {}) => {
  const { memory } = await (module ??= load(wasm).catch((error) => {
    module = undefined;
    throw error;
  }));
  const on = day ?? today(JSON.parse(program).time_zone);
  return new Leads(new LeadJudge(program, script, on), program, on, memory);
};

// Bytes and modules go another way than addresses: Node.js takes longer to load what it has for requests than to compile
// the module.
const load = async (wasm) => {
  const isHere = ArrayBuffer.isView(wasm) || wasm instanceof ArrayBuffer || wasm instanceof WebAssembly.Module;
  if (!isHere) return init({ module_or_path: wasm });
  return initSync({ module: wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm) });
};

/** What verdicts say of the plan at a place. */
const planAt = (program, place) => {
  const plan = program.compensation?.[place];
  return { plan: plan?.id ?? null, currency: plan?.currency ?? program.currency };
};

const encoder = new TextEncoder();

class Leads {
  #judge;
  #memory;
  #places; // there: of the answers, how many bytes there are for them, and of the verdict
  #answersThere = new Uint8Array(0);
  #verdictThere;
  #length = 0; // of the answers there
  #today;
  #language;
  #text; // of the program
  #fields; // their places in the program, by name
  #names; // of those that rules read
  #read; // their places
  #answers = []; // the texts given last, by those places
  #codes;
  #plans; // by their place + 1
  #routes = []; // as far as they have come up
  #each; // each rule with each outcome, shared by all verdicts
  #outcomes; // of the verdict given last, sixteen in a number
  #findings; // of that verdict
  #verdict;

  constructor(judge, text, today, memory) {
    const program = JSON.parse(text);
    this.#judge = judge;
    this.#memory = memory;
    this.#places = judge.places();
    this.#today = today;
    this.#language = program.language;
    this.#text = text;
    this.#fields = new Map(program.fields.map(({ name }, place) => [name, place]));
    this.#names = [...this.#fields.keys()].filter((name) => judge.concern(this.#fields.get(name)));
    this.#read = this.#names.map((name) => this.#fields.get(name));
    this.#codes = judge.codes().split("\n");
    this.#plans = [-1, ...(program.compensation ?? []).keys()].map((place) => planAt(program, place));
    this.#each = this.#codes.map((code) => OUTCOMES.map((outcome) => Object.freeze({ code, outcome })));
    this.#findings = this.#each.map(([met]) => met);
    this.#outcomes = new Array(Math.ceil(this.#codes.length / 16)).fill(0);
  }

  /** The verdict on a lead: answers by field name. */
  verdict(lead) {
    for (let i = 0; i < this.#names.length; i++) this.#set(this.#read[i], text(lead[this.#names[i]]));
    const findings = this.#findings.slice();
    this.#verdict = { status: "", score: 0, plan: null, fee: null, currency: null, route: null, findings };
    return this.#tell();
  }

  /** The same verdict, mended, after one answer has changed. */
  change(name, answer) {
    if (!this.#verdict) throw new Error("There is no lead yet: call `verdict` first.");
    const place = this.#fields.get(name);
    if (place === undefined) throw new Error(`The program has no field \`${name}\`.`);
    this.#set(place, text(answer));
    return this.#tell();
  }

  // Most leads have some answers of the one before. To hand over a text takes longer than to compare it.
  #set(place, answer) {
    if (this.#answers[place] === answer) return;
    this.#answers[place] = answer;
    this.#look();
    const start = this.#length + HEAD;
    // A UTF-16 unit is three bytes at most.
    if (start + 3 * answer.length > this.#answersThere.length) {
      this.#judge.set(place, answer);
      return;
    }
    const there = this.#answersThere;
    let length = 0;
    for (let code; length < answer.length && (code = answer.charCodeAt(length)) < 0x80; length++) there[start + length] = code;
    if (length < answer.length) length = encoder.encodeInto(answer, there.subarray(start)).written;
    there[start - 6] = place;
    there[start - 5] = place >> 8;
    there[start - 4] = length;
    there[start - 3] = length >> 8;
    there[start - 2] = there[start - 1] = 0; // there is not room for more
    this.#length = start + length;
  }

  // Looks at the module's memory. Once that has grown, what looked at it is empty.
  #look() {
    if (this.#answersThere.length) return;
    const { buffer } = this.#memory;
    const [answers, room, verdict] = this.#places;
    this.#answersThere = new Uint8Array(buffer, answers, room);
    this.#verdictThere = new Float64Array(buffer, verdict, FIGURES + this.#outcomes.length);
  }

  #tell() {
    const judge = this.#judge;
    const verdict = this.#verdict;
    judge.judge(this.#length);
    this.#length = 0;
    this.#look();
    const there = this.#verdictThere;
    const { plan, currency } = this.#plans[there[1] + 1];
    const [route, fee] = [there[2], there[4]];
    verdict.status = STATUSES[there[0]];
    verdict.score = small(there[3]);
    verdict.plan = plan;
    verdict.fee = fee === fee ? small(fee) : null;
    verdict.currency = fee === fee ? currency : null;
    verdict.route = route < 0 ? null : (this.#routes[route] ??= judge.route_name(route));
    for (let i = 0; i < this.#outcomes.length; i++) {
      const outcomes = there[FIGURES + i] | 0;
      // Only what came out otherwise than before.
      let changed = outcomes ^ this.#outcomes[i];
      this.#outcomes[i] = outcomes;
      while (changed) {
        const bit = lowest(changed);
        const place = 16 * i + bit / 2;
        verdict.findings[place] = this.#findings[place] = this.#each[place][(outcomes >>> bit) & 3];
        changed &= ~(3 << bit);
      }
    }
    return verdict;
  }

  /** A list of leads as CSV, in pieces. The options are those of `referral precheck`. */
  list(options = {}) {
    const unknown = Object.keys(options).find((name) => !LIST_OPTIONS.includes(name));
    if (unknown) throw new Error(`There is no option \`${unknown}\`: there are ${LIST_OPTIONS.join(", ")}.`);
    const { columns, delimiter, decimal, encoding, dates, language } = options;
    const bytes = new SheetBytes(encoding, language ?? this.#language);
    const pairs = Object.entries(columns ?? {}).flat();
    const judge = this.#judge.list(this.#today, this.#text, pairs, delimiter, decimal, dates, language);
    return new List(judge, this.#codes, this.#plans, bytes);
  }

  /** Gives back the memory. */
  free() {
    this.#judge.free();
  }
}

class List {
  #judge;
  #encoder = new TextEncoder();
  #buffer;
  #bytes;
  #known;

  constructor(judge, codes, plans, bytes) {
    this.#judge = judge;
    this.#bytes = bytes;
    this.#known = {
      plans,
      routes: [],
      // Each rule with each outcome, shared by all rows.
      each: codes.flatMap((code) => OUTCOMES.map((outcome) => Object.freeze({ code, outcome }))),
      words: Math.ceil(codes.length / 16), // numbers that hold a row's outcomes
      findings: new Map(), // lists of them, by one of those numbers after the other
      lists: 0,
    };
  }

  /** The verdicts on the rows that the next piece completes: text, or bytes in any encoding. */
  feed(piece) {
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

  /** The verdicts on the rows that are left. */
  end() {
    const verdicts = [];
    this.#take(verdicts, new Uint8Array(0), true);
    this.#tell(verdicts);
    this.#known.sheet = JSON.parse(this.#judge.sheet());
    this.#judge.free();
    this.#judge = undefined;
    return verdicts;
  }

  /** Which column answers which field, and what is worth knowing of them, once the first rows are judged. */
  get sheet() {
    return this.#judge ? JSON.parse(this.#judge.sheet()) : this.#known.sheet;
  }

  #take(verdicts, bytes, isAll) {
    const text = this.#bytes.take(bytes, isAll);
    if (typeof text === "string") this.#text(verdicts, text);
    else if (text.length) this.#tell(verdicts, text);
  }

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

  #tell(verdicts, piece) {
    const judge = this.#judge;
    const { routes } = this.#known;
    const numbers = judge.feed(piece);
    while (routes.length < judge.routes()) routes.push(judge.route_name(routes.length));
    tell(this.#known, verdicts, numbers, judge.said().split("\n"));
  }
}

// Functions, and not of an object that is gone with its list: V8 would compile them anew for the next.

const tell = (known, verdicts, numbers, said) => {
  const { plans, routes, words } = known;
  let unreadable = 0;
  for (let i = 0; i < numbers.length; ) {
    const line = small(numbers[i++]);
    const status = STATUSES[numbers[i++]];
    if (status === "unreadable") {
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
    const paid = fee === fee;
    verdicts.push({
      line, status, score, plan, fee: paid ? small(fee) : null, currency: paid ? currency : null, route, findings,
    });
  }
};

// The findings of a row, which it shares with those of the same outcomes: a list of its own is half of what a row
// takes.
const findingsAt = (known, numbers, at) => {
  const end = at + known.words;
  let found = known.findings;
  for (let i = at; i < end; i++) {
    let next = found.get(numbers[i]);
    if (!next) {
      next = i + 1 < end ? new Map() : listed(known, numbers.subarray(at, end));
      found.set(numbers[i], next);
    }
    found = next;
  }
  return found;
};

const listed = (known, words) => {
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

/** The same number, as engines keep it without an object of its own. */
const small = (number) => (number === (number | 0) ? number | 0 : number);

/** The place of the lowest two bits that say anything. */
const lowest = (outcomes) => (31 - Math.clz32(outcomes & -outcomes)) & ~1;

// Options have no semicolon in them.
const text = (answer) => {
  if (!Array.isArray(answer)) return String(answer ?? "");
  return typeof answer[0] === "object" ? JSON.stringify(answer) : answer.join(";");
};
