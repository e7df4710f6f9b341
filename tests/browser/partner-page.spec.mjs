// The partner's page of a referral: a link in a mail opens it. There the partner asks, answers and withdraws, without scripts.
import { axe } from './axe.mjs'
import { QUALIFIED, button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { Mailbox } from './servers/mailbox.mjs'

/**
 * @import { Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/**
 * Refers a customer, and returns the address of the partner's page as the mail names it, and the referral's id.
 * @param {Page} page
 * @param {Servers} servers
 * @param {Mailbox} mailbox
 */
async function referred(page, servers, mailbox) {
  const { endpoint } = servers
  await endpoint.stop()
  endpoint.environment = await mailbox.start()
  await endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    program.fields.push({ name: 'your_email', label: 'Your own e-mail address', type: 'email' })
    return JSON.stringify({ ...program, partner_email: 'your_email' })
  })
  await endpoint.start()
  const form = await servers.open(page)
  await fillAll(form)
  await form.getByLabel('Your own e-mail address').fill('mia@northgate.example')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect.poll(() => mailbox.mails.length).toBe(1)
  const [mail] = mailbox.mails
  expect(mail.to).toEqual([{ address: 'mia@northgate.example', name: '' }])
  const link = mail.text?.match(/https:\/\/vendor\.example(\/partner\/\S+)/)
  if (!link) throw new Error(mail.text)
  expect(mail.html).toContain(link[0])
  const [{ id }] = await endpoint.referrals()
  return { link: endpoint.origin + link[1], id }
}

/**
 * What the vendor's people do to a referral.
 * @param {Servers} servers
 * @param {string} id
 * @param {Record<string, unknown>} order
 */
async function command({ endpoint }, id, order) {
  const answer = await fetch(`${endpoint.origin}/api/referrals/${id}/commands`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

// axe-core needs scripts; the page has none.
for (const [look, options] of /** @type {const} */ ([
  ['without scripts', { javaScriptEnabled: false }],
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
]))
  test(`a partner asks, answers and withdraws by the keyboard, at 320 pixels, ${look} @chromium`, async ({
    browser,
    page,
    servers,
  }) => {
    const mailbox = new Mailbox()
    const { link, id } = await referred(page, servers, mailbox)
    const context = await browser.newContext({ ...options, viewport: { width: 320, height: 640 } })
    const partner = await context.newPage()
    const isFine = async () => {
      if (look !== 'without scripts') expect((await axe(partner).analyze()).violations).toEqual([])
      expect(await partner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    }
    /** @param {string} name */
    const open = async (name) => {
      const summary = partner.locator('summary', { hasText: name })
      await summary.focus()
      await partner.keyboard.press('Enter')
    }
    /** @param {string} text */
    const write = async (text) => {
      await partner.keyboard.press('Tab')
      await partner.keyboard.type(text)
      await partner.keyboard.press('Tab')
      await partner.keyboard.press('Enter')
    }
    const latest = partner.locator('.history li').first()

    await partner.goto(link)
    await expect(partner.getByRole('heading', { level: 1 })).toContainText(QUALIFIED.company)
    await expect(partner.locator('.line .badge')).toHaveText('accepted')
    await isFine()

    await open('Ask a question')
    await isFine()
    await write('Who calls <b>them</b>?')
    await expect(latest).toContainText('You asked')
    await expect(latest.locator('.written')).toHaveText('Who calls <b>them</b>?')
    await isFine()

    await command(servers, id, { command: 'answer', message: 'Mara does.', note: 'Hard to reach.' })
    await command(servers, id, { command: 'ask', message: 'What is their budget?' })
    await partner.reload()
    await expect(latest).toContainText('You were asked')
    await expect(partner.locator('body')).not.toContainText('Hard to reach.')
    // What is asked is open already.
    await partner.getByLabel('Your answer').focus()
    await partner.keyboard.type('90,000 euros.')
    await partner.keyboard.press('Tab')
    await partner.keyboard.press('Enter')
    await expect(latest).toContainText('You answered')
    await isFine()

    await open('Withdraw the referral')
    await isFine()
    await write('They bought elsewhere.')
    await expect(partner.locator('.line .badge')).toHaveText('withdrawn')
    await expect(partner.locator('form')).toHaveCount(1) // what is wrong
    await isFine()

    await partner.goto(`${link}0`)
    await expect(partner.getByRole('heading', { level: 1 })).not.toContainText(QUALIFIED.company)
    await isFine()
    await context.close()
    await mailbox.stop()
  })
