// json-rules-engine: one Engine, kept. A condition is a rule; so is each step of a score, each plan and each route,
// and its event says what it is worth. It has no arithmetic and no order of texts, so those are a fact and two
// operators of the host, as its documentation has it. It answers by promises only.
import { Engine } from 'json-rules-engine'
import { conclude, pending } from '../task/conclude.mjs'
import { RULES, TODAY } from '../task/rules.mjs'

/** @import { Lead } from '../types.js' */

const test = (/** @type {string} */ operator) => (/** @type {string} */ fact, /** @type {unknown} */ value) => ({ fact, operator, value })
const is = test('equal')
const not = test('notEqual')
const oneOf = (/** @type {string} */ fact, /** @type {string[]} */ ...value) => ({ fact, operator: 'in', value })
const noneOf = (/** @type {string} */ fact, /** @type {string[]} */ ...value) => ({ fact, operator: 'notIn', value })
const least = test('greaterThanInclusive')
const most = test('lessThanInclusive')
const below = test('lessThan')
const all = (/** @type {object[]} */ ...conditions) => ({ all: conditions })
const any = (/** @type {object[]} */ ...conditions) => ({ any: conditions })

const CONDITIONS = {
  territory: all(oneOf('country', 'DE', 'AT', 'CH', 'LI', 'LU')),
  offer: all(oneOf('need', 'migration', 'private-cloud', 'recovery', 'kubernetes')),
  industry: all(noneOf('industry', 'gambling', 'arms')),
  'minimum-budget': any(least('budget', 12_000), all(is('existing_customer', 'yes'), least('budget', 5_000))),
  'not-in-talks': all(not('in_talks', 'yes')),
  'still-open': any(is('decision_date', null), test('onOrAfter')('decision_date', TODAY)),
  consent: all(is('consent', true)),
  'talks-known': all(not('in_talks', 'unknown')),
  'company-size': all(least('employees', 50)),
  'deal-size': all(most('budget', 500_000)),
  'budget-fits': all(most('budget', { fact: 'largest_budget' })),
  funding: all(not('funding', 'none')),
}

/**
 * At most one rule of a code is true.
 * @type {[code: string, value: string | number, conditions: object][]}
 */
const CHOICES = [
  ['budget-points', 30, all(least('budget', 250_000))],
  ['budget-points', 25, all(least('budget', 100_000), below('budget', 250_000))],
  ['budget-points', 15, all(least('budget', 50_000), below('budget', 100_000))],
  ['budget-points', 10, all(least('budget', 25_000), below('budget', 50_000))],
  ['budget-points', 5, all(below('budget', 25_000))],
  ['size-points', 20, all(least('employees', 1_000))],
  ['size-points', 15, all(least('employees', 250), below('employees', 1_000))],
  ['size-points', 10, all(least('employees', 100), below('employees', 250))],
  ['size-points', 5, all(below('employees', 100))],
  ['need-points', 10, all(oneOf('need', 'migration', 'private-cloud'))],
  ['need-points', 5, all(is('need', 'recovery'))],
  ['industry-points', 10, all(oneOf('industry', 'manufacturing', 'logistics', 'healthcare'))],
  ['industry-points', 5, all(oneOf('industry', 'finance', 'public'))],
  ['funding-points', 15, all(is('funding', 'approved'))],
  ['funding-points', 5, all(is('funding', 'planned'))],
  ['date-points', 10, all(test('onOrBefore')('decision_date', '2027-06-30'))],
  ['date-points', 5, all(test('onOrAfter')('decision_date', '2027-07-01'))],
  ['relation-points', 5, all(is('existing_customer', 'yes'))],
  ['relation-points', 10, all(not('existing_customer', 'yes'))],
  ['country-points', 5, all(is('country', 'DE'))],
  ['country-points', 3, all(oneOf('country', 'AT', 'CH'))],
  ['plan', 'expansion', all(is('existing_customer', 'yes'))],
  ['plan', 'new-customer', all(not('existing_customer', 'yes'))],
  ['route', 'sales-zurich', all(oneOf('country', 'CH', 'LI'))],
  ['route', 'sales-vienna', all(is('country', 'AT'))],
  ['route', 'key-accounts', all(noneOf('country', 'CH', 'LI', 'AT'), least('employees', 1_000))],
  ['route', 'sales-frankfurt', all(noneOf('country', 'CH', 'LI', 'AT'), below('employees', 1_000))],
]

const place = (/** @type {string} */ code) => RULES.findIndex((rule) => rule.code === code)
/** What a rule answers if none of its conditions is true. */
const SILENT = RULES.map(({ kind }) => (kind === 'score' ? 0 : kind === 'plan' || kind === 'route' ? null : false))

export async function open() {
  const engine = new Engine()
  engine.addOperator('onOrAfter', (date, day) => date !== null && date >= day)
  engine.addOperator('onOrBefore', (date, day) => date !== null && date <= day)
  engine.addFact('largest_budget', async (_, almanac) => (await almanac.factValue('employees')) * 5_000)
  for (const [code, conditions] of Object.entries(CONDITIONS)) {
    engine.addRule({ conditions, event: { type: code, params: { place: place(code), value: true } } })
  }
  for (const [code, value, conditions] of CHOICES) {
    engine.addRule({ conditions, event: { type: code, params: { place: place(code), value } } })
  }

  /** @param {Lead} lead */
  const whole = async (lead) => {
    const { country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks, consent } =
      lead
    const { events } = await engine.run({
      country, industry, employees, need, budget, funding, decision_date, existing_customer, in_talks, consent,
    })
    /** @type {unknown[]} */
    const answers = SILENT.slice()
    for (const { params } of events) answers[params.place] = params.value
    return conclude(lead, answers, pending(lead))
  }
  return { whole, asynchronous: true }
}
