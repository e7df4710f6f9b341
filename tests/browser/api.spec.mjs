// The page that describes the API.
import { axe } from './axe.mjs'
import { expect, test } from './servers.mjs'

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`the page of the API has no flaws that axe-core finds and fits into 320 pixels, ${colorScheme}`, async ({
    browser,
    servers,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
    const page = await context.newPage()
    await page.goto(`${servers.endpoint.origin}/api`)
    const operation = page.getByRole('article', { name: 'POST /api/referrals/{id}/commands' })
    await expect(operation.getByText('Idempotency-Key').first()).toBeHidden()
    await operation.locator('summary').click()
    await expect(operation.getByText('Idempotency-Key').first()).toBeVisible()
    await expect(operation.getByText('"win"')).toBeVisible()
    await page.getByRole('link', { name: 'Standing', exact: true }).first().click()
    await expect(page.locator('#type-Standing')).toBeInViewport()
    await page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(320)
    // Colours are all that differs in the dark, and the page is long.
    const scan = colorScheme === 'dark' ? axe(page).withRules('color-contrast') : axe(page)
    expect((await scan.analyze()).violations).toEqual([])
    await context.close()
  })
