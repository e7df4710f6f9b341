// The task in JSON Logic (https://jsonlogic.com), for both of its engines.
import { TODAY, inOrder } from '../task/rules.mjs'

const at = (/** @type {string} */ field) => ({ var: field })
const is = (/** @type {string} */ field, /** @type {unknown} */ value) => ({ '===': [at(field), value] })
const least = (/** @type {string} */ field, /** @type {unknown} */ value) => ({ '>=': [at(field), value] })
const oneOf = (/** @type {string} */ field, /** @type {string[]} */ ...values) => ({ in: [at(field), values] })
/**
 * condition, value, condition, value, …, else
 * @param {unknown[]} steps
 */
const choose = (...steps) => ({ if: steps })

export const LOGIC = inOrder({
  territory: oneOf('country', 'DE', 'AT', 'CH', 'LI', 'LU'),
  offer: oneOf('need', 'migration', 'private-cloud', 'recovery', 'kubernetes'),
  industry: { '!': [oneOf('industry', 'gambling', 'arms')] },
  // Not `budget >= (if …)`: json-logic-engine's compiler mixes up both sides of a comparison that holds an `if`.
  'minimum-budget': choose(is('existing_customer', 'yes'), least('budget', 5_000), least('budget', 12_000)),
  'not-in-talks': { '!==': [at('in_talks'), 'yes'] },
  'still-open': { or: [is('decision_date', null), least('decision_date', TODAY)] },
  consent: at('consent'),
  'talks-known': { '!==': [at('in_talks'), 'unknown'] },
  'company-size': least('employees', 50),
  'deal-size': { '<=': [at('budget'), 500_000] },
  'budget-fits': { '<=': [at('budget'), { '*': [at('employees'), 5_000] }] },
  funding: { '!==': [at('funding'), 'none'] },
  'budget-points': choose(
    least('budget', 250_000), 30, least('budget', 100_000), 25, least('budget', 50_000), 15, least('budget', 25_000),
    10, 5,
  ),
  'size-points': choose(least('employees', 1_000), 20, least('employees', 250), 15, least('employees', 100), 10, 5),
  'need-points': choose(oneOf('need', 'migration', 'private-cloud'), 10, is('need', 'recovery'), 5, 0),
  'industry-points': choose(
    oneOf('industry', 'manufacturing', 'logistics', 'healthcare'), 10, oneOf('industry', 'finance', 'public'), 5, 0,
  ),
  'funding-points': choose(is('funding', 'approved'), 15, is('funding', 'planned'), 5, 0),
  'date-points': choose(is('decision_date', null), 0, { '<=': [at('decision_date'), '2027-06-30'] }, 10, 5),
  'relation-points': choose(is('existing_customer', 'yes'), 5, 10),
  'country-points': choose(is('country', 'DE'), 5, oneOf('country', 'AT', 'CH'), 3, 0),
  plan: choose(is('existing_customer', 'yes'), 'expansion', 'new-customer'),
  route: choose(
    oneOf('country', 'CH', 'LI'), 'sales-zurich', is('country', 'AT'), 'sales-vienna', least('employees', 1_000),
    'key-accounts', 'sales-frankfurt',
  ),
})
