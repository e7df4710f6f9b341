import { JUDGED, button, failures, fill, fillAll, listen, posts, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

test('the form can be filled in before the check has arrived, and is judged once it has', async ({ page, servers }) => {
  servers.package.hold('rules.wasm', { seconds: 10 })
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('The check is on its way')
  await expect(form).toContainText('You can fill in the form meanwhile.')
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000')
  await expect(question(form, 'first_year_spend')).toHaveValue('150,000')
})

test('a referral sent before the check has arrived waits for it', async ({ page, servers }) => {
  const release = servers.package.hold('rules.wasm')
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await button(form).click()
  await expect(button(form, 'Checking…')).toBeVisible()
  await button(form, 'Checking…').click({ force: true })
  expect(posted).toEqual([])
  release()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(posted).toHaveLength(1)
  const [referral] = await servers.endpoint.referrals()
  expect(referral).toMatchObject({ claimed_verdict: { status: 'qualified' }, verdicts_agree: true })
})

test('an incomplete lead that waited for the check is told what is missing', async ({ page, servers }) => {
  const release = servers.package.hold('rules.wasm')
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await button(form).click()
  await expect(button(form, 'Checking…')).toBeVisible()
  release()
  await expect(form.locator('#summary')).toBeFocused()
  await expect(button(form)).toHaveAttribute('aria-disabled', 'false')
})

test('without the check the lead can be sent all the same, and the endpoint judges it', async ({ page, servers }) => {
  servers.package.fail('rules.wasm', 503)
  const told = await listen(page)
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('A partner manager will check this referral')
  await expect(form).toContainText('You can send the referral all the same: Quarzgrat Cloud checks it on arrival.')
  expect(await failures(told)).toEqual(['engine'])
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral, ...others] = await servers.endpoint.referrals()
  expect(others).toEqual([])
  expect(referral).toMatchObject({
    status: 'accepted',
    verdict: { status: 'qualified', score: 100, estimate: { amount: '15000.00' } },
    claimed_verdict: null,
    verdicts_agree: null,
  })
})

test('a vendor reads a lead alike, whether or not the check had arrived', async ({ page, servers }) => {
  servers.package.fail('rules.wasm', 503)
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('A partner manager will check this referral')
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ lead }] = await servers.endpoint.referrals()
  expect(lead).toMatchObject({ website: 'https://pumpen.example', first_year_spend: '150000.00', employees: 320 })
})

test('without the check an empty form still says what is missing', async ({ page, servers }) => {
  servers.package.cut('rules.js')
  const form = await servers.open(page)
  const posted = posts(page)
  await expect(verdict(form)).toHaveText('A partner manager will check this referral')
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  const links = form.locator('#summary').getByRole('link')
  await expect(links).toHaveCount(12)
  await expect(links.first()).toContainText('Company: ')
  expect(posted).toEqual([])
})

test('without the check a lead that the endpoint finds wrong is sent back to the field', async ({ page, servers }) => {
  servers.package.fail('rules.wasm', 503)
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('A partner manager will check this referral')
  await fillAll(form, { first_year_spend: '12,34' })
  await button(form).click()
  await expect(form.locator('#e-first_year_spend')).toHaveText(/must be a number, such as 1,500.50/)
  await fill(form, { first_year_spend: '12,340' })
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})
