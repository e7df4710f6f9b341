// The README's pictures: the real form, half filled, against the real endpoint. `cargo xtask screenshot` runs it.
import { join } from 'node:path'
import { root } from '../servers/root.mjs'
import { withSite } from './site.mjs'

await withSite(async ({ browser, endpoint, partner }) => {
  const address = partner.page(
    '/',
    `<!doctype html>
      <style>:root { color-scheme: light dark } body { margin: 1.5rem; font-family: system-ui, sans-serif }</style>
      <script type="module" src="${endpoint.origin}/referral-widget/referral-widget.js"></script>
      <referral-form program="${endpoint.program('cloud-migration')}" partner="northgate-security"></referral-form>`,
  )
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const page = await browser.newPage({ viewport: { width: 1060, height: 1190 }, colorScheme })
    await page.goto(address)
    const answers = {
      company: 'Halden Werke GmbH',
      website: 'halden-werke.example',
      country: 'DE',
      need: 'migration',
      first_year_spend: '150,000',
      employees: '420',
      existing_customer: 'no',
    }
    await page.locator('referral-form [name=company]').waitFor()
    await page
      .locator('referral-form')
      .evaluate((/** @type {FormElement} */ form, value) => (form.value = value), answers)
    await page.locator('#verdict').getByText('1 answer to go').waitFor()
    await page.screenshot({ path: join(root, `www/screenshot-${colorScheme}.png`) })
    await page.close()
  }
})
