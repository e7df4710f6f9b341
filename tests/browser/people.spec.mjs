// People at the desk: a link leads to a password, and the password to the desk, without scripts.
import { axe } from './axe.mjs'
import { expect, test } from './servers.mjs'

/** @import { Page } from '@playwright/test' */

/**
 * @param {Page} page
 * @param {boolean} withAxe
 */
const isFine = async (page, withAxe) => {
  if (withAxe) expect((await axe(page).analyze()).violations).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(320)
}

// axe-core needs scripts; the pages have none.
for (const [look, options] of /** @type {const} */ ([
  ['without scripts', { javaScriptEnabled: false }],
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
]))
  test(`somebody who was added signs in and adds somebody else, ${look} @chromium`, async ({ browser, servers }) => {
    const link = servers.endpoint.admin('Mara Weber', 'mara@vendor.example')
    const viewport = { width: 320, height: 640 }
    const context = await browser.newContext({ ...options, viewport })
    const desk = await context.newPage()
    await desk.goto(link)
    await isFine(desk, look !== 'without scripts')
    await desk.getByLabel('New password', { exact: true }).fill('correct horse battery')
    await desk.getByLabel('New password again').fill('something else')
    await desk.keyboard.press('Enter')
    await expect(desk.getByRole('alert')).toHaveText('The two passwords are not the same.')
    await isFine(desk, look !== 'without scripts')
    await desk.getByLabel('New password', { exact: true }).fill('correct horse battery')
    await desk.getByLabel('New password again').fill('correct horse battery')
    await desk.keyboard.press('Enter')
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Referrals')
    await isFine(desk, look !== 'without scripts')

    await desk.getByRole('button', { name: 'Sign out' }).click()
    await desk.goto(`${servers.endpoint.origin}/people`)
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    await isFine(desk, look !== 'without scripts')
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
    await isFine(desk, look !== 'without scripts')
    for (const name of ['API tokens', 'Your account', 'Set up one-time codes']) {
      await desk.getByRole('link', { name }).click()
      await isFine(desk, look !== 'without scripts')
    }
    await context.close()
  })
