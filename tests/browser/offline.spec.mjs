import { QUALIFIED, button, failures, fill, fillAll, listen, loseNextAnswer, posts, question, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

const notice = (form) => form.locator('#sending')

test('with the endpoint down the form keeps everything typed, and sends it later, once', async ({ page, servers }) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fillAll(form)
  await servers.endpoint.stop()
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')
  await expect(notice(form)).toBeFocused()
  expect(await failures(told)).toEqual(['network'])
  for (const name of ['company', 'first_year_spend', 'employees', 'decision_date', 'email', 'situation']) {
    await expect(question(form, name)).toHaveValue(QUALIFIED[name])
  }
  await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()
  await expect(question(form, 'consent')).toBeChecked()

  await button(form, 'Try again').click()
  await expect(notice(form)).toBeFocused()
  await servers.endpoint.start()
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('an answer lost on its way back costs nothing: the same referral is confirmed @chromium', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')
  const [stored] = await servers.endpoint.referrals()

  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).toContainText(`Reference ${stored.id}`)
  await expect(form).not.toContainText('before your last changes')
  expect(posted.map((sent) => sent.key)).toEqual([stored.key, stored.key])
  expect((await servers.endpoint.referrals()).map((referral) => referral.id)).toEqual([stored.id])
})

test('answers changed after a lost answer: the partner is told that the earlier version stands @chromium', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')
  const [stored] = await servers.endpoint.referrals()

  await fill(form, { employees: '400' })
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).toContainText(`Reference ${stored.id}`)
  await expect(form).toContainText('had already arrived before your last changes, and it stands as it was first sent')
  expect(await servers.endpoint.referrals()).toEqual([stored])
  expect(stored.lead.employees).toBe(320)
})

test('a lead that was sent before the check came is still the same lead afterwards @chromium', async ({ page, servers }) => {
  servers.package.fail('rules.wasm')
  const form = await servers.open(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')

  servers.package.restore()
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}// Edited.\n`)
  await expect(form.locator('#verdict .headline')).toHaveText('Qualifies', { timeout: 15_000 })
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).not.toContainText('before your last changes')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('an endpoint with a problem of its own is asked again', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  const origin = { 'Access-Control-Allow-Origin': '*' }
  const busy = (route) => route.fulfill({ status: 503, headers: origin, json: { detail: 'Back in a minute.' } })
  await page.route(`${servers.endpoint.origin}/api/referrals`, busy, { times: 1 })
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')
  await expect(notice(form)).toContainText('Back in a minute.')
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

test('a refusal is said plainly and everything typed is kept', async ({ page, servers }) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fillAll(form)
  const origin = { 'Access-Control-Allow-Origin': '*' }
  const refuse = (route) => route.fulfill({ status: 403, headers: origin, json: { detail: 'The program has ended.' } })
  await page.route(`${servers.endpoint.origin}/api/referrals`, refuse)
  await button(form).click()
  await expect(notice(form)).toContainText('Not accepted')
  await expect(notice(form)).toContainText('The program has ended.')
  expect(await failures(told)).toEqual(['refused'])
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
})

test('a field that only the endpoint finds wrong is shown at the field', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  const errors = [{ field: 'website', message: 'Company website is not reachable' }]
  const refuse = (route) =>
    route.fulfill({ status: 422, headers: { 'Access-Control-Allow-Origin': '*' }, json: { detail: 'One answer.', errors } })
  await page.route(`${servers.endpoint.origin}/api/referrals`, refuse, { times: 1 })
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#e-website')).toHaveText('Company website is not reachable')
  await fill(form, { website: 'werke.example' })
  await expect(form.locator('#e-website')).toBeHidden()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})
