// A program whose steps are shown one at a time.
import { expectAccessible } from './ask.mjs'
import { QUALIFIED, accept, button, fill, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

/**
 * @import { Typed } from './fill.mjs'
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 */

/**
 * The sample program in four steps, of which the third is asked of some leads only.
 * @param {any} program
 */
const inSteps = (program) => {
  const names = program.fields.map((/** @type {{ name: string }} */ { name }) => name)
  const from = (/** @type {string} */ first, /** @type {string | undefined} */ end = undefined) =>
    names.slice(names.indexOf(first), end && names.indexOf(end))
  program.layout = 'steps'
  program.steps = [
    { title: 'The company', fields: from('company', 'need') },
    { title: 'The project', fields: from('need', 'decision_date') },
    { title: 'The migration', fields: ['decision_date'], visible_when: 'lead.need == "migration"' },
    { title: 'Whom to call', fields: from('contact_name') },
  ]
}

/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {(program: any) => unknown} [change]
 * @param {Parameters<Servers['open']>[1]} [options]
 */
const open = async (page, servers, change = inSteps, options = {}) => {
  const form = await servers.open(page, { attributes: { program: await publish(servers, { change }) }, ...options })
  await expect(button(form, 'Continue')).toBeVisible()
  return form
}

/**
 * @param {Locator} form
 * @param {string} name
 */
const title = (form, name) => form.getByRole('heading', { name, exact: true })
/** @param {Locator} form */
const goOn = (form) => button(form, 'Continue').click()
const some = (/** @type {string[]} */ ...names) =>
  Object.fromEntries(names.map((name) => [name, /** @type {Typed} */ (QUALIFIED)[name]]))
const COMPANY = some('company', 'website', 'country')
const PROJECT = some('need', 'first_year_spend', 'employees', 'existing_customer', 'in_talks')

test('a partner goes through the steps and back by keyboard, and each is checked before the next', async ({
  page,
  servers,
}) => {
  await page.addInitScript(() => {
    window.shifts = []
    new PerformanceObserver((list) =>
      window.shifts.push(.../** @type {LayoutShift[]} */ (list.getEntries()).map(({ value }) => value)),
    ).observe({ type: 'layout-shift' })
  })
  const room = '<style>body { margin: 0 } referral-form { display: block; min-height: 100vh }</style>'
  const form = await open(page, servers, inSteps, { before: room })
  await expect(verdict(form)).toHaveText('6 answers to go')
  expect(await page.evaluate(() => window.shifts)).toEqual([])
  await expect(title(form, 'Step 1 of 3 The company')).toBeVisible()
  await expect(question(form, 'need')).toBeHidden()
  await expect(button(form)).toBeHidden()
  await expect(button(form, 'Back')).toBeHidden()

  await question(form, 'company').fill(QUALIFIED.company)
  await page.keyboard.press('Enter')
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#summary li')).toHaveText([
    'Enter an answer: Company website',
    'Choose an answer: Country',
  ])
  await form.locator('#summary a').last().press('Enter')
  await expect(question(form, 'country')).toBeFocused()
  await fill(form, COMPANY)
  await question(form, 'company').press('Enter')
  await expect(title(form, 'Step 2 of 3 The project')).toBeFocused()
  await expect(form.locator('#summary')).toBeEmpty()
  await expect(form.locator('.error:not(:empty)')).toHaveCount(0)

  // The answer to one question adds another step.
  await fill(form, PROJECT)
  await expect(form.locator('[aria-current=step]')).toHaveText('The project')
  await expect(form.getByRole('navigation', { name: 'Steps' }).getByRole('listitem')).toHaveText([
    'The company',
    'The project',
    'The migration',
    'Whom to call',
  ])
  await question(form, 'employees').press('Enter')
  await expect(title(form, 'Step 3 of 4 The migration')).toBeFocused()
  await question(form, 'decision_date').fill(QUALIFIED.decision_date)
  await goOn(form)
  await expect(title(form, 'Step 4 of 4 Whom to call')).toBeFocused()
  await expect(button(form, 'Continue')).toBeHidden()
  await expect(button(form)).toBeVisible()

  // Going back checks nothing and loses nothing. The same holds for a step in the list.
  await question(form, 'contact_name').fill(QUALIFIED.contact_name)
  await button(form, 'Back').press('Enter')
  await expect(title(form, 'Step 3 of 4 The migration')).toBeFocused()
  await button(form, 'The company').press('Enter')
  await expect(title(form, 'Step 1 of 4 The company')).toBeFocused()
  await expect(form.locator('#summary')).toBeEmpty()
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await expect(question(form, 'contact_name')).toHaveValue(QUALIFIED.contact_name)
})

test('sending checks all steps, and what is wrong leads to its step @chromium', async ({ page, servers }) => {
  const form = await open(page, servers)
  const lead = {
    ...QUALIFIED,
    company: '',
    email: 'ops',
    country: 'DE',
    need: 'migration',
    existing_customer: 'no',
    in_talks: 'no',
  }
  await form.evaluate((/** @type {FormElement} */ element, lead) => {
    element.value = lead
    element.submit()
  }, lead)
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#summary li')).toHaveCount(3)
  await form.locator('#summary a').nth(1).press('Enter')
  await expect(title(form, 'Step 4 of 4 Whom to call')).toBeVisible()
  await expect(question(form, 'email')).toBeFocused()
  await question(form, 'email').fill(QUALIFIED.email)
  await form.locator('#summary a').first().press('Enter')
  await expect(question(form, 'company')).toBeFocused()
  await question(form, 'company').fill(QUALIFIED.company)
  await form.locator('#summary a').nth(2).press('Enter')
  await expect(form.getByRole('checkbox', { name: /^I accept/ })).toBeFocused()
  await accept(form)
  await expectAccessible(page)
  await page.emulateMedia({ media: 'print' })
  for (const name of ['company', 'need', 'decision_date', 'email']) await expect(question(form, name)).toBeVisible()
  await page.emulateMedia({ media: 'screen' })
  await question(form, 'email').press('Enter')
  await expect(receipt(form)).toHaveText('Referral accepted')
  await button(form, 'Refer another customer').click()
  await expect(question(form, 'company')).toBeFocused()
  await expect(title(form, 'Step 1 of 3 The company')).toBeVisible()
})

test('a reload, another language, a newer program and a hidden step leave a partner where they were', async ({
  page,
  servers,
}) => {
  const form = await open(page, servers)
  await fill(form, COMPANY)
  await goOn(form)
  await fill(form, PROJECT)
  await goOn(form)
  await goOn(form)
  await expect(title(form, 'Step 4 of 4 Whom to call')).toBeFocused()
  await page.reload()
  await expect(title(form, 'Step 4 of 4 Whom to call')).toBeVisible()
  await expect(form.locator('#restored')).toBeVisible()

  await button(form, 'Back').click()
  await button(form, 'Continue').focus()
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'de'))
  await expect(title(form, 'Schritt 3 von 4 The migration')).toBeVisible()
  await expect(button(form, 'Weiter')).toBeFocused()
  await form.evaluate((element) => document.querySelector('main')?.prepend(element))
  await expect(button(form, 'Weiter')).toBeVisible()
  await publish(servers, {
    change: (program) => {
      inSteps(program)
      program.steps[2].title = 'The move'
      program.steps.splice(0, 2, {
        title: 'All',
        fields: program.steps.slice(0, 2).flatMap((/** @type {{ fields: string[] }} */ { fields }) => fields),
      })
    },
  })
  await expect(title(form, 'Schritt 2 von 3 The move')).toBeVisible()
  await form.evaluate((/** @type {FormElement} */ element) => (element.value = { ...element.value, need: 'recovery' }))
  await expect(title(form, 'Schritt 2 von 2 Whom to call')).toBeVisible()
  await form.evaluate((/** @type {FormElement} */ element) => element.reset())
  await expect(title(form, 'Schritt 1 von 2 All')).toBeVisible()
})

test('a draft opens in the step that it was left in, also where the rules say whether that is asked', async ({
  page,
  servers,
}) => {
  const form = await open(page, servers)
  await fill(form, COMPANY)
  await goOn(form)
  await fill(form, PROJECT)
  await goOn(form)
  const migration = title(form, 'Step 3 of 4 The migration')
  await expect(migration).toBeFocused()
  const release = servers.package.hold('rules.wasm')
  await page.reload()
  await expect(form.locator('#restored')).toBeVisible()
  release()
  await expect(migration).toBeVisible()
  await page.reload()
  await expect(migration).toBeVisible()
  // Single-page apps do this with their pages.
  await form.evaluate((element) => element.replaceWith(element.cloneNode(true)))
  await expect(form.locator('#restored')).toBeVisible()
  await expect(migration).toBeVisible()
  // Once it is known, the partner is not moved to another step any more.
  await button(form, 'Back').click()
  await expect(title(form, 'Step 2 of 4 The project')).toBeVisible()
  await question(form, 'employees').fill('400')
  await expect(title(form, 'Step 2 of 4 The project')).toBeVisible()
})

test('before the rules have arrived, the browser’s own check leads on', async ({ page, servers }) => {
  const release = servers.package.hold('rules.wasm')
  const form = await open(page, servers)
  await goOn(form)
  await expect(form.locator('#summary')).toBeFocused()
  await expect(form.locator('#summary li')).toHaveText([/^Company: /, /^Company website: /, /^Country: /])
  await fill(form, COMPANY)
  await goOn(form)
  await expect(title(form, 'Step 2 of 3 The project')).toBeFocused()
  release()
  await expect(verdict(form)).toHaveText('5 answers to go')
  await fill(form, { employees: '0' })
  await question(form, 'employees').press('Enter')
  await expect(form.locator('#e-employees')).toHaveText(/1 or more$/)
  await expect(form.locator('#summary li')).toHaveCount(5)
  await expect(form.locator('#f-company')).toHaveAttribute('aria-invalid', 'false')
})

test('where the script cannot be had, all steps are on one page', async ({ page, servers }) => {
  servers.package.hold('steps.js')
  const form = await servers.open(page, { attributes: { program: await publish(servers, { change: inSteps }) } })
  await fill(form, { ...COMPANY, ...PROJECT, ...some('contact_name', 'email', 'consent') })
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})
