import {
  JUDGED,
  button,
  criterion,
  failures,
  fill,
  fillAll,
  listen,
  posts,
  question,
  receipt,
  verdict,
} from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

/** @import { Endpoint } from './servers/endpoint.mjs' */

/** @import { Locator } from '@playwright/test' */

const PROGRAM = 'cloud-migration'
/** The form checks for new rules every few seconds. */
const SOON = { timeout: 20_000 }

/** @param {Locator} form */
const notice = (form) => form.locator('#refused')

const programs = async (/** @type {Endpoint} */ { origin, token }) => {
  const answer = await fetch(`${origin}/api/programs`, { headers: { Authorization: `Bearer ${token}` } })
  return (await answer.json()).programs.find((/** @type {any} */ program) => program.id === PROGRAM)
}

const caret = (/** @type {Locator} */ control) =>
  control.evaluate((/** @type {HTMLInputElement} */ element) => [element.selectionStart, element.selectionEnd])

test('new rules reach a form that is being filled in, and disturb nobody who types @firefox', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fill(form, { ...JUDGED, company: 'Beispiel Pum' })
  await expect(verdict(form)).toHaveText('Qualifies')
  const company = question(form, 'company')
  await company.evaluate((/** @type {HTMLInputElement} */ element) => {
    element.focus()
    element.setSelectionRange(4, 4)
  })

  await servers.endpoint.edit(PROGRAM, 'qualify.rhai', (text) =>
    text.replace('lead.employees >= 50)', 'lead.employees >= 500)').replace('50 employees', '500 employees'),
  )
  await expect(verdict(form)).toHaveText('A partner manager decides', SOON)
  await expect(criterion(form, 'company-size')).toContainText('The company has 500 employees or more.')
  await expect(company).toHaveValue('Beispiel Pum')
  await expect(company).toBeFocused()
  expect(await caret(company)).toEqual([4, 4])

  await fill(form, { employees: '600' })
  await expect(verdict(form)).toHaveText('Qualifies')
  await fillAll(form, { employees: '600' })
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.verdicts_agree).toBe(true)
  expect(referral.versions.rules_hash).toBe(referral.claimed_verdict.rules_hash)
})

test('rules with a mistake are not used: the last good ones go on, and everybody is told', async ({
  page,
  servers,
}) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  let good = ''
  await servers.endpoint.edit(PROGRAM, 'qualify.rhai', (text) => {
    good = text
    return `require("broken", "Broken", |lead| lead.employees >= );\n${text}`
  })
  await expect(notice(form)).toContainText('The newest version has a mistake and is not used', SOON)
  expect(await failures(told)).toEqual(['rules-refused'])
  const [{ detail }] = await told('referral-failed')
  expect(detail.message).toContain('line 1')
  expect(await programs(servers.endpoint)).toMatchObject({
    state: 'refused',
    in_service: true,
    problems: [{ place: expect.stringMatching(/^qualify\.rhai, line 1\b/) }],
  })

  await fill(form, { employees: '20' })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await servers.endpoint.edit(PROGRAM, 'qualify.rhai', () => good)
  await expect(notice(form)).toBeHidden(SOON)
  expect(await programs(servers.endpoint)).toMatchObject({ state: 'ok', problems: [] })
  await fill(form, { employees: '320' })
  await expect(verdict(form)).toHaveText('Qualifies')
})

test('a form opened while the newest rules are broken judges by the last good ones', async ({ page, servers }) => {
  const edit = (/** @type {(text: string) => string} */ change) =>
    servers.endpoint.edit(PROGRAM, 'qualify.rhai', change)
  await expect.poll(async () => (await programs(servers.endpoint)).state).toBe('ok')
  await edit((/** @type {string} */ text) => `${text}\nreview(`)
  await expect.poll(async () => (await programs(servers.endpoint)).state).toBe('refused')
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(notice(form)).toContainText('is not used')
})

/** @param {string} text */
const relabel = (text) => {
  const program = JSON.parse(text)
  program.fields.find((/** @type {Record<string, unknown>} */ field) => field.name === 'employees').label =
    'Number of employees'
  program.fields.push({ name: 'rival', label: 'Who else offers?', type: 'text' })
  return JSON.stringify(program, null, 2)
}

test('a new question and a new label reach a form that is being filled in; the answers stay', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.edit(PROGRAM, 'program.json', relabel)
  const rival = form.getByLabel('Who else offers? (optional)')
  await expect(rival).toBeVisible(SOON)
  await expect(form.getByLabel('Number of employees', { exact: true })).toHaveValue('320')
  await expect(question(form, 'company')).toHaveValue('Beispiel Pumpen GmbH')
  await expect(question(form, 'country')).toHaveValue('DE')
  await expect(question(form, 'consent')).toBeChecked()
  await rival.fill('Nobody')
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.lead).toMatchObject({ employees: 320, rival: 'Nobody' })
  expect(referral.verdicts_agree).toBe(true)
})

test('whoever types while the questions change goes on where they were', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { company: 'Beispiel ' })
  await servers.endpoint.edit(PROGRAM, 'program.json', relabel)
  await expect(form.getByLabel('Number of employees', { exact: true })).toBeVisible(SOON)
  await expect(question(form, 'company')).toBeFocused()
  await page.keyboard.type('Pumpen')
  await expect(question(form, 'company')).toHaveValue('Beispiel Pumpen')
})

test('a program with a mistake is not used: the form goes on with the last good one', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.edit(PROGRAM, 'program.json', (text) => text.replace('"type": "money"', '"type": "monney"'))
  await expect(notice(form)).toContainText('is not used', SOON)
  await expect(question(form, 'employees')).toHaveValue('320')
  await fill(form, { employees: '20' })
  await expect(verdict(form)).toHaveText('A partner manager decides')
})

/** @type {[what: string, change: (program: any) => unknown, why: RegExp][]} */
const unusable = [
  ['a misspelt key', (program) => (program.fields[0].lable = 'Firm'), /fields\[0\]\.lable/],
  ['a contradiction', (program) => (program.fields[1].name = 'company'), /is the name of two fields/],
]

for (const [what, change, why] of unusable) {
  test(`a plain web server’s program with ${what} is not shown: the last good one stays`, async ({ page, servers }) => {
    const relabel = (/** @type {any} */ program) => (program.fields[0].label = 'Firm')
    const form = await servers.open(page, { attributes: { program: await publish(servers) } })
    await fill(form, JUDGED)
    await expect(verdict(form)).toHaveText('Qualifies')
    await publish(servers, { change: (program) => [relabel(program), change(program)] })
    await expect(notice(form)).toContainText(why, SOON)
    await expect(form.getByLabel('Company', { exact: true })).toBeVisible()
    await fill(form, { employees: '20' })
    await expect(verdict(form)).toHaveText('A partner manager decides')
    await publish(servers, { change: relabel })
    await expect(form.getByLabel('Firm', { exact: true })).toBeVisible(SOON)
    await expect(notice(form)).toBeHidden()
    await expect(question(form, 'employees')).toHaveValue('20')
  })
}

test('a new version of the agreement must be accepted anew', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await servers.endpoint.edit(PROGRAM, 'program.json', (text) => {
    const program = JSON.parse(text)
    Object.assign(program.agreement, { version: '2026-12', title: 'Referral agreement 2026-12' })
    return JSON.stringify(program)
  })
  const box = form.getByRole('checkbox', { name: /^I accept the Referral agreement 2026-12/ })
  await expect(box).toBeVisible(SOON)
  await expect(box).not.toBeChecked()
  await button(form).click()
  await expect(form.locator('#summary').getByRole('link')).toHaveText(['Accept the agreement to send the referral'])
  expect(posted).toEqual([])
  await box.check()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect((await servers.endpoint.referrals())[0].agreement).toEqual({ version: '2026-12', accepted: true })
})
