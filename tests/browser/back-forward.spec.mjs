// A page that the browser keeps and shows again when somebody goes back to it (the back/forward cache).
import { QUALIFIED, button, fill, fillAll, question, receipt, verdict } from './fill.mjs'
import { StatusSite } from './partner-status.mjs'
import { expect, test } from './servers.mjs'
import config from '../../playwright.config.mjs'

const { CHROME, WHOLE_CHROME } = process.env

// Playwright turns this cache off, so turn it on. Chromium's build without windows has none.
test.use({
  launchOptions: {
    ...config.projects?.[0].use?.launchOptions,
    executablePath: WHOLE_CHROME ?? CHROME,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
})

test('a form that comes back from the back/forward cache is as it was, and judges and sends @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.isRestored = persisted)))
  await page.goto(
    servers.partner.page('/other', '<!doctype html><html lang="en"><title>Another page</title><p>Another page</p>'),
  )
  await page.evaluate(() => history.back())
  await expect.poll(() => page.evaluate(() => window.isRestored).catch(() => false)).toBe(true)
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await fill(form, { employees: '20' })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
})

test('referrals that come back from the back/forward cache are up to date, and were not asked for meanwhile @chromium', async ({
  page,
}) => {
  const site = await StatusSite.start()
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await expect(status.locator('.badge')).toHaveText('in review')
  await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (window.isRestored = persisted)))
  await page.goto(site.partner.page('/other', '<!doctype html><html lang="en"><title>Another page</title>'))
  await expect.poll(() => site.api.streams.size).toBe(0)
  site.api.change(sent.referral, { status_said: 'accepted' })
  await page.evaluate(() => history.back())
  await expect.poll(() => page.evaluate(() => window.isRestored).catch(() => false)).toBe(true)
  await expect(status.locator('.badge')).toHaveText('accepted')
  await expect.poll(() => site.api.streams.size).toBe(1)
  await site.stop()
})
