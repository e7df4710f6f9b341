// What the leads module says in numbers: a status by its place, and two bits for the outcome of each rule.

/** @import { Outcome } from "../../../pkg/leads.js" */

export const STATUSES = /** @type {const} */ (["qualified", "review", "disqualified", "incomplete", "unreadable"]);

const OUTCOMES = /** @type {const} */ (["met", "unmet", "pending", "error"]);

/**
 * A rule with each of its outcomes, shared by all verdicts.
 * @param {string} code
 * @returns {Readonly<Outcome>[]}
 */
export const eachOutcome = (code) => OUTCOMES.map((outcome) => Object.freeze({ code, outcome }));

/**
 * The place of the lowest two bits that say anything.
 * @param {number} outcomes
 */
export const lowest = (outcomes) => (31 - Math.clz32(outcomes & -outcomes)) & ~1;
