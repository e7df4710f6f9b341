// The form tells people from machines, and never gets in a person's way.
import { button, fillAll, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

test('a form that is typed faster than anybody can goes to a partner manager', async ({ page, servers }) => {
  await servers.endpoint.stop()
  servers.endpoint.environment = { REFERRAL_LEAST_SECONDS: '600' }
  await servers.endpoint.start()
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
  const [{ suspicion }] = await servers.endpoint.referrals()
  expect(suspicion).toEqual([expect.stringMatching(/^It was filled in within \d+\.\d seconds\.$/)])
})

test('the field that nobody sees: not by eye, keyboard, screen reader or autofill; a machine that fills it in is noted @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  const trap = form.locator('[name=further-information]')
  await expect(trap).toHaveAttribute('autocomplete', 'off')
  await fillAll(form)
  expect(await form.evaluate((/** @type {FormElement} */ element) => Object.keys(element.value))).not.toContain(
    'further-information',
  )
  await expect(verdict(form)).toHaveText('Qualifies')
  // Screen readers are told a little later.
  await expect(form.locator('#live')).toHaveText('Qualifies')
  const heard = await form.ariaSnapshot()
  await trap.evaluate((/** @type {HTMLInputElement} */ input) => (input.type = 'hidden'))
  expect(await form.ariaSnapshot()).toBe(heard)
  await trap.evaluate((/** @type {HTMLInputElement} */ input) => {
    input.value = 'cheap watches'
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
  expect((await servers.endpoint.referrals())[0].suspicion).toEqual(['The field that nobody sees was filled in.'])
})

test('an endpoint that takes no more for now is asked again when it says so', async ({ page, servers }) => {
  await servers.endpoint.stop()
  servers.endpoint.environment = { REFERRAL_PER_ADDRESS: '6' }
  await servers.endpoint.start()
  // The endpoint accepts one more every ten seconds.
  const send = () =>
    fetch(`${servers.endpoint.origin}/api/referrals`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        key: crypto.randomUUID(),
        program: 'no',
        versions: { program: '' },
        lead: {},
        agreement: { version: '', accepted: false },
      }),
    })
  const form = await servers.open(page)
  await fillAll(form)
  while ((await send()).status !== 429);
  await button(form).click()
  await expect(form).toContainText('There were more than 6 new submissions for this address in 60 seconds.')
  await expect(receipt(form)).toHaveText('Referral accepted', { timeout: 30_000 })
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})
