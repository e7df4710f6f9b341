// The vendor's desk: a referral's page, where people decide. It works without scripts and with the keyboard alone.
import { axe } from './axe.mjs'
import { QUALIFIED, button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/**
 * Refers a customer by the form, and opens the referral at the desk.
 * @param {Page} page
 * @param {Servers} servers
 */
async function atTheDesk(page, servers) {
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const context = await page
    .context()
    .browser()
    ?.newContext({
      httpCredentials: { username: 'desk', password: servers.endpoint.token },
      javaScriptEnabled: false,
    })
  if (!context) throw new Error('no browser')
  const desk = await context.newPage()
  await desk.goto(servers.endpoint.origin)
  await desk.locator('.referrals').getByRole('link', { name: QUALIFIED.company }).click()
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(QUALIFIED.company)
  return desk
}

/**
 * Opens a command's form.
 * @param {Page} desk
 * @param {string} name
 */
async function command(desk, name) {
  await desk.locator('summary', { hasText: new RegExp(`^${name}$`) }).click()
  return desk.locator('details[open]', { has: desk.locator('summary', { hasText: name }) })
}

/** @param {Page} desk */
const isAccessible = async (desk) => {
  // axe-core is a script; the page itself has none.
  const found = await axe(desk).analyze()
  expect(found.violations).toEqual([])
}

test('a referral is advanced, asked about and won, and the page tells each step @firefox', async ({
  page,
  servers,
}) => {
  const desk = await atTheDesk(page, servers)
  await expect(desk.locator('.line .badge')).toHaveText('accepted')
  await expect(desk.locator('dl.answers')).toContainText(QUALIFIED.situation)

  const advance = await command(desk, 'Move to this stage')
  await advance.getByLabel('Stage').selectOption('Meeting')
  await advance.getByLabel(/^Message to the partner/).fill('We meet <b>on Friday</b>.')
  await advance.getByRole('button').click()
  await expect(desk.locator('.history li').first()).toContainText('Moved to the stage “Meeting”')
  await expect(desk.locator('.history .written').first()).toHaveText('We meet <b>on Friday</b>.')

  const win = await command(desk, 'Mark as won')
  await win.getByLabel('Value of the deal').fill('a lot')
  await win.getByLabel('Date of the contract').fill('2026-11-01')
  await win.getByLabel(/^Note for your own team/).fill('Three years.')
  await win.getByRole('button').click()
  await expect(desk.getByRole('alert')).toContainText('Enter a value above zero')
  const again = desk.locator('details[open]')
  await expect(again.getByLabel('Value of the deal')).toHaveValue('a lot')
  await expect(again.getByLabel(/^Note for your own team/)).toHaveValue('Three years.')
  await again.getByLabel('Value of the deal').fill('45,000.50')
  await again.getByRole('button').click()
  await expect(desk.locator('.line .badge')).toHaveText('won')
  await expect(desk.locator('.history li').first()).toContainText(/Won: .?EUR\u00a045,000\.50/)
  const [stored] = await servers.endpoint.referrals()
  expect(stored).toMatchObject({ status: 'won', stage: 'meeting', deal_value: 4_500_050, deal_currency: 'EUR' })
  await desk.context().close()
})

test('of two people, the second sees what the first did, and keeps what was typed @chromium', async ({
  page,
  servers,
}) => {
  const one = await atTheDesk(page, servers)
  const other = await one.context().newPage()
  await other.goto(one.url())
  const lose = await command(one, 'Mark as lost')
  await lose.getByLabel('Reason').selectOption('Price')
  await lose.getByRole('button').click()
  await expect(one.locator('.line .badge')).toHaveText('lost')
  const note = await command(other, 'Add a note')
  await note.getByLabel(/^Note for your own team/).fill('Call again in May.')
  await note.getByRole('button').click()
  await expect(other.getByRole('alert')).toContainText('Something happened after you opened this page')
  await expect(other.locator('.line .badge')).toHaveText('lost')
  await expect(other.getByLabel(/^Note for your own team/)).toHaveValue('Call again in May.')
  await other.locator('details[open]').getByRole('button').click()
  await expect(other.locator('.history li').first()).toContainText('Call again in May.')
  await one.context().close()
})

test('the keyboard alone is enough, at 320 pixels as well @chromium', async ({ page, servers }) => {
  const desk = await atTheDesk(page, servers)
  await desk.setViewportSize({ width: 320, height: 640 })
  const wide = await desk.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(320)
  const summary = desk.locator('summary', { hasText: 'Add a note' })
  for (let i = 0; i < 30 && !(await summary.evaluate((it) => it === document.activeElement)); i += 1)
    await desk.keyboard.press('Tab')
  await expect(summary).toBeFocused()
  await desk.keyboard.press('Enter')
  await desk.keyboard.press('Tab')
  await desk.keyboard.type('They called.')
  await desk.keyboard.press('Tab')
  await desk.keyboard.press('Enter')
  await expect(desk.locator('.history li').first()).toContainText('They called.')
  await desk.context().close()
})

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`the desk has no flaws that axe-core finds, ${colorScheme} @chromium`, async ({ browser, page, servers }) => {
    const first = await atTheDesk(page, servers)
    const context = await browser.newContext({
      httpCredentials: { username: 'desk', password: servers.endpoint.token },
      colorScheme,
    })
    const desk = await context.newPage()
    await desk.goto(first.url())
    for (const summary of await desk.locator('summary').all()) await summary.click()
    await isAccessible(desk)
    for (const path of ['/', '/?q=nobody', '/numbers', '/feedback', '/compare']) {
      await desk.goto(`${servers.endpoint.origin}${path}`)
      for (const summary of await desk.locator('summary').all()) await summary.click()
      await isAccessible(desk)
    }
    await context.close()
    await first.context().close()
  })

test('the list is searched by the keyboard, and no page is wider than 320 pixels @chromium', async ({
  page,
  servers,
}) => {
  const desk = await atTheDesk(page, servers)
  await desk.setViewportSize({ width: 320, height: 640 })
  for (const path of ['/', '/numbers', '/feedback', '/compare', '/?q=nobody']) {
    await desk.goto(`${servers.endpoint.origin}${path}`)
    expect(await desk.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320)
  }
  await desk.goto(servers.endpoint.origin)
  await desk.getByLabel('Company, domain, person or reference').fill(QUALIFIED.company.toUpperCase())
  await desk.keyboard.press('Enter')
  await expect(desk).toHaveURL(/\?q=/)
  await expect(desk.locator('.referrals').getByRole('link', { name: QUALIFIED.company })).toBeVisible()
  await desk.context().close()
})
