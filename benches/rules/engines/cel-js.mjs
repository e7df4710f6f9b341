// @marcbachmann/cel-js: every rule parsed once in an environment that knows the fields' types.
//
// Numbers are doubles, since an integer would have to be made a BigInt for every lead. A missing required answer
// is left to the host: CEL knows no comparison with null.
import { Environment } from '@marcbachmann/cel-js'
import { conclude, pending } from '../task/conclude.mjs'
import { TODAY, inOrder } from '../task/rules.mjs'

/** @import { Lead } from '../types.js' */

const SOURCES = inOrder({
  territory: 'country in ["DE", "AT", "CH", "LI", "LU"]',
  offer: 'need in ["migration", "private-cloud", "recovery", "kubernetes"]',
  industry: '!(industry in ["gambling", "arms"])',
  'minimum-budget': 'budget >= (existing_customer == "yes" ? 5000.0 : 12000.0)',
  'not-in-talks': 'in_talks != "yes"',
  'still-open': 'decision_date == null || decision_date >= today',
  consent: 'consent',
  'talks-known': 'in_talks != "unknown"',
  'company-size': 'employees >= 50.0',
  'deal-size': 'budget <= 500000.0',
  'budget-fits': 'budget <= employees * 5000.0',
  funding: 'funding != "none"',
  'budget-points':
    'budget >= 250000.0 ? 30.0 : budget >= 100000.0 ? 25.0 : budget >= 50000.0 ? 15.0 : budget >= 25000.0 ? 10.0 : 5.0',
  'size-points': 'employees >= 1000.0 ? 20.0 : employees >= 250.0 ? 15.0 : employees >= 100.0 ? 10.0 : 5.0',
  'need-points': 'need == "migration" || need == "private-cloud" ? 10.0 : need == "recovery" ? 5.0 : 0.0',
  'industry-points':
    'industry in ["manufacturing", "logistics", "healthcare"] ? 10.0 : industry in ["finance", "public"] ? 5.0 : 0.0',
  'funding-points': 'funding == "approved" ? 15.0 : funding == "planned" ? 5.0 : 0.0',
  'date-points': 'decision_date == null ? 0.0 : decision_date <= "2027-06-30" ? 10.0 : 5.0',
  'relation-points': 'existing_customer == "yes" ? 5.0 : 10.0',
  'country-points': 'country == "DE" ? 5.0 : country in ["AT", "CH"] ? 3.0 : 0.0',
  plan: 'existing_customer == "yes" ? "expansion" : "new-customer"',
  route:
    'country in ["CH", "LI"] ? "sales-zurich" : country == "AT" ? "sales-vienna" : employees >= 1000.0 ? "key-accounts" : "sales-frankfurt"',
})

export async function open() {
  const environment = new Environment()
    .registerVariable('country', 'string')
    .registerVariable('industry', 'string')
    .registerVariable('employees', 'double')
    .registerVariable('need', 'string')
    .registerVariable('budget', 'double')
    .registerVariable('funding', 'string')
    .registerVariable('decision_date', 'dyn')
    .registerVariable('existing_customer', 'string')
    .registerVariable('in_talks', 'string')
    .registerVariable('consent', 'bool')
    .registerConstant('today', 'string', TODAY)
  const tests = SOURCES.map((source) => environment.parse(source))

  /** @param {Lead} lead */
  const whole = (lead) => {
    const waits = pending(lead)
    const answers = new Array(tests.length)
    for (let i = 0; i < tests.length; i++) {
      if (waits === null || !waits[i]) answers[i] = tests[i](lead)
    }
    return conclude(lead, answers, waits)
  }
  return { whole }
}
