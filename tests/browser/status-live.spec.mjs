// <referral-status> stays up to date: one stream for all tabs of a website, and what happens where it is cut.
import { expect, test } from './partner-status.mjs'

/**
 * @import { Locator, Page } from '@playwright/test'
 * @import { StatusSite } from './partner-status.mjs'
 */

const NOT_CONNECTED = 'Not connected. Trying again…'

/** @param {Locator} status */
const badge = (status) => status.locator('.badge').first()

/**
 * Waits for the first streams.
 * @param {StatusSite} site
 */
const streaming = (site, streams = 1) => expect.poll(() => site.api.streams.size).toBe(streams)

test('however many tabs there are, one reads the stream; when it goes, another takes over', async ({ page, site }) => {
  const sent = site.api.add()
  const first = await site.open(page, [sent])
  await expect(badge(first)).toHaveText('in review')
  const [second, third] = [await page.context().newPage(), await page.context().newPage()]
  const others = [second, third].map((tab) => tab.locator('referral-status'))
  for (const tab of [second, third]) await tab.goto(site.page())
  for (const status of others) await expect(badge(status)).toHaveText('in review')
  expect(site.api.streams.size).toBe(1)
  site.api.change(sent.referral, { status_said: 'accepted' })
  for (const status of [first, ...others]) await expect(badge(status)).toHaveText('accepted')
  // What is done in a tab that does not read the stream is seen in all of them.
  await others[0].locator('summary', { hasText: 'Ask a question' }).click()
  await second.getByLabel('Your question').fill('When?')
  await second.getByRole('button', { name: 'Ask a question' }).click()
  for (const status of [first, ...others]) await expect(status.locator('.history li')).toHaveCount(2)
  await page.close()
  await expect.poll(() => site.api.count('stream')).toBe(2)
  site.api.change(sent.referral, { status_said: 'won' })
  for (const status of others) await expect(badge(status)).toHaveText('won')
  await second.close()
  await streaming(site)
  site.api.change(sent.referral, { status_said: 'won at last' })
  await expect(badge(others[1])).toHaveText('won at last')
})

test('a referral that another tab sends or forgets comes and goes', async ({ page, site }) => {
  const [first, later] = [site.api.add(), site.api.add()]
  const status = await site.open(page, [first])
  await expect(status.locator('.referral')).toHaveCount(1)
  const other = await page.context().newPage()
  await site.store(other, [first, later])
  await expect(status.locator('.referral')).toHaveCount(2)
  await site.store(other, [later])
  await expect(status.locator('.referral')).toHaveCount(1)
  await expect(status.getByRole('heading', { level: 3 })).toHaveText('Customer 2')
})

test('where the stream is cut the page says so, and tries again until it comes', async ({ page, site }) => {
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await streaming(site)
  for (const route of ['stream', 'referrals']) site.api.spoilt.set(route, (response) => response.destroy())
  site.api.cut()
  await expect(status.locator('#link')).toHaveText(NOT_CONNECTED)
  await expect(badge(status)).toHaveText('in review')
  await expect.poll(() => site.api.requests.length).toBeGreaterThan(3)
  site.api.spoilt.clear()
  site.api.change(sent.referral, { status_said: 'accepted' })
  await expect(badge(status)).toHaveText('accepted')
  await expect(status.locator('#link')).toBeEmpty()
  await streaming(site)
})

test('an endpoint that is busy is left alone for as long as it asks', async ({ page, site }) => {
  site.api.spoilt.set('stream', (response) => response.writeHead(503, { 'Retry-After': '3' }).end())
  const before = Date.now()
  const status = await site.open(page, [site.api.add()])
  await expect.poll(() => site.api.count('stream')).toBe(2)
  expect(Date.now() - before).toBeGreaterThanOrEqual(3000)
  site.api.spoilt.clear()
  await expect(badge(status)).toHaveText('in review')
})

test('where a proxy keeps the stream back, single requests take its place', async ({ page, site }) => {
  site.api.isHoldingBack = true
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await expect(badge(status)).toHaveText('in review')
  await expect(status.locator('#link')).toBeEmpty()
  expect(site.api.count('referrals')).toBe(1)
})

test('a stream without a sign of life counts as cut, and after two of them the page asks by itself @chromium', async ({
  page,
  site,
}) => {
  site.api.isHoldingBack = true
  await page.clock.install()
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await expect.poll(() => site.api.count('stream')).toBe(1)
  // Each stream is given up when nothing has come for a while, and a third is tried some minutes later.
  for (const streams of [2, 3])
    await expect(async () => {
      await page.clock.runFor(5000)
      expect(site.api.count('stream')).toBe(streams)
    }).toPass({ intervals: [20] })
  await expect(badge(status)).toHaveText('in review')
  await expect(status.locator('#link')).toBeEmpty()
  const before = site.api.count('referrals')
  expect(before).toBeGreaterThan(5)
  site.api.change(sent.referral, { status_said: 'accepted' })
  await page.clock.runFor(21_000)
  await expect(badge(status)).toHaveText('accepted')
  expect(site.api.count('referrals') - before).toBeLessThanOrEqual(2)
})

for (const [what, missing] of /** @type {const} */ ([
  ['Web Locks', () => Object.defineProperty(navigator, 'locks', { value: undefined })],
  ['BroadcastChannel', () => Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined })],
]))
  test(`without ${what} each tab asks by itself, and opens no stream`, async ({ page, site }) => {
    await page.context().addInitScript(missing)
    const sent = site.api.add()
    const status = await site.open(page, [sent])
    const tab = await page.context().newPage()
    await tab.goto(site.page())
    for (const it of [status, tab.locator('referral-status')]) await expect(badge(it)).toHaveText('in review')
    expect(site.api.requests.map(({ route }) => route)).toEqual(['referrals', 'referrals'])
  })

test('offline the page says so, and online it is right again at once @chromium', async ({ page, site }) => {
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await streaming(site)
  await page.context().setOffline(true)
  await expect(status.locator('#link')).toHaveText(NOT_CONNECTED)
  site.api.cut()
  site.api.change(sent.referral, { status_said: 'accepted' })
  await page.context().setOffline(false)
  await expect(badge(status)).toHaveText('accepted')
  await expect(status.locator('#link')).toBeEmpty()
})

test('an element that an app removes ends its stream, and put back it has what was typed', async ({ page, site }) => {
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await status.locator('summary', { hasText: 'Ask a question' }).click()
  await page.getByLabel('Your question').fill('When?')
  await page.evaluate(() => {
    window.kept = /** @type {Element} */ (document.querySelector('referral-status'))
    window.kept.remove()
  })
  await streaming(site, 0)
  site.api.change(sent.referral, { status_said: 'accepted' })
  await page.evaluate(() => document.body.append(window.kept))
  await expect(badge(status)).toHaveText('accepted')
  await expect(page.getByLabel('Your question')).toHaveValue('When?')
  await streaming(site)
  // Moved, it goes on.
  const before = site.api.requests.length
  await page.evaluate(() => document.querySelector('main')?.append(window.kept))
  // The stream that it had brings the change.
  site.api.change(sent.referral, { status_said: 'won' })
  await expect(badge(status)).toHaveText('won')
  expect(site.api.requests).toHaveLength(before)
})

test('put back while the endpoint is away, an element shows what it has shown, and what was typed', async ({
  page,
  site,
}) => {
  const status = await site.open(page, [site.api.add()])
  await status.locator('summary', { hasText: 'Ask a question' }).click()
  await page.getByLabel('Your question').fill('When?')
  await page.evaluate(() => {
    window.kept = /** @type {Element} */ (document.querySelector('referral-status'))
    window.kept.remove()
  })
  await streaming(site, 0)
  for (const route of ['stream', 'referrals']) site.api.spoilt.set(route, (response) => response.destroy())
  await page.evaluate(() => document.body.append(window.kept))
  await expect(status.locator('#link')).toHaveText(NOT_CONNECTED)
  await expect(badge(status)).toHaveText('in review')
  await status.evaluate((element) => element.setAttribute('lang', 'fr'))
  await expect(status.locator('#link')).toHaveText('Pas de connexion. Nouvelle tentative…')
  await expect(page.getByLabel('Your question')).toHaveValue('When?')
  site.api.spoilt.clear()
  await expect(page.getByLabel('Votre question')).toHaveValue('When?')
  await expect(status.locator('#link')).toBeEmpty()
})

test('the referrals of a partner who signs out, or of another, do not stay', async ({ page, site }) => {
  site.api.add()
  const status = await site.open(page, [], { attributes: 'token="a-token" program="cloud-migration"' })
  await expect(badge(status)).toHaveText('in review')
  for (const route of ['stream', 'referrals']) site.api.spoilt.set(route, (response) => response.destroy())
  await status.evaluate((element) => element.setAttribute('token', 'of-another'))
  await expect(status.locator('#link')).toHaveText(NOT_CONNECTED)
  await expect(badge(status)).toHaveCount(0)
  site.api.spoilt.clear()
  await status.evaluate((element) => element.setAttribute('token', 'a-token'))
  await expect(badge(status)).toHaveText('in review')
  await status.evaluate((element) => element.removeAttribute('token'))
  await expect(status).toContainText('No customer was referred from this browser yet.')
  await expect(badge(status)).toHaveCount(0)
})

test('several elements share a stream, and one with another token or language has its own', async ({ page, site }) => {
  const sent = site.api.add()
  await site.open(page, [sent])
  await streaming(site)
  await page.evaluate(() => {
    const first = /** @type {Element} */ (document.querySelector('referral-status'))
    for (let i = 0; i < 3; i++) document.body.append(first.cloneNode())
  })
  const all = page.locator('referral-status')
  for (const status of await all.all()) await expect(badge(status)).toHaveText('in review')
  expect(site.api.requests).toHaveLength(1)
  await all.last().evaluate((element) => element.setAttribute('token', 'a-token'))
  await streaming(site, 2)
  site.api.change(sent.referral, { status_said: 'accepted' })
  for (const status of await all.all()) await expect(badge(status)).toHaveText('accepted')
  await all.last().evaluate((element) => element.removeAttribute('token'))
  await streaming(site, 1)
})

test('in another language the words change, and what was typed stays', async ({ page, site }) => {
  const status = await site.open(page, [site.api.add()])
  await status.locator('summary', { hasText: 'Ask a question' }).click()
  await page.getByLabel('Your question').fill('When?')
  await status.evaluate((element) => element.setAttribute('lang', 'de-CH'))
  await expect(status.getByRole('heading', { level: 2 })).toHaveText('Ihre Empfehlungen')
  await expect(page.getByLabel('Ihre Frage')).toHaveValue('When?')
  expect(site.api.requests.at(-1)?.body.language).toBe('de-CH')
})

test('removed elements are forgotten @chromium', async ({ page, site }) => {
  const status = await site.open(page, [site.api.add()])
  await expect(badge(status)).toHaveText('in review')
  await page.evaluate(async () => {
    const element = /** @type {Element} */ (document.querySelector('referral-status'))
    window.removed = []
    for (let i = 0; i < 20; i++) {
      const other = /** @type {Element} */ (element.cloneNode())
      window.removed.push(new WeakRef(other))
      document.body.append(other)
      await new Promise((done) => setTimeout(done, 30))
      other.remove()
    }
    element.remove()
  })
  await streaming(site, 0)
  const devtools = await page.context().newCDPSession(page)
  const left = async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    return page.evaluate(() => window.removed?.filter((reference) => reference.deref()).length)
  }
  await expect.poll(left).toBe(0)
})
