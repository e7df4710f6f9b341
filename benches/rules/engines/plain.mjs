// Plain JavaScript, written by hand for this task. All engines are compared with it.
import { fee } from '../task/fee.mjs'
import { TODAY } from '../task/rules.mjs'

/** @import { Lead } from '../types.js' */

const MET = 'met'
const UNMET = 'unmet'
const PENDING = 'pending'

export async function open() {
  return { whole: verdict }
}

/** @param {Lead} lead */
function verdict(lead) {
  const { country, industry, employees, need, budget, funding, decision_date: decision } = lead
  const { existing_customer: existing, in_talks: talks } = lead

  let territory = PENDING
  let countryPoints = 0
  if (country !== null) {
    const served = country === 'DE' || country === 'AT' || country === 'CH' || country === 'LI' || country === 'LU'
    territory = served ? MET : UNMET
    countryPoints = country === 'DE' ? 5 : country === 'AT' || country === 'CH' ? 3 : 0
  }
  let offer = PENDING
  let needPoints = 0
  if (need !== null) {
    const offered = need === 'migration' || need === 'private-cloud' || need === 'recovery' || need === 'kubernetes'
    offer = offered ? MET : UNMET
    needPoints = need === 'migration' || need === 'private-cloud' ? 10 : need === 'recovery' ? 5 : 0
  }
  let trade = PENDING
  let industryPoints = 0
  if (industry !== null) {
    trade = industry === 'gambling' || industry === 'arms' ? UNMET : MET
    if (industry === 'manufacturing' || industry === 'logistics' || industry === 'healthcare') industryPoints = 10
    else if (industry === 'finance' || industry === 'public') industryPoints = 5
  }
  let notInTalks = PENDING
  let talksKnown = PENDING
  if (talks !== null) {
    notInTalks = talks === 'yes' ? UNMET : MET
    talksKnown = talks === 'unknown' ? UNMET : MET
  }
  let money = PENDING
  let fundingPoints = 0
  if (funding !== null) {
    money = funding === 'none' ? UNMET : MET
    fundingPoints = funding === 'approved' ? 15 : funding === 'planned' ? 5 : 0
  }
  let size = PENDING
  let sizePoints = 0
  if (employees !== null) {
    size = employees >= 50 ? MET : UNMET
    sizePoints = employees >= 1_000 ? 20 : employees >= 250 ? 15 : employees >= 100 ? 10 : 5
  }
  let deal = PENDING
  let budgetPoints = 0
  if (budget !== null) {
    deal = budget <= 500_000 ? MET : UNMET
    budgetPoints = budget >= 250_000 ? 30 : budget >= 100_000 ? 25 : budget >= 50_000 ? 15 : budget >= 25_000 ? 10 : 5
  }
  let relationPoints = 0
  let plan = null
  if (existing !== null) {
    relationPoints = existing === 'yes' ? 5 : 10
    plan = existing === 'yes' ? 'expansion' : 'new-customer'
  }
  let least = PENDING
  if (budget !== null && existing !== null) least = budget >= (existing === 'yes' ? 5_000 : 12_000) ? MET : UNMET
  let fits = PENDING
  if (budget !== null && employees !== null) fits = budget <= employees * 5_000 ? MET : UNMET
  let route = null
  if (employees !== null && country !== null) {
    if (country === 'CH' || country === 'LI') route = 'sales-zurich'
    else if (country === 'AT') route = 'sales-vienna'
    else route = employees >= 1_000 ? 'key-accounts' : 'sales-frankfurt'
  }
  const open = decision === null || decision >= TODAY ? MET : UNMET
  const datePoints = decision === null ? 0 : decision <= '2027-06-30' ? 10 : 5
  const consent = lead.consent ? MET : UNMET

  const score =
    budgetPoints + sizePoints + needPoints + industryPoints + fundingPoints + datePoints + relationPoints + countryPoints
  let status
  if (
    territory === UNMET || offer === UNMET || trade === UNMET || least === UNMET || notInTalks === UNMET ||
    open === UNMET || consent === UNMET
  ) {
    status = 'disqualified'
  } else if (
    country === null || need === null || industry === null || talks === null || funding === null ||
    employees === null || budget === null || existing === null
  ) {
    status = 'incomplete'
  } else if (
    talksKnown === UNMET || size === UNMET || deal === UNMET || fits === UNMET || money === UNMET || score < 55
  ) {
    status = 'review'
  } else {
    status = 'qualified'
  }
  return {
    status,
    score,
    plan,
    route,
    fee: plan === null || status === 'disqualified' ? null : fee(plan, budget),
    findings: [
      { code: 'territory', outcome: territory },
      { code: 'offer', outcome: offer },
      { code: 'industry', outcome: trade },
      { code: 'minimum-budget', outcome: least },
      { code: 'not-in-talks', outcome: notInTalks },
      { code: 'still-open', outcome: open },
      { code: 'consent', outcome: consent },
      { code: 'talks-known', outcome: talksKnown },
      { code: 'company-size', outcome: size },
      { code: 'deal-size', outcome: deal },
      { code: 'budget-fits', outcome: fits },
      { code: 'funding', outcome: money },
      { code: 'budget-points', outcome: known(budget) },
      { code: 'size-points', outcome: known(employees) },
      { code: 'need-points', outcome: known(need) },
      { code: 'industry-points', outcome: known(industry) },
      { code: 'funding-points', outcome: known(funding) },
      { code: 'date-points', outcome: MET },
      { code: 'relation-points', outcome: known(existing) },
      { code: 'country-points', outcome: known(country) },
      { code: 'plan', outcome: known(plan) },
      { code: 'route', outcome: known(route) },
    ],
  }
}

const known = (/** @type {Lead[string]} */ answer) => (answer === null ? PENDING : MET)
