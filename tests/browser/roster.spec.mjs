// Partners as people: added at the desk, invited by a mail, with an agreement that is accepted once, and with a link that shows all
// their referrals, live.
import { axe } from './axe.mjs'
import { QUALIFIED, button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { Mailbox } from './servers/mailbox.mjs'

/** @import { Page } from '@playwright/test' */

/**
 * The path of the newest link in the mails of an address.
 * @param {Mailbox} mailbox
 * @param {string} to
 * @param {RegExp} path
 */
async function linked(mailbox, to, path) {
  const found = () =>
    mailbox.mails
      .filter((mail) => mail.to?.some(({ address }) => address === to))
      .map((mail) => mail.text?.match(path)?.[0])
      .findLast(Boolean)
  await expect.poll(found).toBeTruthy()
  return found() ?? ''
}

/**
 * Starts the endpoint again with a mail server, and returns its mailbox.
 * @param {import('./servers/endpoint.mjs').Endpoint} endpoint
 */
async function mailing(endpoint) {
  const mailbox = new Mailbox()
  await endpoint.stop()
  endpoint.environment = await mailbox.start()
  await endpoint.start()
  return mailbox
}

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`a partner joins by a link and later sees all its referrals, at 320 pixels, ${colorScheme} @chromium`, async ({
    browser,
    page,
    servers,
  }) => {
    const { endpoint } = servers
    const mailbox = await mailing(endpoint)
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
    const partner = await context.newPage()
    /** @param {Page} [of] */
    const isFine = async (of = partner) => {
      expect((await axe(of).analyze()).violations).toEqual([])
      expect(await of.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    }

    const desk = await browser.newContext({
      colorScheme,
      viewport: { width: 320, height: 640 },
      httpCredentials: { username: 'vendor', password: endpoint.token, send: 'always' },
    })
    const manager = await desk.newPage()
    await manager.goto(`${endpoint.origin}/partners`)
    await isFine(manager)
    await manager.getByLabel('Name', { exact: true }).fill('Northgate Security')
    await manager.getByLabel('Address of record').fill('mia@northgate.example')
    await manager.getByLabel('Level').fill('gold')
    await manager.getByRole('button', { name: 'Add a partner' }).click()
    await expect(manager.getByRole('status')).toContainText('on its way to mia@northgate.example')
    await isFine(manager)

    const invitation = await linked(mailbox, 'mia@northgate.example', /\/join\/\S+/)
    await partner.goto(endpoint.origin + invitation)
    await isFine()
    await partner
      .getByLabel(/I accept/)
      .first()
      .press('Space')
    await partner.getByLabel('Your name').fill('Mia Muster')
    await partner.keyboard.press('Enter')
    await expect(partner.getByRole('status')).toContainText('You have joined')
    await isFine()
    await manager.getByRole('link', { name: 'Partners', exact: true }).click()
    await expect(manager.locator('.card', { hasText: 'Northgate Security' })).toContainText('Joined')

    const form = await servers.open(page)
    await fillAll(form)
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    const [{ id }] = await endpoint.referrals()

    await partner.goto(`${endpoint.origin}/partner`)
    await isFine()
    await partner.getByLabel('E-mail address').fill('mia@northgate.example')
    await partner.keyboard.press('Enter')
    await expect(partner.locator('.notice')).toContainText('a mail is on its way')
    await isFine()
    const entry = await linked(mailbox, 'mia@northgate.example', /\/partner\/enter\/\S+/)
    await partner.goto(endpoint.origin + entry)
    await isFine()
    await partner.getByRole('button', { name: 'Show all my referrals' }).press('Enter')
    const status = partner.locator('referral-status')
    await expect(status).toContainText(QUALIFIED.company)
    await isFine()
    const advanced = await fetch(`${endpoint.origin}/api/referrals/${id}/commands`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ command: 'advance', stage: 'meeting' }),
    })
    expect(advanced.status).toBe(200)
    await expect(status).toContainText('Stage: Meeting')

    await partner.goto(endpoint.origin + entry)
    await expect(partner.getByRole('alert')).toContainText('used already')
    await partner.goto(`${endpoint.origin}/partner`)
    await partner.getByRole('button', { name: 'Sign out here' }).click()
    await expect(partner.getByRole('button', { name: 'Send me a link' })).toBeVisible()
    await expect(partner.locator('body')).not.toContainText(QUALIFIED.company)
    await mailbox.stop()
  })

test('without scripts, a partner who has come in sees a list and a page of each referral', async ({
  browser,
  page,
  servers,
}) => {
  const { endpoint } = servers
  const mailbox = await mailing(endpoint)
  const added = await fetch(`${endpoint.origin}/partners`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${endpoint.token}` },
    body: new URLSearchParams({ name: 'Northgate Security', email: 'mia@northgate.example' }),
  })
  expect(added.status).toBe(200)
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const partner = await context.newPage()
  await partner.goto(`${endpoint.origin}/partner`)
  await partner.getByLabel('E-mail address').fill('mia@northgate.example')
  await partner.getByRole('button', { name: 'Send me a link' }).click()
  const entry = await linked(mailbox, 'mia@northgate.example', /\/partner\/enter\/\S+/)
  await partner.goto(endpoint.origin + entry)
  await partner.getByRole('button', { name: 'Show all my referrals' }).click()
  await partner.getByRole('link', { name: QUALIFIED.company }).click()
  await partner.locator('summary', { hasText: 'Ask a question' }).click()
  await partner.getByLabel('Your question').fill('Who calls them?')
  await partner.getByRole('button', { name: 'Ask a question' }).click()
  await expect(partner.locator('.history li').first()).toContainText('You asked')
  await mailbox.stop()
})
