// Groups: rows that can be added and removed, such as several contacts.
import { expectAccessible } from './ask.mjs'
import { accept, button, criterion, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 */

const PROGRAM = 'strategic-introduction'

/**
 * @param {Page} page
 * @param {Servers} servers
 */
const open = (page, servers) => servers.open(page, { program: PROGRAM })
/**
 * @param {Locator} form
 * @param {number} number
 */
const contact = (form, number) => form.getByRole('group', { name: `Contact ${number}`, exact: true })
/** @param {Locator} form */
const add = (form) => form.getByRole('button', { name: 'Add Contact' })
const value = (/** @type {Locator} */ form) =>
  form.evaluate((/** @type {FormElement} */ element) => element.value.contacts)

/**
 * Answers everything except the contacts.
 * @param {Locator} form
 */
const fillRest = async (form) => {
  await form.getByLabel('Company', { exact: true }).fill('Beispiel Holding AG')
  await form.getByLabel('Where is its head office?').selectOption('CH')
  await form.getByLabel('How many subsidiaries does it have?').fill('12')
  await form.getByLabel('These people know that I pass on their names, and agree to be written to.').check()
  await accept(form)
}

/**
 * @param {Locator} row
 * @param {{ name: string, role: string, known: string }} person
 */
const introduce = async (row, { name, role, known }) => {
  await row.getByLabel('Name', { exact: true }).fill(name)
  await row.getByLabel('Part in the decision').selectOption({ label: role })
  await row.getByLabel(known, { exact: true }).check()
}

const HEAD = { name: 'Head of finance', role: 'Holds the budget', known: 'We work together' }
const USER = { name: 'Accountant', role: 'Would use it', known: 'We have met' }

test('rows are added and removed by keyboard, judged, mended and sent', async ({ page, servers }) => {
  const form = await open(page, servers)
  await expect(add(form)).toBeVisible()
  await expect(contact(form, 1)).toBeVisible()
  await expect(form.getByRole('button', { name: /^Remove/ })).toHaveCount(0)
  await introduce(contact(form, 1), USER)
  await expect(criterion(form, 'decision-maker')).toHaveAttribute('data-outcome', 'unmet')

  await add(form).press('Enter')
  // A row counts once its required answers are there.
  await expect(contact(form, 2).getByLabel('Name', { exact: true })).toBeFocused()
  await expect(contact(form, 2).getByLabel('E-mail')).toHaveAttribute('autocomplete', 'section-contacts.1 email')
  await introduce(contact(form, 2), HEAD)
  await expect(criterion(form, 'decision-maker')).toHaveAttribute('data-outcome', 'met')
  await add(form).click()
  await contact(form, 3).getByLabel('E-mail').fill('nobody')
  await expectAccessible(page)

  // An error is shown at its control, and the summary links to it.
  await fillRest(form)
  await button(form).click()
  const summary = form.getByRole('alert')
  await expect(summary.getByRole('listitem')).toHaveText([
    'E-mail address (Contact 3) must be an e-mail address, such as name@company.example',
    'Enter an answer: Name (Contact 3)',
    'Choose an answer: Part in the decision (Contact 3)',
    'Choose an answer: How well do you know each other? (Contact 3)',
  ])
  await summary.getByRole('link', { name: /Part in the decision/ }).click()
  const role = contact(form, 3).getByLabel('Part in the decision')
  await expect(role).toBeFocused()
  await expect(role).toHaveAttribute('aria-invalid', 'true')
  await expect(contact(form, 3).getByLabel('E-mail')).toHaveAccessibleDescription(/must be an e-mail address/)
  await expect(contact(form, 2).getByLabel('Part in the decision')).toHaveAttribute('aria-invalid', 'false')
  await expectAccessible(page)

  // When a row is removed, the rows after it move up, and messages about their old places disappear.
  await form.getByRole('button', { name: 'Remove Contact 1' }).press('Enter')
  await expect(contact(form, 1)).toBeFocused()
  await expect(form.locator('#live')).toHaveText(/^Contact 1 was removed$|^A partner manager decides$|^Qualifies$/)
  await expect(contact(form, 3)).toHaveCount(0)
  await expect(contact(form, 1).getByLabel('Name', { exact: true })).toHaveValue(HEAD.name)
  await expect(contact(form, 1).getByLabel(HEAD.known, { exact: true })).toBeChecked()
  await contact(form, 2).getByRole('button', { name: 'Remove Contact 2' }).click()
  await expect(form.getByRole('button', { name: /^Remove/ })).toHaveCount(0)
  await expect(form.locator('.error:not(:empty)')).toHaveCount(0)
  expect(await value(form)).toEqual([{ name: HEAD.name, role: 'budget', known: 'well' }])

  for (let more = 0; more < 4; more += 1) await add(form).click()
  await expect(contact(form, 5)).toBeVisible()
  await expect(add(form)).toBeHidden()
  await introduce(contact(form, 5), USER)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.verdicts_agree).toBe(true)
  expect(referral.lead.contacts).toEqual([
    { name: HEAD.name, role: 'budget', known: 'well' },
    { name: USER.name, role: 'uses', known: 'met' },
  ])
})

test('rows outlive a reload without what is sensitive, and follow the page', async ({ page, servers }) => {
  const form = await open(page, servers)
  await introduce(contact(form, 1), HEAD)
  await add(form).click()
  await introduce(contact(form, 2), USER)
  await contact(form, 2).getByLabel('E-mail').fill('a@b.example')
  const rows = [
    { name: HEAD.name, role: 'budget', known: 'well' },
    { name: USER.name, role: 'uses', known: 'met' },
  ]
  const kept = () =>
    page.evaluate(() => {
      const names = Object.keys(sessionStorage).filter((name) => name.startsWith('referral-draft '))
      return names.map((name) => JSON.parse(sessionStorage[name]).answers.contacts)
    })
  await expect.poll(kept).toEqual([rows])
  await page.reload()
  await expect(contact(form, 2).getByLabel(USER.known, { exact: true })).toBeChecked()
  await expect(contact(form, 2).getByLabel('E-mail')).toHaveValue('')
  expect(await value(form)).toEqual(rows)

  const hostile = [{ name: 'A', nothing: 1 }, null, 'x', { name: 'D', role: '<b>' }]
  await form.evaluate(
    (/** @type {FormElement} */ element, contacts) => Object.assign(element, { value: { contacts } }),
    hostile,
  )
  await expect(contact(form, 4).getByLabel('Name', { exact: true })).toHaveValue('D')
  expect(await value(form)).toEqual([{ name: 'A' }, {}, {}, { name: 'D', role: '<b>' }])
  await form.evaluate((/** @type {FormElement} */ element) => element.reset())
  await expect(contact(form, 2)).toHaveCount(0)
  await expect(contact(form, 1).getByLabel('Name', { exact: true })).toHaveValue('')
  await expect(add(form)).toBeVisible()
})

test('without its script the rows that must be there can be sent, in another language as well', async ({
  page,
  servers,
}) => {
  servers.package.replace('groups.js', 'document.title = "not what was built"')
  const form = await servers.open(page, { program: PROGRAM, attributes: { lang: 'de' } })
  await introduce(contact(form, 1), HEAD)
  await expect(form.getByRole('button', { name: /hinzufügen|Entfernen/ })).toHaveCount(0)
  await expect(page).toHaveTitle('Refer a customer')
  await expect(criterion(form, 'decision-maker')).toHaveAttribute('data-outcome', 'met')
  expect(await value(form)).toEqual([{ name: HEAD.name, role: 'budget', known: 'well' }])
})

test('in another language, the focus stays in its row', async ({ page, servers }) => {
  const form = await open(page, servers)
  await add(form).click()
  await contact(form, 2).getByLabel('Name', { exact: true }).fill('Head of finance')
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'de'))
  await expect(form.getByRole('button', { name: 'Contact hinzufügen' })).toBeVisible()
  await expect(form.locator('[name="contacts.1.name"]')).toBeFocused()
  await expect(form.locator('[name="contacts.1.name"]')).toHaveValue('Head of finance')
})
