// Everything that a page can say to the element and hear from it. Compiled, not run.
import type { Answers, Outcome, Verdict } from 'referral-widget'
import type {} from 'referral-widget/status'

const form = document.querySelector('referral-form')!
const made = document.createElement('referral-form')
document.body.append(made)

form.partner = 'acme'
form.campaign = 'autumn'
form.challengeToken = 'token'
form.value = {
  company: 'Kessel AG',
  employees: 320,
  consent: true,
  products: ['crm'],
  country: undefined,
  contacts: [{ role: 'cfo' }],
}
const answers: Answers = form.value
const products = answers.products
if (Array.isArray(products))
  products.map((product) => (typeof product === 'string' ? product.toUpperCase() : product.role))
const verdict: Verdict | null = form.verdict
const amount: string | undefined = verdict?.estimate?.amount
form.reset()

export async function judge(): Promise<string> {
  const { status, findings, suggestions = [] } = await form.precheck()
  const open = findings.filter(({ outcome }) => outcome === 'pending').flatMap((finding) => finding.waiting_for ?? [])
  return [status, ...open, ...suggestions.map((suggestion) => suggestion.field), amount].join()
}

export async function send(): Promise<string> {
  const outcome: Outcome = await form.submit()
  return outcome.sent
    ? `${outcome.key} ${outcome.referral} ${outcome.status === 'declined'}`
    : `${outcome.reason}: ${outcome.message}`
}

form.addEventListener('referral-ready', ({ detail }) => detail satisfies null)
form.addEventListener('referral-change', ({ detail }) => detail satisfies null)
form.addEventListener('referral-verdict', ({ detail }) => [
  detail.status,
  detail.score,
  detail.plan,
  detail.findings[0]?.code,
])
form.addEventListener('referral-before-submit', (event) => {
  if (!event.detail.key || event.detail.kind === 'feedback') event.preventDefault()
  event.detail.token = 'token'
  event.detail.waitUntil(Promise.resolve())
})
// They bubble.
document.addEventListener('referral-submitted', ({ detail }) => [
  detail.key,
  detail.referral,
  detail.status === 'accepted',
])
window.addEventListener('referral-failed', ({ detail }) => detail.reason === 'cancelled' && detail.message)

// @ts-expect-error: an answer is no object
form.value = { company: { name: 'Kessel AG' } }
// @ts-expect-error: a verdict is not set
form.verdict = null
// @ts-expect-error: there is no such event
form.addEventListener('referral-submited', ({ detail }) => detail)
// @ts-expect-error: what is waited for is a promise
form.addEventListener('referral-before-submit', ({ detail }) => detail.waitUntil(7))

const status = document.createElement('referral-status')
status.setAttribute('endpoint', 'https://vendor.example')
document.body.append(status)
document.addEventListener('referral-status-changed', ({ detail }) => [
  detail.referral,
  detail.status === 'won',
  detail.stage?.toUpperCase(),
])
