// @gorules/zen-engine-wasm: expressions only, each parsed again at every call. It knows no compiled form.
//
// A lead goes in once and one expression answers all rules: fewer crossings than one call for each.
import init, { Variable } from '@gorules/zen-engine-wasm'
import { conclude, pending } from '../task/conclude.mjs'
import { TODAY, inOrder } from '../task/rules.mjs'

/** @import { Inputs, Lead } from '../types.js' */

const SOURCES = inOrder({
  territory: 'country in ["DE", "AT", "CH", "LI", "LU"]',
  offer: 'need in ["migration", "private-cloud", "recovery", "kubernetes"]',
  industry: 'industry not in ["gambling", "arms"]',
  'minimum-budget': 'budget >= (existing_customer == "yes" ? 5000 : 12000)',
  'not-in-talks': 'in_talks != "yes"',
  'still-open': `decision_date == null or date(decision_date) >= date("${TODAY}")`,
  consent: 'consent',
  'talks-known': 'in_talks != "unknown"',
  'company-size': 'employees >= 50',
  'deal-size': 'budget <= 500000',
  'budget-fits': 'budget <= employees * 5000',
  funding: 'funding != "none"',
  'budget-points': 'budget >= 250000 ? 30 : budget >= 100000 ? 25 : budget >= 50000 ? 15 : budget >= 25000 ? 10 : 5',
  'size-points': 'employees >= 1000 ? 20 : employees >= 250 ? 15 : employees >= 100 ? 10 : 5',
  'need-points': 'need in ["migration", "private-cloud"] ? 10 : need == "recovery" ? 5 : 0',
  'industry-points':
    'industry in ["manufacturing", "logistics", "healthcare"] ? 10 : industry in ["finance", "public"] ? 5 : 0',
  'funding-points': 'funding == "approved" ? 15 : funding == "planned" ? 5 : 0',
  'date-points': 'decision_date == null ? 0 : date(decision_date) <= date("2027-06-30") ? 10 : 5',
  'relation-points': 'existing_customer == "yes" ? 5 : 10',
  'country-points': 'country == "DE" ? 5 : country in ["AT", "CH"] ? 3 : 0',
  plan: 'existing_customer == "yes" ? "expansion" : "new-customer"',
  route:
    'country in ["CH", "LI"] ? "sales-zurich" : country == "AT" ? "sales-vienna" : employees >= 1000 ? "key-accounts" : "sales-frankfurt"',
})

const EXPRESSION = `[${SOURCES.join(', ')}]`

/** @param {Inputs} inputs */
export async function open({ wasm }) {
  await init({ module_or_path: wasm })

  /** @param {Lead} lead */
  const whole = (lead) => {
    // Only the fields that are read go in, because they are copied. Missing values are filled in: a comparison with
    // null ends the whole expression. Rules that wait for a missing value are not asked.
    const variable = new Variable({
      country: lead.country ?? '',
      industry: lead.industry ?? '',
      employees: lead.employees ?? 0,
      need: lead.need ?? '',
      budget: lead.budget ?? 0,
      funding: lead.funding ?? '',
      decision_date: lead.decision_date,
      existing_customer: lead.existing_customer ?? '',
      in_talks: lead.in_talks ?? '',
      consent: lead.consent,
    })
    const answers = variable.evaluateExpression(EXPRESSION)
    variable.free()
    return conclude(lead, answers, pending(lead))
  }
  return { whole }
}
