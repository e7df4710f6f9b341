// The task's rules for engines that answer one expression at a time: what kind each is, and which required
// fields it waits for. `qualify.rhai` beside this file is the original; the bench proves them equal.

export const TODAY = '2026-11-23'
export const QUALIFY_AT = 55

/**
 * @param {string} kind
 * @param {string} code
 * @param {string[]} waitsFor
 */
const rule = (kind, code, ...waitsFor) => ({ kind, code, waitsFor })

/** In the script's order. `decision_date` and `consent` are optional, so nothing waits for them. */
export const RULES = [
  rule('require', 'territory', 'country'),
  rule('require', 'offer', 'need'),
  rule('require', 'industry', 'industry'),
  rule('require', 'minimum-budget', 'budget', 'existing_customer'),
  rule('require', 'not-in-talks', 'in_talks'),
  rule('require', 'still-open'),
  rule('require', 'consent'),
  rule('review', 'talks-known', 'in_talks'),
  rule('review', 'company-size', 'employees'),
  rule('review', 'deal-size', 'budget'),
  rule('review', 'budget-fits', 'budget', 'employees'),
  rule('review', 'funding', 'funding'),
  rule('score', 'budget-points', 'budget'),
  rule('score', 'size-points', 'employees'),
  rule('score', 'need-points', 'need'),
  rule('score', 'industry-points', 'industry'),
  rule('score', 'funding-points', 'funding'),
  rule('score', 'date-points'),
  rule('score', 'relation-points', 'existing_customer'),
  rule('score', 'country-points', 'country'),
  rule('plan', 'plan', 'existing_customer'),
  rule('route', 'route', 'employees', 'country'),
]

/** The fields that rules read. */
export const READ_FIELDS = [
  'country', 'industry', 'employees', 'need', 'budget', 'funding', 'decision_date', 'existing_customer', 'in_talks',
  'consent',
]

/**
 * An engine's own rules, by code, in the order of `RULES`.
 * @template Rule
 * @param {Record<string, Rule>} byCode
 */
export const inOrder = (byCode) =>
  RULES.map(({ code }) => {
    if (!Object.hasOwn(byCode, code)) throw new Error(`There is no rule \`${code}\``)
    return byCode[code]
  })
