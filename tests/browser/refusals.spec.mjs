import { QUALIFIED, button, failures, fill, fillAll, listen, loseNextAnswer, question, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Locator, Route } from '@playwright/test' */

/** @param {Locator} form */
const notice = (form) => form.locator('#sending')

test('a lead that was sent before the check came is still the same lead afterwards @chromium', async ({
  page,
  servers,
}) => {
  servers.package.fail('rules.wasm')
  servers.package.fail('outbox.js')
  const form = await servers.open(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(notice(form)).toContainText('Not sent yet')

  servers.package.restore()
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}// Edited.\n`)
  await expect(form.locator('#verdict .headline')).toHaveText('Qualifies')
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).not.toContainText('before your last changes')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a refusal is said plainly and everything typed is kept', async ({ page, servers }) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fillAll(form)
  const origin = { 'Access-Control-Allow-Origin': '*' }
  const refuse = (/** @type {Route} */ route) =>
    route.fulfill({ status: 403, headers: origin, json: { detail: 'The program has ended.' } })
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
  const refuse = (/** @type {Route} */ route) =>
    route.fulfill({
      status: 422,
      headers: { 'Access-Control-Allow-Origin': '*' },
      json: { detail: 'One answer.', errors },
    })
  await page.route(`${servers.endpoint.origin}/api/referrals`, refuse, { times: 1 })
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#e-website')).toHaveText('Company website is not reachable')
  await fill(form, { website: 'werke.example' })
  await expect(form.locator('#e-website')).toBeHidden()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})
