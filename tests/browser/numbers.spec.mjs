// Numbers: what people type in the form's language, and what pages set and read in any language.
import { QUALIFIED, button, fill, fillAll, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { typed } from '../../src/browser/loader/typed.js'

/** @import { Locator } from '@playwright/test' */

/** @param {Locator} form */
const spend = (form) => question(form, 'first_year_spend')
/** @param {Locator} form */
const error = (form) => form.locator('#e-first_year_spend')
const value = (/** @type {Locator} */ form) => form.evaluate((/** @type {FormElement} */ element) => element.value)
const rest = { ...QUALIFIED, employees: '2.000' }

// What is typed, and its value in an English and in a German form. There is no value if it cannot be read or the form
// must ask. The tables in `src/lead/number.rs` are the same.
/** @type {[text: string, english: number | undefined, german: number | undefined][]} */
const TYPED = [
  ['1,500', 1500, undefined],
  ['1.500', undefined, 1500],
  ['1,500.50', 1500.5, undefined],
  ['1.500,50', undefined, 1500.5],
  ['1 500 000', 1500000, 1500000],
  ['1’500', 1500, 1500],
  ['-3', -3, -3],
  ['0', 0, 0],
  ['.5', 0.5, undefined],
  ['12,34,567', 1234567, undefined],
  ['1,50,000.75', 150000.75, undefined],
  ['-12,34,56,789', -123456789, undefined],
  ['1.50.000', undefined, undefined],
  ['0.500', 0.5, undefined],
  ['0,500', undefined, 0.5],
  ['123,45,678', undefined, undefined],
  ['1,50,00', undefined, undefined],
  ['1,500,00,000', undefined, undefined],
  ['abc', undefined, undefined],
  ['--1', undefined, undefined],
  ['1e5', undefined, undefined],
  ['١٬٥٠٠٫٥', 1500.5, 1500.5],
  ['１，５００．５', 1500.5, undefined],
  ['150.000', undefined, 150000],
  ['−1,505', -1505, undefined],
  ['1500.000', 1500, undefined],
  ['1 500.000', 1500, undefined],
  ['1.5000', 1.5, undefined],
]

test('typed numbers are read as the rules read them', () => {
  /** @type {(text: string, field?: Partial<import('../../src/browser/loader/types/program.js').Field>) => (number | undefined)[]} */
  const read = (text, field) =>
    [false, true].map((hasComma) => typed(hasComma)(text, { name: 'n', type: 'money', ...field }))
  for (const [text, english, german] of TYPED) expect(read(text), text).toEqual([english, german])
  expect(read('2.000', { type: 'number' })).toEqual([2000, 2000])
  expect(read('7.500%', { type: 'percent' })[0]).toBe(7.5)
  // Only one of the two is within the bounds, which may be written as texts.
  for (const max of [90000, '90000']) expect(read('150.000', { type: 'money', max })[0]).toBe(150)
  for (const max of [1000000, '1000000']) expect(read('150.000', { type: 'money', max })[0]).toBeUndefined()
  expect(read('7,5 %', { type: 'percent' })[1]).toBe(7.5)
})

test('a number that can be read in two ways is asked before anything is judged by it', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...rest, first_year_spend: '150.000' })
  await expect(error(form)).toHaveText(/can be read in two ways: write 150,000 or 150\.00$/)
  await expect(verdict(form)).toHaveText('1 answer to go')
  // Nobody employs two thirds of a person, so only one of the two readings is possible.
  await expect(form.locator('#e-employees')).toBeEmpty()
  expect(await value(form)).toMatchObject({ employees: 2000 })
  expect(await value(form)).not.toHaveProperty('first_year_spend')
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#summary')).toContainText('can be read in two ways')
  await spend(form).fill('150,000')
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(error(form)).toBeEmpty()
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000')
  expect(await value(form)).toMatchObject({ first_year_spend: 150000 })
})

test('a comma with three digits behind it is asked in German, and a point is one of thousands', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page, { attributes: { lang: 'de' } })
  await spend(form).fill('150,000')
  await spend(form).blur()
  await expect(error(form)).toContainText('Schreiben Sie 150.000 oder 150,00')
  await spend(form).fill('150.000')
  await expect(error(form)).toBeEmpty()
  expect(await value(form)).toMatchObject({ first_year_spend: 150000 })
})

test('digits grouped as in India are read', async ({ page, servers }) => {
  const form = await servers.open(page, { attributes: { lang: 'en-IN' } })
  await fill(form, { ...QUALIFIED, first_year_spend: '1,50,000' })
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000')
  expect(await value(form)).toMatchObject({ first_year_spend: 150000 })
})

test('where the rules never arrive, the endpoint asks', async ({ page, servers }) => {
  servers.package.fail('rules.wasm')
  const form = await servers.open(page)
  await fillAll(form, { ...QUALIFIED, first_year_spend: '150.000' })
  await button(form).click()
  await expect(form.locator('#summary')).toContainText('can be read in two ways: write 150,000 or 150.00')
  expect(await servers.endpoint.referrals()).toHaveLength(0)
  await spend(form).fill('150,000')
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ lead }] = await servers.endpoint.referrals()
  expect(lead.first_year_spend).toBe('150000.00')
})

for (const lang of ['en', 'de', 'fr', 'ar', 'ja'])
  test(`what a page gives and gets means the same in a form in ${lang}`, async ({ page, servers }) => {
    const attributes = {
      lang,
      'value-first_year_spend': '12500.50',
      'value-employees': '1200',
      'value-decision_date': '2027-03-01',
    }
    const form = await servers.open(page, {
      attributes: { ...attributes, 'value-country': 'DE', 'value-consent': 'true' },
    })
    await expect(form.locator('#f-employees')).toHaveValue('1200')
    const given = {
      first_year_spend: 12500.5,
      employees: 1200,
      decision_date: '2027-03-01',
      country: 'DE',
      consent: true,
    }
    expect(await value(form)).toMatchObject(given)
    await form.locator('#f-first_year_spend').blur()
    await expect(form.locator('#e-first_year_spend')).toBeEmpty()
    await form.evaluate(
      (/** @type {FormElement} */ element) => (element.value = { ...element.value, first_year_spend: '120.000' }),
    )
    expect(await value(form)).toMatchObject({ ...given, first_year_spend: 120 })
    const typed = await page.evaluate((language) => new Intl.NumberFormat(language).format(250_000.5), lang)
    await form.locator('#f-first_year_spend').fill(typed)
    expect(await value(form)).toMatchObject({ ...given, first_year_spend: 250000.5 })
    expect((await form.evaluate((/** @type {FormElement} */ element) => element.precheck())).status).toBe('incomplete')
    await expect(form.locator('#e-first_year_spend')).toBeEmpty()
  })

test('an address means the same whatever the visitor reads', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), prefill: ['first_year_spend', 'need'] }),
  )
  // A form reads answers from the address only once, for the first program that it sees.
  const published = () => fetch(servers.endpoint.program('cloud-migration')).then((answer) => answer.text())
  await expect.poll(published).toContain('"prefill"')
  for (const lang of ['en', 'de']) {
    const form = await servers.open(page, { attributes: { lang }, query: '?first_year_spend=120.000' })
    await expect(form.locator('#f-first_year_spend')).toHaveValue('120')
    expect(await value(form)).toMatchObject({ first_year_spend: 120 })
  }
})

test('what is typed keeps its meaning in another language, and what cannot be read stays', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page, { attributes: { lang: 'de' } })
  await spend(form).fill('1.250.000,5')
  await question(form, 'employees').fill('viele')
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'en'))
  await expect(form.locator('#submit')).toHaveText('Send referral')
  await expect(spend(form)).toHaveValue('1250000.5')
  await expect(question(form, 'employees')).toHaveValue('viele')
  expect(await value(form)).toMatchObject({ first_year_spend: 1250000.5 })
})
