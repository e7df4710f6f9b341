// The numbers in which the leads module answers: a status by its index, and two bits for the outcome of each rule.

/** @import { Outcome } from "../../../pkg/leads.js" */

export const STATUSES = /** @type {const} */ (["qualified", "review", "disqualified", "incomplete", "unreadable"]);

const OUTCOMES = /** @type {const} */ (["met", "unmet", "pending", "error"]);

/**
 * One object for each outcome of a rule. All verdicts share them.
 * @param {string} code
 * @returns {Readonly<Outcome>[]}
 */
export const eachOutcome = (code) => OUTCOMES.map((outcome) => Object.freeze({ code, outcome }));

/**
 * The position of the lowest pair of bits that is not zero.
 * @param {number} outcomes
 */
export const lowest = (outcomes) => (31 - Math.clz32(outcomes & -outcomes)) & ~1;
