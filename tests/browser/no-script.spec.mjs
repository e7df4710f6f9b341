// The form as a page of the endpoint, without any script.
import { axe } from './axe.mjs'
import { QUALIFIED, criterion, fillAll, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {string} program
 */
const open = async (page, { endpoint }, program = 'cloud-migration') => {
  await page.goto(`${endpoint.origin}/refer/${program}?partner=northgate-security`)
  return page.locator('referral-form')
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a partner mends an answer, checks, sends, and gets a receipt @chromium', async ({ page, servers }) => {
    const form = await open(page, servers)
    await expect(criterion(form, 'territory')).toHaveAttribute('data-outcome', 'pending')
    await fillAll(form, { company: 'Söhne & "Co" &lt;', first_year_spend: 'a lot' })
    await page.getByRole('button', { name: 'Send referral' }).click()

    await expect(page).toHaveTitle(/^Error: /)
    await expect(page.locator('#summary')).toBeFocused()
    await page.getByRole('alert').getByRole('link', { name: /spend/ }).click()
    const spend = question(form, 'first_year_spend')
    await expect(spend).toBeInViewport()
    await expect(spend).toHaveValue('a lot')
    await expect(spend).toHaveAccessibleDescription(/number/)
    await expect(question(form, 'company')).toHaveValue('Söhne & "Co" &lt;')
    await expect(question(form, 'situation')).toHaveValue(QUALIFIED.situation)
    await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()

    await spend.fill('1,500,000')
    await page.getByRole('button', { name: 'Check without sending' }).click()
    await expect(verdict(form)).toHaveText('A partner manager decides')
    expect(await servers.endpoint.referrals()).toEqual([])

    await question(form, 'first_year_spend').fill('150,000')
    await page.getByRole('button', { name: 'Send referral' }).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    await page.reload()
    await expect(receipt(form)).toHaveText('Referral accepted')
    const [stored, ...others] = await servers.endpoint.referrals()
    expect(others).toEqual([])
    expect(stored.lead).toMatchObject({ company: 'Söhne & "Co" &lt;', first_year_spend: '150000.00', employees: 320 })
    expect(stored.attribution.partner).toBe('northgate-security')
    await page.getByRole('link', { name: 'Refer another customer' }).click()
    await expect(question(form, 'company')).toHaveValue('')
  })

  test('a row is added where it is asked for, and the Enter key sends', async ({ page, servers }) => {
    const form = await open(page, servers, 'every-question')
    const rows = form.locator('.row')
    const before = await rows.count()
    await form.getByRole('button', { name: /^Add / }).click()
    await expect(rows).toHaveCount(before + 1)
    await expect(rows.nth(before)).toBeFocused()
    await form.locator('input[type=text]:visible').first().press('Enter')
    await expect(page).toHaveTitle(/^Error: /)
  })

  test('another language keeps what is typed, and numbers are read in it', async ({ page, servers }) => {
    const form = await open(page, servers)
    await fillAll(form, { first_year_spend: '1,500,000' })
    await form.locator('.languages summary').click()
    await form.getByRole('button', { name: 'Deutsch' }).click()
    await expect(page).toHaveURL(/lang=de/)
    await expect(question(form, 'first_year_spend')).toHaveValue('1.500.000')
    await question(form, 'first_year_spend').fill('150.000,00')
    await page.getByRole('button', { name: 'Empfehlung senden' }).click()
    await expect(receipt(form)).toHaveText('Empfehlung angenommen')
    const [stored] = await servers.endpoint.referrals()
    expect(stored.lead.first_year_spend).toBe('150000.00')
  })

  test('every question is asked until the rules say which are', async ({ page, servers }) => {
    const form = await open(page, servers, 'solar-roofs')
    for (const field of await form.locator('.field[data-field]').all()) await expect(field).toBeVisible()
  })
})

test('with scripts, the browser remembers what it sent, and the partner page lists it once', async ({
  page,
  servers,
}) => {
  /** @type {string[]} */
  const refused = []
  page.on('console', (message) => void (message.type() === 'error' && refused.push(message.text())))
  const form = await open(page, servers)
  await fillAll(form)
  await page.getByRole('button', { name: 'Send referral' }).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await page.reload()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await page.goto(`${servers.endpoint.origin}/partner`)
  const status = page.locator('referral-status')
  await expect(status.getByRole('heading', { name: String(QUALIFIED.company) })).toHaveCount(1)
  expect(refused).toEqual([])
})

/**
 * Waits until the colours no longer change: the pointer is over a button.
 * @param {Page} page
 */
const barriers = async (page) => {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  return (await axe(page).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

test('the page has no barrier that axe finds, empty and with errors @chromium', async ({ page, servers }) => {
  await open(page, servers, 'solar-roofs')
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Send referral' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  expect(await barriers(page)).toEqual([])
})

for (const [language, direction] of [
  ['ja', 'ltr'],
  ['ar', 'rtl'],
]) {
  for (const width of [390, 1280]) {
    test(`in ${language} nothing is cut off at ${width} pixels @chromium`, async ({ page, servers }) => {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(`${servers.endpoint.origin}/refer/every-question?partner=northgate-security&lang=${language}`)
      expect(await page.locator('html').getAttribute('dir')).toBe(direction)
      const wide = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(await wide()).toBe(0)
      await page.locator('#submit').click()
      await expect(page.getByRole('alert')).toBeVisible()
      expect(await wide()).toBe(0)
    })
  }
}
