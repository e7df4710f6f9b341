// Brings the page's form into the state that the page is about, and says on the root element when it is there.
const { lead, then } = JSON.parse(document.getElementById('situation').textContent)

addEventListener('DOMContentLoaded', async () => {
  const form = document.querySelector('referral-form')
  const heard = (name) => new Promise((resolve) => form.addEventListener(name, resolve, { once: true }))
  await Promise.race([heard('referral-verdict'), heard('referral-failed')])
  if (lead) {
    form.value = lead
    await heard('referral-verdict')
  }
  if (then === 'submit') form.submit()
  if (then === 'continue') {
    // Into the second step, and no further.
    for (let clicks = 0; clicks < 2; clicks += 1) form.shadowRoot.querySelector('[part=continue]').click()
  }
  if (then === 'send' || then === 'queue') {
    form.shadowRoot.querySelector('[name=accept-agreement]').click()
    form.submit()
    await heard(then === 'send' ? 'referral-submitted' : 'referral-queued')
  }
  document.documentElement.dataset.state = 'there'
})
