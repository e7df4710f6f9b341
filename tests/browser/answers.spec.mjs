import {
  FACTORY,
  JUDGED,
  accept,
  button,
  fields,
  fill,
  fillAll,
  listen,
  posts,
  question,
  receipt,
  verdict,
} from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Locator } from '@playwright/test' */

/**
 * @param {Locator} form
 * @param {string} name
 */
const error = (form, name) => form.locator(`#e-${name}`)

/** @type {Record<string, string>} */
const asks = { select: 'Choose an answer: ', radio: 'Choose an answer: ', checkbox: 'Tick to confirm: ' }
const MISSING = [
  ...fields()
    .filter((field) => field.required)
    .map(({ type, label }) => (asks[type] ?? 'Enter an answer: ') + label),
  'Accept the agreement to send the referral',
]

test('an empty form says all that is missing, in the form’s order, and sends nothing', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await button(form).click()
  const summary = form.locator('#summary')
  await expect(summary).toBeFocused()
  await expect(summary.getByRole('link')).toHaveText(MISSING)
  await expect(form.locator('.error:visible')).toHaveText(MISSING)
  expect(posted).toEqual([])
  expect(await servers.endpoint.referrals()).toEqual([])
})

test('each line of what is missing leads to its question @firefox', async ({ page, servers }) => {
  const form = await servers.open(page)
  await button(form).click()
  const links = form.locator('#summary').getByRole('link')
  const names = [
    ...fields()
      .filter((field) => field.required)
      .map((field) => field.name),
    'accept-agreement',
  ]
  await expect(links).toHaveCount(names.length)
  for (const [i, name] of names.entries()) {
    await links.nth(i).click()
    await expect(form.locator(`[name="${name}"]`).first()).toBeFocused()
  }
})

test('what is said of an answer goes away when the answer is mended', async ({ page, servers }) => {
  const form = await servers.open(page)
  await button(form).click()
  await expect(error(form, 'company')).toBeVisible()
  await fill(form, { company: 'Beispiel Pumpen GmbH' })
  await expect(error(form, 'company')).toBeHidden()
  await expect(question(form, 'company')).toHaveAttribute('aria-invalid', 'false')
  await fill(form, { country: 'Austria', existing_customer: 'No', consent: true })
  for (const name of ['country', 'existing_customer', 'consent']) await expect(error(form, name)).toBeHidden()
  await accept(form)
  await expect(error(form, 'accept-agreement')).toBeHidden()
  await expect(error(form, 'website')).toBeVisible()

  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

const wrong = [
  [
    'email',
    'head.of.it',
    'E-mail address of the contact must be an e-mail address, such as name@company.example',
    'head.of.it@pumpen.example',
  ],
  ['employees', 'many', 'Employees must be a number, such as 1,500.50', '320'],
  ['first_year_spend', '12,34', 'Expected spend in the first year must be a number, such as 1,500.50', '12,340'],
  ['employees', '0', 'Employees must be 1 or more', '1'],
  ['employees', '12.5', 'Employees must be a whole number', '12'],
  ['website', 'pumpen', 'Company website must be a web address, such as company.example', 'pumpen.example'],
  ['phone', '12', 'Phone number of the contact must be a phone number, such as +49 30 1234567', '+49 30 23125'],
]
for (const [name, typed, message, mended] of wrong) {
  test(`“${typed}” for ${name} is called wrong once the field is left, not before`, async ({ page, servers }) => {
    const told = await listen(page)
    const form = await servers.open(page)
    const verdicts = async () => (await told('referral-verdict')).length
    await expect.poll(verdicts).toBe(1)
    await question(form, name).fill(typed)
    await expect.poll(verdicts).toBe(2)
    await expect(error(form, name)).toBeHidden()
    await page.keyboard.press('Tab')
    await expect(error(form, name)).toHaveText(message)
    await expect(question(form, name)).toHaveAttribute('aria-invalid', 'true')
    await expect(question(form, name)).toHaveAccessibleDescription(new RegExp(message.replaceAll('+', '\\+')))
    await fill(form, { [name]: mended })
    await expect(error(form, name)).toBeHidden()
  })
}

test('a day that does not exist is called wrong once the field is left, and is not dropped in silence', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('6 answers to go')
  const date = question(form, 'decision_date')
  await date.focus()
  await page.keyboard.type('02312027')
  expect(await date.evaluate((/** @type {HTMLInputElement} */ control) => control.validity.badInput)).toBe(true)
  await expect(error(form, 'decision_date')).toBeHidden()
  await question(form, 'contact_name').focus()
  await expect(error(form, 'decision_date')).toBeVisible()
})

test('a lead with a wrong answer is not sent', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form, { email: 'head.of.it' })
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#summary').getByRole('link')).toHaveText([/^E-mail address of the contact must be/])
  expect(posted).toEqual([])
})

test('numbers are read as English writes them', async ({ page, servers }) => {
  const form = await servers.open(page)
  const amount = form.locator('#verdict .amount')
  await fill(form, JUDGED)
  for (const [typed, fee] of [
    ['150,000', 'EUR 15,000'],
    ['150000.50', 'EUR 15,000.05'],
    ['150 000', 'EUR 15,000'],
    ['20,000', 'EUR 1,600'],
  ]) {
    await fill(form, { first_year_spend: typed })
    await expect(amount).toHaveText(fee)
  }
})

test('numbers are read as Switzerland writes them', async ({ page, servers }) => {
  const program = 'industrial-automation'
  const form = await servers.open(page, { program, partner: 'harrow-bearings' })
  await fill(form, { ...FACTORY, pieces_per_year: '1’500' }, program)
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await fill(form, { pieces_per_year: "600'000" }, program)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#verdict .amount')).toHaveText('CHF 13,500')
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.lead).toMatchObject({
    pieces_per_year: 600000,
    cycle_time: '4.5',
    budget: '700000.00',
    explosive_area: false,
  })
  expect(referral.attribution.partner).toBe('harrow-bearings')
})
