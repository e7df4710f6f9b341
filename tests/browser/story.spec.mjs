// The kept promise, in three windows: a partner refers a customer and sees on its own page, without a reload, what the vendor's
// people do; a second partner is told that the customer is protected.
import { button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

// So small a company is looked at by a person.
const SMALL = { employees: '20' }
const CUSTOMER = 'Beispiel Pumpen GmbH'

/**
 * What a partner's page has below the form.
 * @param {Servers} servers
 */
const status = ({ endpoint, package: { origin } }) =>
  `<script type="module" src="${origin}/status.js"></script>
<referral-status endpoint="${endpoint.origin}"></referral-status>`

/**
 * Opens the referral at the desk, in a window of its own.
 * @param {Page} page
 * @param {Servers} servers
 */
async function atTheDesk(page, { endpoint }) {
  const credentials = { username: 'desk', password: endpoint.token }
  const context = await page.context().browser()?.newContext({ httpCredentials: credentials })
  if (!context) throw new Error('no browser')
  const desk = await context.newPage()
  await desk.goto(endpoint.origin)
  await desk.locator('.referrals').getByRole('link', { name: CUSTOMER }).first().click()
  return desk
}

/**
 * Gives a command by its form at the desk.
 * @param {Page} desk
 * @param {string} name
 * @param {(form: import('@playwright/test').Locator) => Promise<void>} fill
 */
async function give(desk, name, fill) {
  await desk.locator('summary', { hasText: new RegExp(`^${name}$`) }).click()
  const form = desk.locator('details[open]', { has: desk.locator('summary', { hasText: name }) })
  await fill(form)
  await form.getByRole('button').click()
  await expect(desk.getByRole('alert')).toHaveCount(0)
}

test('a partner refers, and its open page shows each step until the deal is won @firefox', async ({
  page,
  browser,
  servers,
}) => {
  const form = await servers.open(page, { after: status(servers) })
  const shown = page.locator('referral-status')
  await expect(shown).toContainText('No customer was referred from this browser yet.')
  await fillAll(form, SMALL)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
  const due = form.locator('[data-text="contact-decides-by"]')
  await expect(due).toHaveText(/decides by \d+ \w+ \d{4} \(\d\d:\d\d, UTC\)\./)
  // The page that was open all the time has it, with the same hour.
  const hour = /\d\d:\d\d/.exec(String(await due.textContent()))?.[0] ?? 'no hour'
  await expect(shown).toContainText(CUSTOMER)
  await expect(shown).toContainText('in review')
  await expect(shown).toContainText(hour)

  // A second partner learns that the customer is somebody else's, and nothing more.
  const other = await (await browser.newContext()).newPage()
  const second = await servers.open(other, { partner: 'harrow-bearings', after: status(servers) })
  await fillAll(second, SMALL)
  await button(second).click()
  await expect(second.locator('#sending')).toContainText('This customer has already been referred')
  await expect(other.locator('referral-status')).toContainText('No customer was referred from this browser yet.')

  const desk = await atTheDesk(page, servers)
  await give(desk, 'Accept', async (form) => {
    await form.getByLabel(/^Message to the partner/).fill('We call them <b>today</b>.')
    await form.getByLabel(/^Note/).fill('Smells of budget.')
  })
  await expect(shown).toContainText('accepted')
  await expect(shown).toContainText('We call them <b>today</b>.')
  await expect(shown).not.toContainText('Smells of budget.')

  // The program's new rules do not touch what was referred before.
  const stands = await servers.endpoint.referrals()
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (script) => `${script}\n// Another edition.\n`)
  await give(desk, 'Move to this stage', async (form) => {
    await form.getByLabel('Stage').selectOption('Meeting')
  })
  await expect(shown).toContainText('Meeting')

  await give(desk, 'Ask the partner', async (form) => {
    await form.getByLabel(/^Message to the partner/).fill('Who decides there?')
  })
  await expect(shown).toContainText('Who decides there?')
  const answer = shown.getByLabel('Your answer')
  if (!(await answer.isVisible())) await shown.locator('summary', { hasText: 'Answer' }).click()
  await answer.fill('The head of IT.')
  await shown.getByRole('button', { name: 'Answer' }).click()
  await expect(shown).toContainText('You answered')
  await desk.reload()
  await expect(desk.locator('.history')).toContainText('The head of IT.')

  await give(desk, 'Mark as won', async (form) => {
    await form.getByLabel('Value of the deal').fill('150000')
    await form.getByLabel('Date of the contract').fill(new Date().toISOString().slice(0, 10))
  })
  await expect(shown).toContainText('won')
  const [before, after] = [stands, await servers.endpoint.referrals()].map(([{ verdict }]) => verdict)
  expect(after).toEqual(before)
})

test('at the endpoint, a saved receipt shows its referral, and nobody acts by it', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form, SMALL)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
  const [{ receipt: given }] = await servers.endpoint.referrals()

  // The form's link opens a page that acts, also without scripts.
  const link = form.getByRole('link', { name: 'Follow this referral' })
  await page.goto(String(await link.getAttribute('href')))
  await expect(page.getByRole('heading', { level: 1 })).toContainText(CUSTOMER)
  await expect(page.locator('summary', { hasText: 'Withdraw the referral' })).toBeVisible()

  await page.goto(`${servers.endpoint.origin}/partner`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('For partners')
  await expect(page.locator('referral-status')).toContainText('No customer was referred from this browser yet.')
  await page.getByLabel('The receipt itself').fill('not a receipt')
  await page.getByRole('button', { name: 'Show the referral of a receipt' }).click()
  await expect(page.getByRole('alert')).toContainText('This is not a receipt of this vendor')
  await page.getByLabel('The receipt itself').fill(given.signature)
  await page.getByRole('button', { name: 'Show the referral of a receipt' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(CUSTOMER)
  await expect(page.locator('form')).toHaveCount(0)
})

// Browsers open six connections to an origin over HTTP/1, and a stream keeps one.
test('ten tabs of a partner website show what was sent, and all of them still send', async ({ page, servers }) => {
  test.slow()
  const tabs = [page]
  while (tabs.length < 10) tabs.push(await page.context().newPage())
  const forms = []
  for (const tab of tabs) forms.push(await servers.open(tab, { after: status(servers) }))
  for (const [i, form] of forms.entries()) {
    await tabs[i].bringToFront()
    await fillAll(form, { ...SMALL, company: `Company ${i}`, website: `https://company-${i}.example` })
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral received, in review')
  }
  expect(await servers.endpoint.referrals()).toHaveLength(10)
  for (const tab of [tabs[0], tabs[9]])
    for (const i of tabs.keys()) await expect(tab.locator('referral-status')).toContainText(`Company ${i}`)
})
