// The rules engine for other programs: verdicts on leads that they have, one by one or in lists.
import init, { LeadJudge } from "leads-glue";
import { List } from "./list-of-leads.js";
import { STATUSES, eachOutcome, lowest } from "./outcomes.js";
import { SheetBytes } from "./sheet-bytes.js";
import { today } from "./today.js";

/**
 * @import { Lead, ListOptions, Verdict } from "../../../pkg/leads.js"
 * @import { Field, Program } from "./types/program.js"
 *
 * @typedef {{ plan: string | null, currency: string | null }} PlanAt
 */

const LIST_OPTIONS = ["columns", "delimiter", "decimal", "encoding", "dates"];

/** @type {Promise<unknown> | undefined} */
let module;

/**
 * Compiles a program's rules. `program` and `script` are the texts of `program.json` and of its script.
 * @type {typeof import("../../../pkg/leads.js").open}
 */
export const open = async (program, script, { today: day, wasm = new URL("leads.wasm", import.meta.url) } = {}) => {
  await (module ??= init({ module_or_path: wasm }).catch((error) => {
    module = undefined;
    throw error;
  }));
  const on = day ?? today(JSON.parse(program).time_zone);
  return new Leads(new LeadJudge(program, script, on), program, on);
};

/**
 * What verdicts say of the plan at a place.
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
  #today;
  #text; // of the program
  /** @type {Map<string, number>} */ #places; // of the fields in the program, by name
  #read; // the fields that rules read
  /** @type {string[]} */ #answers = []; // the texts given last, by those places
  #codes;
  #plans; // by their place + 1
  /** @type {string[]} */ #routes = []; // as far as they have come up
  #each; // each rule with each outcome, shared by all verdicts
  #outcomes; // of the verdict given last, sixteen in a number
  #findings; // of that verdict
  /** @type {Verdict | undefined} */ #verdict;

  /**
   * @param {LeadJudge} judge
   * @param {string} text
   * @param {string} today
   */
  constructor(judge, text, today) {
    const program = JSON.parse(text);
    this.#judge = judge;
    this.#today = today;
    this.#text = text;
    this.#places = new Map(
      program.fields.map((/** @type {Field} */ { name }, /** @type {number} */ place) => [name, place]),
    );
    this.#read = [...this.#places].filter(([, place]) => judge.concern(place));
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
    for (const [name, place] of this.#read) this.#set(place, text(lead[name]));
    const findings = this.#findings.slice();
    this.#verdict = { status: "incomplete", score: 0, plan: null, fee: null, currency: null, route: null, findings };
    return this.#tell();
  }

  /**
   * The same verdict, mended, after one answer has changed.
   * @param {string} name
   * @param {Lead[string]} answer
   */
  change(name, answer) {
    if (!this.#verdict) throw new Error("There is no lead yet: call `verdict` first.");
    const place = this.#places.get(name);
    if (place === undefined) throw new Error(`The program has no field \`${name}\`.`);
    this.#set(place, text(answer));
    return this.#tell();
  }

  /**
   * Most leads have some answers of the one before. To hand over a text takes longer than to compare it.
   * @param {number} place
   * @param {string} answer
   */
  #set(place, answer) {
    if (this.#answers[place] === answer) return;
    this.#judge.set(place, answer);
    this.#answers[place] = answer;
  }

  #tell() {
    const judge = this.#judge;
    const verdict = /** @type {Verdict} */ (this.#verdict);
    verdict.status = /** @type {Verdict["status"]} */ (STATUSES[judge.judge()]);
    verdict.score = judge.score();
    const { plan, currency } = this.#plans[judge.plan() + 1];
    const fee = judge.fee();
    verdict.plan = plan;
    const isPaid = !Number.isNaN(fee);
    verdict.fee = isPaid ? fee : null;
    verdict.currency = isPaid ? currency : null;
    const route = judge.route();
    verdict.route = route < 0 ? null : (this.#routes[route] ??= String(judge.route_name(route)));
    for (let i = 0; i < this.#outcomes.length; i++) {
      const outcomes = judge.outcomes(i);
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

  /**
   * A list of leads as CSV, in pieces. The options are those of `referral precheck`.
   * @param {ListOptions} options
   */
  list(options = {}) {
    const unknown = Object.keys(options).find((name) => !LIST_OPTIONS.includes(name));
    if (unknown) throw new Error(`There is no option \`${unknown}\`: there are ${LIST_OPTIONS.join(", ")}.`);
    const { columns, delimiter, decimal, encoding, dates } = options;
    const bytes = new SheetBytes(encoding);
    const pairs = Object.entries(columns ?? {}).flat();
    const judge = this.#judge.list(this.#today, this.#text, pairs, delimiter, decimal, dates);
    return new List(judge, this.#codes, this.#plans, bytes);
  }

  /** Gives back the memory. */
  free() {
    this.#judge.free();
  }
}

/**
 * Options have no semicolon in them.
 * @param {Lead[string]} answer
 */
const text = (answer) => {
  if (!Array.isArray(answer)) return String(answer ?? "");
  return typeof answer[0] === "object" ? JSON.stringify(answer) : answer.join(";");
};
