import { QUALIFIED, accept, button, fill, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator } from '@playwright/test'
 */

/** Publishes the sample program. It asks one of its fields only of some leads. */
const ask = (/** @type {Servers} */ servers, /** @type {string} */ name, /** @type {object} */ change) =>
  servers.endpoint.edit('cloud-migration', 'program.json', (/** @type {string} */ text) => {
    const program = JSON.parse(text)
    Object.assign(
      program.fields.find((/** @type {Record<string, unknown>} */ field) => field.name === name),
      change,
    )
    return JSON.stringify(program)
  })

/**
 * Required, so that its label ends with the question.
 * @param {Locator} form
 */
const decision = (form) => form.getByLabel('When will the company decide?', { exact: true })

test('a field is asked only where its condition holds, and what is hidden is not sent @firefox', async ({
  page,
  servers,
}) => {
  await ask(servers, 'decision_date', { required: true, visible_when: 'lead.need == "migration"' })
  const form = await servers.open(page)
  const date = decision(form)
  await expect(question(form, 'company')).toBeVisible()
  await expect(date).toBeHidden()
  await fill(form, { need: QUALIFIED.need })
  await expect(date).toBeVisible()
  await date.fill(QUALIFIED.decision_date)
  await fill(form, { need: 'Backup and recovery' })
  await expect(date).toBeHidden()
  const { decision_date, ...others } = QUALIFIED
  await fill(form, { ...others, need: 'Backup and recovery' })
  await accept(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.lead).not.toHaveProperty('decision_date')
  expect(referral.verdict.hidden).toEqual(['decision_date'])
  expect(referral.verdicts_agree).toBe(true)
})

test('an answer that was hidden is there again when its field is', async ({ page, servers }) => {
  await ask(servers, 'situation', { visible_when: 'lead.need == "migration"' })
  const form = await servers.open(page)
  await fill(form, { need: QUALIFIED.need })
  // Keys that are pressed before the question is shown have no effect.
  await expect(question(form, 'situation')).toBeVisible()
  await fill(form, { situation: QUALIFIED.situation })
  await fill(form, { need: 'Backup and recovery' })
  await expect(question(form, 'situation')).toBeHidden()
  await fill(form, { need: QUALIFIED.need })
  await expect(question(form, 'situation')).toHaveValue(QUALIFIED.situation)
})

test('where the rules cannot be had, all fields are asked, and the endpoint takes what counts', async ({
  page,
  servers,
}) => {
  await ask(servers, 'decision_date', { required: true, visible_when: 'lead.need == "migration"' })
  servers.package.fail('rules.wasm')
  const form = await servers.open(page)
  await expect(decision(form)).toBeVisible()
  const { decision_date, ...others } = QUALIFIED
  await fill(form, { ...others, need: 'Backup and recovery' })
  await decision(form).fill(decision_date)
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.lead).not.toHaveProperty('decision_date')
})

test('steps have titles, and one without a question is not shown', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    const names = program.fields.map((/** @type {{ name: string }} */ { name }) => name)
    const last = names.indexOf('contact_name')
    program.steps = [
      { title: 'The customer', fields: names.slice(0, last) },
      { title: 'Whom to call', fields: names.slice(last), visible_when: 'lead.country == "DE"' },
    ]
    return JSON.stringify(program)
  })
  const form = await servers.open(page)
  const second = form.getByRole('heading', { name: 'Whom to call' })
  await expect(form.getByRole('heading', { name: 'The customer' })).toBeVisible()
  await expect(second).toBeHidden()
  await fill(form, { country: 'Germany' })
  await expect(second).toBeVisible()
  await expect(question(form, 'contact_name')).toBeVisible()
})
