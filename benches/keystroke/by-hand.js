// The same form written by hand. It has our markup and stylesheet, the rules of `rules/cloud-migration/` in plain
// JavaScript, and a panel whose texts are set where they change. It works for this one program only. It checks no
// answers, keeps and sends nothing, and makes no suggestions.
/**
 * @typedef {object} Lead
 * @property {string} country
 * @property {string} need
 * @property {number | undefined} spend
 * @property {number | undefined} employees
 * @property {string} existing
 * @property {string} talks
 * @property {string} decision
 * @property {string} situation
 *
 * @typedef {{ code: string, message: string, state: State, field: Asked }} Finding
 * @typedef {'met' | 'review' | 'unmet' | 'pending'} State
 * @typedef {keyof typeof LABELS | ''} Asked
 */

const TERRITORY = ['DE', 'AT', 'CH']
const OFFER = ['migration', 'private-cloud', 'recovery']
const LEAST = 45
const today = new Date().toISOString().slice(0, 10)

/**
 * Each entry has the code, the message, whether a partner manager decides if it is unmet, the field that it reads, and
 * the check. A missing number is compared as NaN.
 * @type {[code: string, message: string, isReview: boolean, field: Asked, check: (lead: Lead) => boolean][]}
 */
const CRITERIA = [
  [
    'territory',
    'The company is in Germany, Austria or Switzerland.',
    false,
    'country',
    ({ country }) => TERRITORY.includes(country),
  ],
  [
    'offer',
    'The company needs a migration, a private cloud, or backup and recovery.',
    false,
    'need',
    ({ need }) => OFFER.includes(need),
  ],
  [
    'minimum-spend',
    'The company will spend at least 12,000 euros in the first year.',
    false,
    'spend',
    ({ spend = NaN }) => spend >= 12_000,
  ],
  [
    'not-in-talks',
    'We are not yet talking with the company about this project.',
    false,
    'talks',
    ({ talks }) => talks !== 'yes',
  ],
  ['still-open', 'The company has not decided yet.', false, '', ({ decision }) => !decision || decision >= today],
  [
    'talks-known',
    'You know that we are not talking with the company yet. If you are not sure, we check.',
    true,
    'talks',
    ({ talks }) => talks !== 'unknown',
  ],
  [
    'company-size',
    'The company has 50 employees or more. If it is smaller, we look at it together.',
    true,
    'employees',
    ({ employees = NaN }) => employees >= 50,
  ],
  [
    'deal-size',
    'The first year is worth 500,000 euros or less. If it is more, we plan the next steps with you.',
    true,
    'spend',
    ({ spend = NaN }) => spend <= 500_000,
  ],
]
const LABELS = {
  country: 'Country',
  need: 'What does the company need most?',
  spend: 'Expected spend in the first year',
  talks: 'Are we already talking with the company about this project?',
  employees: 'Employees',
  existing: 'Does the company already buy from us?',
}

const WHOLE = /^(\d+|\d{1,3}(,\d{3})+)$/
const number = (/** @type {string} */ text) => (WHOLE.test(text) ? Number(text.replaceAll(',', '')) : undefined)
const format = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const euros = (/** @type {number} */ amount) => `EUR\u00a0${format.format(amount)}`

/**
 * Returns a function that reads the lead from the form.
 * @param {HTMLFormElement} form
 * @returns {() => Lead}
 */
const reader = (form) => {
  const { country, need, first_year_spend, employees, existing_customer, in_talks, decision_date, situation } =
    /** @type {Record<string, HTMLInputElement>} */ (/** @type {unknown} */ (form.elements))
  return () => ({
    country: country.value,
    need: need.value,
    spend: number(first_year_spend.value),
    employees: number(employees.value),
    existing: existing_customer.value,
    talks: in_talks.value,
    decision: decision_date.value,
    situation: situation.value.trim(),
  })
}

const isMissing = (/** @type {unknown} */ answer) => answer === undefined || answer === ''

/** @param {Lead} lead */
const scoreOf = ({ spend, employees, need, decision, situation }) =>
  (spend === undefined ? 0 : spend >= 100_000 ? 40 : spend >= 50_000 ? 30 : spend >= 25_000 ? 20 : 10) +
  (employees === undefined ? 0 : employees >= 250 ? 20 : employees >= 100 ? 15 : 5) +
  (need === '' ? 0 : need === 'recovery' ? 10 : 20) +
  (decision ? 10 : 0) +
  (situation ? 10 : 0)

/**
 * @param {Lead} lead
 * @returns {{ amount: number, parts: number[][], cap?: boolean, plan: string }}
 */
const feeOf = ({ spend = 0, existing }) => {
  if (existing === 'yes') {
    const parts = [
      [5, Math.min(spend, 100_000)],
      [3, Math.max(spend - 100_000, 0)],
    ].filter(([, of]) => of > 0)
    const sum = parts.reduce((sum, [percent, of]) => sum + (of * percent) / 100, 0)
    return {
      amount: Math.min(sum, 10_000),
      parts,
      cap: sum > 10_000,
      plan: 'Existing customer: 5 %, then 3 % of the first year, at most 10,000 euros',
    }
  }
  const percent = spend <= 50_000 ? 8 : spend <= 250_000 ? 10 : 12
  return {
    amount: (spend * percent) / 100,
    parts: [[percent, spend]],
    plan: 'New customer: 8, 10 or 12 % of the first year',
  }
}

/** @param {Lead} lead */
const judge = (lead) => {
  const open = [...new Set(CRITERIA.map(([, , , field]) => field).filter((field) => field && isMissing(lead[field])))]
  /** @type {Finding[]} */
  const findings = CRITERIA.map(([code, message, isReview, field, check]) => {
    const isOpen = field && isMissing(lead[field])
    const state = isOpen ? 'pending' : check(lead) ? 'met' : isReview ? 'review' : 'unmet'
    return { code, message, state, field }
  })
  const has = (/** @type {State} */ wanted) => findings.some(({ state }) => state === wanted)
  const score = scoreOf(lead)
  const status = has('unmet')
    ? 'disqualified'
    : open.length
      ? 'incomplete'
      : has('review') || score < LEAST
        ? 'review'
        : 'qualified'
  return { findings, open, score, status }
}

/** @type {Record<string, string>} */
const HEADLINES = { qualified: 'Qualifies', review: 'A partner manager decides', disqualified: 'Does not qualify' }
/** @type {Record<string, string>} */
const WHY = {
  qualified: 'Accepted on sending, and protected as yours for 90 days.',
  review: 'Decided within 2 days. Protected as yours for 90 days from the day it arrives.',
  disqualified: 'You can still send it: it will be recorded as declined, without a fee or protection.',
  incomplete: 'The verdict appears here while you answer.',
}
const MARKS = {
  met: ['✓', 'Met'],
  review: ['!', 'For a partner manager'],
  unmet: ['✕', 'Not met'],
  pending: ['○', 'Open'],
}

/** @param {{ code: string, message: string }} finding */
const criterion = ({ code, message }) =>
  `<li data-rule="${code}"><span class="mark" aria-hidden="true"></span><span>${message} <span class="state"></span></span></li>`

const LATER =
  '<section class="card fee"><h3>Your fee</h3><p>Appears when the answers that it depends on are complete.</p></section>'

/** @param {Lead} lead */
const feeCard = (lead) => {
  if (isMissing(lead.spend) || isMissing(lead.existing)) return LATER
  const { amount, parts, cap, plan } = feeOf(lead)
  const share = (/** @type {number[]} */ [percent, of]) => `<li>${percent}% of ${euros(of)} (${LABELS.spend})</li>`
  return `<section class="card fee"><h3>Your fee</h3><p class="amount">${euros(amount)}</p><ul>${parts.map(share).join('')}${cap ? `<li>capped at ${euros(10_000)}</li>` : ''}</ul><p>${plan}. Paid 30 days after the customer's payment. An estimate from these answers.</p></section>`
}

/**
 * Puts the form into a shadow root, beside ours.
 * @param {Element} host
 * @param {ShadowRoot} ours
 */
export function mount(host, ours) {
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = ours.adoptedStyleSheets
  root.append(...[...ours.children].map((child) => child.cloneNode(true)))
  const read = reader(/** @type {HTMLFormElement} */ (root.querySelector('form')))
  const [status, criteria, score, fee, bar] = ['status', 'criteria', 'score', 'fee', 'bar'].map(
    (id) => /** @type {HTMLElement} */ (root.getElementById(id)),
  )
  status.innerHTML = '<div><p class="headline"></p><p></p></div>'
  criteria.innerHTML = CRITERIA.map(([code, message]) => criterion({ code, message })).join('')
  score.innerHTML = `Fit: <strong></strong> points; ${LEAST} or more qualify without a review.`
  const card = /** @type {Element} */ (status.firstElementChild)
  const [top, bottom] = card.children
  const points = /** @type {Element} */ (score.querySelector('strong'))
  const marks = [...criteria.querySelectorAll('.mark')]
  const states = [...criteria.querySelectorAll('.state')]
  /** @type {Partial<ReturnType<typeof judge>> & { headline?: string, earned?: string }} */
  let before = {} // what is shown
  const show = () => {
    const lead = read()
    const now = judge(lead)
    const headline = HEADLINES[now.status] ?? `${now.open.length} ${now.open.length === 1 ? 'answer' : 'answers'} to go`
    if (headline !== before.headline) {
      card.className = `card status-${now.status}`
      top.textContent = bar.textContent = headline
      bottom.textContent = WHY[now.status]
    }
    now.findings.forEach(({ state, field }, i) => {
      if (state === before.findings?.[i].state) return
      const [mark, word] = MARKS[state]
      criteria.children[i].className = state
      marks[i].textContent = mark
      states[i].textContent = state === 'pending' ? `Open: needs “${field && LABELS[field]}”` : word
    })
    if (now.score !== before.score) points.textContent = String(now.score)
    const earned = now.status === 'disqualified' ? '' : feeCard(lead)
    if (earned !== before.earned) fee.innerHTML = earned
    before = { ...now, headline, earned }
  }
  root.addEventListener('input', show)
  show()
}
