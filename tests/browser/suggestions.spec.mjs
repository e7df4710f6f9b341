// The form says which answers would change the verdict, but never teaches anyone to change a fact.
import { JUDGED, fill, question, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Locator } from '@playwright/test' */

/** @param {Locator} form */
const suggestions = (form) => form.locator('#verdict .suggestions li')

test('the nearest answer that would qualify is named', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...JUDGED, first_year_spend: '8,000' })
  await expect(verdict(form)).toHaveText('Does not qualify')
  await expect(suggestions(form)).toHaveText('Expected spend in the first year: EUR 12,000')

  await question(form, 'first_year_spend').fill('600,000')
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await expect(suggestions(form)).toHaveText('Expected spend in the first year: EUR 500,000')

  await question(form, 'first_year_spend').fill('120,000')
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(suggestions(form)).toHaveCount(0)
})

test('options are named by their labels', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...JUDGED, need: 'E-mail and office software' })
  await expect(suggestions(form)).toHaveText(
    'What does the company need most? Moving its servers to the cloud / A private cloud / Backup and recovery',
  )
})

test('a fact that the program does not coach is not spoken of', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...JUDGED, country: 'France' })
  await expect(verdict(form)).toHaveText('Does not qualify')
  await expect(suggestions(form)).toHaveCount(0)
})

test('the page gets them with the verdict', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...JUDGED, first_year_spend: '8,000' })
  await expect(verdict(form)).toHaveText('Does not qualify')
  expect(await form.evaluate((/** @type {FormElement} */ form) => form.verdict?.suggestions)).toEqual([
    { field: 'first_year_spend', answers: ['12000.00'], status: 'qualified' },
  ])
})
