import { button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator } from '@playwright/test'
 */

const consent = {
  text: {
    en: 'The customer knows that I pass on this contact, and agrees.',
    de: 'Der Kunde weiß davon und ist einverstanden.',
  },
  purpose: 'to call about this project',
  retention: 'six months, if nothing comes of it',
}

/**
 * Publishes a program that asks for consent.
 * @param {Servers} servers
 * @param {{ text?: string, purpose?: object, retention?: object }} changes
 */
async function ask(servers, changes = {}) {
  await servers.endpoint.edit('cloud-migration', 'program.json', (/** @type {string} */ text) =>
    JSON.stringify({ ...JSON.parse(text), consent: { ...consent, ...changes } }),
  )
  const published = async () => (await fetch(servers.endpoint.program('cloud-migration'))).text()
  await expect.poll(published).toContain(changes.text ?? 'Der Kunde weiß davon')
}

/** @param {Locator} form */
const box = (form) => form.getByRole('checkbox', { name: /^The customer knows/ })

test('without the customer’s consent nothing is sent; with it, its words and its time are kept', async ({
  page,
  servers,
}) => {
  await ask(servers)
  const form = await servers.open(page)
  await fillAll(form)
  await expect(form).toContainText('Used for: to call about this project')
  await expect(form).toContainText('Kept: six months, if nothing comes of it')
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await form.getByRole('link', { name: 'Confirm the customer’s consent to send the referral' }).click()
  await expect(box(form)).toBeFocused()
  const before = Date.now()
  await page.keyboard.press('Space')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [{ consent: kept, received_at }] = await servers.endpoint.referrals()
  expect(kept).toMatchObject({ text: consent.text.en, purpose: consent.purpose, language: 'en', received_at })
  expect(Date.parse(kept.given_at)).toBeGreaterThanOrEqual(before)
})

test('what it is for and how long it is kept are said and recorded in the form’s language', async ({
  page,
  servers,
}) => {
  const purpose = { en: 'to call about this project', de: 'ein Anruf zu diesem Vorhaben' }
  const retention = { en: 'six months', de: 'sechs Monate' }
  await ask(servers, { purpose, retention })
  const form = await servers.open(page, { attributes: { lang: 'de' } })
  await expect(form).toContainText(purpose.de)
  await expect(form).toContainText(retention.de)
  await expect(form).not.toContainText(purpose.en)
})

test('a consent is to the words that were shown: other words are confirmed anew', async ({ page, servers }) => {
  await ask(servers)
  const form = await servers.open(page)
  await fillAll(form)
  await box(form).check()
  await ask(servers, { text: 'The customer agrees to be called.' })
  const other = form.getByRole('checkbox', { name: 'The customer agrees to be called.' })
  await expect(other).toBeVisible()
  await expect(other).not.toBeChecked()
  await other.check()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect((await servers.endpoint.referrals())[0].consent.text).toBe('The customer agrees to be called.')
})
