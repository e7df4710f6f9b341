// Makes a verdict of the answers of an engine's expressions. A host needs this code around an engine that does not know
// missing answers, findings and verdicts. It is the same for every such engine.
import { fee } from './fee.mjs'
import { QUALIFY_AT, RULES } from './rules.mjs'

/** @import { Lead, Verdict } from '../types.js' */

const REQUIRED = [...new Set(RULES.flatMap((rule) => rule.waitsFor))]

/**
 * Which rules wait for an answer, or null if none does.
 * @param {Lead} lead
 */
export function pending(lead) {
  for (const field of REQUIRED) {
    if (lead[field] === null) return RULES.map((rule) => rule.waitsFor.some((name) => lead[name] === null))
  }
  return null
}

/**
 * The verdict. `answers` has one for each rule: true or false, points, or a name.
 * @param {Lead} lead
 * @param {any[]} answers
 * @param {boolean[] | null} waits
 * @returns {Verdict}
 */
export function conclude(lead, answers, waits) {
  const findings = new Array(RULES.length)
  let unmet = false
  let review = false
  let score = 0
  let plan = null
  let route = null
  for (let i = 0; i < RULES.length; i++) {
    const { kind, code } = RULES[i]
    let outcome = 'met'
    if (waits !== null && waits[i]) outcome = 'pending'
    else if (kind === 'require' || kind === 'review') {
      if (answers[i] !== true) {
        outcome = 'unmet'
        if (kind === 'require') unmet = true
        else review = true
      }
    } else if (kind === 'score') score += answers[i]
    else if (kind === 'plan') plan = answers[i]
    else route = answers[i]
    findings[i] = { code, outcome }
  }
  const status = unmet
    ? 'disqualified'
    : waits !== null
      ? 'incomplete'
      : review || score < QUALIFY_AT
        ? 'review'
        : 'qualified'
  return {
    status,
    score,
    plan,
    route,
    fee: plan === null || status === 'disqualified' ? null : fee(plan, lead.budget),
    findings,
  }
}
