// The page fills the form in through the element's `value`, and reads it there.
import { JUDGED, fill, question, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { isFilled } from '../../src/browser/loader/answers.js'

/**
 * @import { Answers } from '../../pkg/index.js'
 * @import { Locator } from '@playwright/test'
 */

const ANSWERS = {
  country: 'DE',
  need: 'migration',
  first_year_spend: 150000.5,
  employees: 320,
  existing_customer: 'no',
  in_talks: 'no',
  consent: true,
  situation: 'The contract ends in June.',
}

/**
 * @param {Locator} form
 * @param {Answers} answers
 */
const give = (form, answers) =>
  form.evaluate((/** @type {FormElement} */ element, answers) => (element.value = answers), answers)

test('a number is an answer, and a box that is not ticked is none', () => {
  /** @type {Answers[]} */
  const filled = [{ employees: 320 }, { employees: 0 }, { consent: true }, { contacts: [{ name: 'A' }] }]
  /** @type {Answers[]} */
  const empty = [{}, { consent: false }, { company: '', need: null }, { contacts: [{}] }, { products: [] }]
  for (const answers of filled) expect(isFilled(answers), JSON.stringify(answers)).toBe(true)
  for (const answers of empty) expect(isFilled(answers), JSON.stringify(answers)).toBe(false)
})

test('answers given by the page stand in the form and are judged', async ({ page, servers }) => {
  const form = await servers.open(page)
  await give(form, ANSWERS)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000.05')
  await expect(question(form, 'country')).toHaveValue('DE')
  await expect(question(form, 'first_year_spend')).toHaveValue('150000.5')
  await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()
  await expect(question(form, 'consent')).toBeChecked()
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.value)).toEqual(ANSWERS)
})

test('a fraction is written as the form’s language writes it, and means the same', async ({ page, servers }) => {
  const form = await servers.open(page, { attributes: { lang: 'de' } })
  await give(form, ANSWERS)
  await expect(question(form, 'first_year_spend')).toHaveValue('150000,5')
  await expect(form.locator('#verdict .amount')).toHaveText('15.000,05\u00a0€')
  // After more is typed, it is read as typed text.
  await question(form, 'first_year_spend').press('End')
  await page.keyboard.type('5')
  await expect(form.locator('#verdict .amount')).toHaveText('15.000,06\u00a0€')
})

test('an option that does not exist leaves the question open', async ({ page, servers }) => {
  const form = await servers.open(page)
  await give(form, { ...ANSWERS, country: 'XX' })
  await expect(question(form, 'country')).toHaveValue('')
  await expect(verdict(form)).toHaveText('1 answer to go')
})

test('what is typed can be read, and changing what was read changes nothing', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  const { first_year_spend, need } = await form.evaluate((/** @type {FormElement} */ element) => {
    element.value.need = 'nothing'
    return element.value
  })
  expect({ first_year_spend, need }).toEqual({ first_year_spend: 150000, need: 'migration' })
})

test('answers given before the form is there stand in it once it is', async ({ page, servers }) => {
  const release = servers.package.hold('form.wasm')
  const form = await servers.open(page)
  await page.evaluate(() => customElements.whenDefined('referral-form'))
  await give(form, ANSWERS)
  release()
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(question(form, 'situation')).toHaveValue(ANSWERS.situation)
})

for (const wrong of [null, 'DE', 7, ['DE']]) {
  test(`a value that is ${JSON.stringify(wrong)} is refused, and what was typed stays`, async ({ page, servers }) => {
    const form = await servers.open(page)
    await question(form, 'company').fill('Kessel AG')
    const refused = await form.evaluate((/** @type {FormElement} */ element, wrong) => {
      try {
        Object.assign(element, { value: wrong })
      } catch (error) {
        return /** @type {Error} */ (error).message
      }
    }, wrong)
    expect(refused).toBe('The value must be an object: answers by field name.')
    await expect(question(form, 'company')).toHaveValue('Kessel AG')
  })
}
