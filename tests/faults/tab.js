// What the laboratory does in a page, before anything else runs there.
// The clock, which the laboratory can move.
let ahead = 0
const now = Date.now
const RealDate = Date
window.Date = /** @type {DateConstructor} */ (
  class extends RealDate {
    constructor(/** @type {any[]} */ ...given) {
      super(.../** @type {[number]} */ (given.length ? given : [now() + ahead]))
    }
    static now() {
      return now() + ahead
    }
  }
)
window.jump = (ms) => (ahead = ms)

// What the browser has stored safely.
/** @type {Set<string | undefined>} */
const kept = new Set()
const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (value, ...rest) {
  const request = put.call(this, value, ...rest)
  if (this.name === 'entries') this.transaction.addEventListener('complete', () => kept.add(value.key))
  return request
}

document.addEventListener('referral-before-submit', ({ detail }) => window.note('clicked', detail.key))
document.addEventListener('referral-submitted', ({ detail }) => window.note('receipt', detail.key, detail.referral))
document.addEventListener('referral-failed', ({ detail: { reason, message } }) =>
  reason === 'known' ? window.note('known', String(window.key)) : window.note('failed', reason, message),
)

/** @param {() => unknown} holds */
const until = async (holds) => {
  for (let i = 0; i < 600; i += 1) {
    if (holds()) return
    await new Promise((done) => setTimeout(done, 50))
  }
  await new Promise(() => {}) // the laboratory reports what it waited for
}

// Fills in the form and sends it. `isLeft`: waits only until the browser has stored the lead.
window.isKept = () => kept.has(window.key)
window.refer = async (lead, isLeft) => {
  window.stage = 'waiting for the form'
  const form = /** @type {FormElement} */ (document.querySelector('referral-form'))
  await until(() => form?.shadowRoot?.querySelector('form.questions, #again'))
  window.stage = 'beginning anew'
  form.reset()
  await until(() => form.shadowRoot.querySelector('form.questions'))
  form.value = lead
  window.stage = 'waiting for the verdict'
  // While the endpoint is down, the form cannot judge. The lead is sent all the same.
  await form.precheck().catch(() => {})
  window.stage = 'sending'
  window.key = undefined
  const agreement = /** @type {HTMLElement} */ (form.shadowRoot.querySelector('#f-accept-agreement'))
  agreement.click()
  form.addEventListener('referral-before-submit', ({ detail }) => (window.key = detail.key), { once: true })
  /** @type {Promise<import('../../pkg/index.js').Outcome | void>} */
  const submitted = form.submit()
  const written = isLeft ? until(window.isKept) : new Promise(() => {})
  const outcome = await Promise.race([submitted, written])
  if (outcome && !outcome.sent && !['queued', 'known'].includes(outcome.reason))
    throw new Error(`${outcome.reason}: ${outcome.message}`)
}
