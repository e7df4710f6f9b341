// The rules engine for other programs. It judges leads one by one or in lists.
import init, { initSync, LeadJudge } from "leads-glue";
import { List, small } from "./list-of-leads.js";
import { FEE, ModuleMemory, OUTCOMES, PLAN, ROUTE, SCORE, STATUS } from "./module-memory.js";
import { STATUSES, eachOutcome, lowest } from "./outcomes.js";
import { SheetBytes } from "./sheet-bytes.js";
import { today } from "./today.js";

/**
 * @import { Lead, ListOptions, Verdict } from "../../../pkg/leads.js"
 * @import { Field, Program } from "./types/program.js"
 *
 * @typedef {{ plan: string | null, currency: string | null }} PlanAt
 */

const LIST_OPTIONS = ["columns", "delimiter", "decimal", "encoding", "dates", "language"];

/** @type {Promise<import("leads-glue").Exports> | undefined} */
let module;

/**
 * Compiles a program's rules. `program` and `script` are the texts of `program.json` and of its script.
 * @type {typeof import("../../../pkg/leads.js").open}
 */
export const open = async (
  program,
  script,
  { today: day, partner, wasm = new URL("leads.wasm", import.meta.url) } = {},
) => {
  const { memory } = await (module ??= load(wasm).catch((error) => {
    module = undefined;
    throw error;
  }));
  const on = day ?? today(JSON.parse(program).time_zone);
  return new Leads(new LeadJudge(program, script, on, partner && JSON.stringify(partner)), program, memory);
};

/**
 * Compiles bytes and modules here, without the request code of `init`: Node.js takes longer to load its `fetch` than to
 * compile the module.
 * @param {import("leads-glue").LeadsModule} wasm
 */
const load = async (wasm) => {
  if (wasm instanceof WebAssembly.Module) return initSync({ module: wasm });
  if (!ArrayBuffer.isView(wasm) && !(wasm instanceof ArrayBuffer)) return init({ module_or_path: wasm });
  return initSync({ module: await WebAssembly.compile(/** @type {BufferSource} */ (wasm)) });
};

/**
 * The plan at an index, as verdicts name it.
 * @param {Program} program
 * @param {number} place
 * @returns {PlanAt}
 */
const planAt = (program, place) => {
  const plan = program.compensation?.[place];
  return { plan: plan?.id ?? null, currency: plan?.currency ?? program.currency ?? null };
};

class Leads {
  #judge;
  #there; // where answers are written and verdicts are read
  #language;
  #text; // the program's JSON text
  /** @type {Map<string, number>} */ #fields; // indexes of fields in the program, by name
  #names; // names of the fields that the rules read
  /** @type {number[]} */ #read; // indexes of those fields
  /** @type {string[]} */ #answers = []; // the last answers as texts, by those indexes
  #codes;
  #plans; // by index + 1; the first entry means no plan
  /** @type {string[]} */ #routes = []; // routes that have come up so far, by index
  #each; // one object for each rule and outcome, shared by all verdicts
  #outcomes; // outcomes of the last verdict, sixteen in each number
  #findings; // findings of the last verdict
  /** @type {Verdict | undefined} */ #verdict;

  /**
   * @param {LeadJudge} judge
   * @param {string} text
   * @param {WebAssembly.Memory} memory
   */
  constructor(judge, text, memory) {
    const program = JSON.parse(text);
    this.#judge = judge;
    this.#there = new ModuleMemory(judge, memory);
    this.#language = program.language;
    this.#text = text;
    this.#fields = new Map(
      program.fields.map((/** @type {Field} */ { name }, /** @type {number} */ place) => [name, place]),
    );
    this.#names = [...this.#fields].filter(([, place]) => judge.concern(place)).map(([name]) => name);
    this.#read = [...this.#fields.values()].filter((place) => judge.concern(place));
    this.#codes = judge.codes().split("\n");
    this.#plans = [-1, ...(program.compensation ?? []).keys()].map((place) => planAt(program, place));
    this.#each = this.#codes.map(eachOutcome);
    this.#findings = this.#each.map(([met]) => met);
    this.#outcomes = new Array(Math.ceil(this.#codes.length / 16)).fill(0);
  }

  /**
   * The verdict on a lead: answers by field name.
   * @param {Lead} lead
   */
  verdict(lead) {
    for (let i = 0; i < this.#names.length; i++) this.#set(this.#read[i], text(lead[this.#names[i]]));
    const findings = this.#findings.slice();
    this.#verdict = { status: "incomplete", score: 0, plan: null, fee: null, currency: null, route: null, findings };
    return this.#tell();
  }

  /**
   * Changes one answer of the last lead, updates its verdict in place, and returns it.
   * @param {string} name
   * @param {Lead[string]} answer
   */
  change(name, answer) {
    if (!this.#verdict) throw new Error("There is no lead yet: call `verdict` first.");
    const place = this.#fields.get(name);
    if (place === undefined) throw new Error(`The program has no field \`${name}\`.`);
    this.#set(place, text(answer));
    return this.#tell();
  }

  /**
   * Sets an answer. Most leads share some answers with the one before, and comparing a text is faster than passing it
   * to the module.
   * @param {number} place
   * @param {string} answer
   */
  #set(place, answer) {
    if (this.#answers[place] === answer) return;
    this.#answers[place] = answer;
    if (!this.#there.put(place, answer)) this.#judge.set(place, answer);
  }

  #tell() {
    const judge = this.#judge;
    const verdict = /** @type {Verdict} */ (this.#verdict);
    const there = this.#there.judge();
    const { plan, currency } = this.#plans[there[PLAN] + 1];
    const [route, fee] = [there[ROUTE], there[FEE]];
    const isPaid = !Number.isNaN(fee);
    verdict.status = /** @type {Verdict["status"]} */ (STATUSES[there[STATUS]]);
    verdict.score = small(there[SCORE]);
    verdict.plan = plan;
    verdict.fee = isPaid ? small(fee) : null;
    verdict.currency = isPaid ? currency : null;
    verdict.route = route < 0 ? null : (this.#routes[route] ??= String(judge.route_name(route)));
    for (let i = 0; i < this.#outcomes.length; i++) {
      const outcomes = there[OUTCOMES + i] | 0;
      // Only the findings that differ from the last verdict are set.
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

  /**
   * Begins a list of leads as CSV, which is fed in pieces. The options are those of `referral precheck`.
   * @param {ListOptions} options
   */
  list(options = {}) {
    const unknown = Object.keys(options).find((name) => !LIST_OPTIONS.includes(name));
    if (unknown) throw new Error(`There is no option \`${unknown}\`: there are ${LIST_OPTIONS.join(", ")}.`);
    const { columns, delimiter, decimal, encoding, dates, language } = options;
    const bytes = new SheetBytes(encoding, language ?? this.#language);
    const pairs = Object.entries(columns ?? {}).flat();
    const judge = this.#judge.list(this.#text, pairs, delimiter, decimal, dates, language);
    return new List(judge, this.#codes, this.#plans, bytes);
  }

  /** Gives back the memory. */
  free() {
    this.#judge.free();
  }
}

/**
 * Writes an answer as text. Semicolons can separate options, because no option contains one.
 * @param {Lead[string]} answer
 */
const text = (answer) => {
  if (!Array.isArray(answer)) return String(answer ?? "");
  return typeof answer[0] === "object" ? JSON.stringify(answer) : answer.join(";");
};
