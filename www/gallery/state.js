// Brings the page's form into the state that the page shows, and marks the root element when that is done.
const { lead, then } = JSON.parse(document.getElementById('situation')?.textContent ?? '')

addEventListener('DOMContentLoaded', async () => {
  /** @type {HTMLElement & { value: object, submit(): unknown } | null} */
  const form = document.querySelector('referral-form')
  if (!form) return
  /** @param {string} name */
  const heard = (name) => new Promise((resolve) => form.addEventListener(name, resolve, { once: true }))
  await Promise.race([heard('referral-verdict'), heard('referral-failed')])
  if (lead) {
    form.value = lead
    await heard('referral-verdict')
  }
  if (then === 'submit') form.submit()
  /** @param {string} selector */
  const click = (selector) => {
    const element = form.shadowRoot?.querySelector(selector)
    if (element instanceof HTMLElement) element.click()
  }
  if (then === 'continue') {
    // Go to the second step, and no further.
    for (let clicks = 0; clicks < 2; clicks += 1) click('[part=continue]')
  }
  if (then === 'send' || then === 'queue') {
    click('[name=accept-agreement]')
    form.submit()
    await heard(then === 'send' ? 'referral-submitted' : 'referral-queued')
  }
  document.documentElement.dataset.state = 'there'
})
