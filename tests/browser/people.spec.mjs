// People at the desk: a link leads to a password, and the password to the desk, without scripts.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './servers.mjs'

/** @import { Page } from '@playwright/test' */

/** @param {Page} page */
const isAccessible = async (page) => {
  // axe-core is a script; the page itself has none.
  const found = await new AxeBuilder({ page }).analyze()
  expect(found.violations).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(320)
}

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`somebody who was added signs in and adds somebody else, ${colorScheme} @chromium`, async ({
    browser,
    servers,
  }) => {
    const link = servers.endpoint.admin('Mara Weber', 'mara@vendor.example')
    const viewport = { width: 320, height: 640 }
    const context = await browser.newContext({ javaScriptEnabled: false, colorScheme, viewport })
    const desk = await context.newPage()
    await desk.goto(link)
    await isAccessible(desk)
    await desk.getByLabel('New password', { exact: true }).fill('correct horse battery')
    await desk.getByLabel('New password again').fill('something else')
    await desk.keyboard.press('Enter')
    await expect(desk.getByRole('alert')).toHaveText('The two passwords are not the same.')
    await isAccessible(desk)
    await desk.getByLabel('New password', { exact: true }).fill('correct horse battery')
    await desk.getByLabel('New password again').fill('correct horse battery')
    await desk.keyboard.press('Enter')
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Referrals')
    await isAccessible(desk)

    await desk.getByRole('button', { name: 'Sign out' }).click()
    await desk.goto(`${servers.endpoint.origin}/people`)
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    await isAccessible(desk)
    await desk.getByLabel('E-mail address').fill('mara@vendor.example')
    await desk.getByLabel('Password').fill('correct horse battery')
    await desk.keyboard.press('Enter')
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('People')
    await desk.getByLabel('Name').fill('Noor Haddad')
    await desk.getByLabel('E-mail address').fill('noor@vendor.example')
    await desk.locator('#role').selectOption('Viewer')
    await desk.getByRole('button', { name: 'Add a person' }).click()
    await expect(desk.getByRole('status')).toContainText(`${servers.endpoint.origin}/set-password/`)
    for (const summary of await desk.locator('summary').all()) await summary.click()
    await isAccessible(desk)
    for (const name of ['API tokens', 'Your account', 'Set up one-time codes']) {
      await desk.getByRole('link', { name }).click()
      await isAccessible(desk)
    }
    await context.close()
  })
