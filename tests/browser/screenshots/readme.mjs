// The README's picture: the real form, half filled, against the real endpoint. `cargo xtask screenshot` runs it.
import { chromium } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Endpoint } from './servers/endpoint.mjs'
import { PartnerSite } from './servers/partner-site.mjs'
import { root } from './servers/root.mjs'

const folder = await mkdtemp(join(tmpdir(), 'referral-screenshot-'))
const endpoint = new Endpoint(folder)
const partner = new PartnerSite()
const browser = await chromium.launch({ executablePath: process.env.CHROME || undefined })
try {
  await Promise.all([endpoint.start(), partner.start()])
  const address = partner.page(
    '/',
    `<!doctype html>
      <style>:root { color-scheme: light dark } body { margin: 1.5rem; font-family: system-ui, sans-serif }</style>
      <script type="module" src="${endpoint.origin}/referral-widget/referral-widget.js"></script>
      <referral-form program="${endpoint.program('cloud-migration')}" partner="northgate-security"></referral-form>`,
  )
  for (const colorScheme of ['light', 'dark']) {
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
    await page.locator('referral-form').evaluate((form, value) => (form.value = value), answers)
    await page.locator('#verdict').getByText('1 answer to go').waitFor()
    await page.screenshot({ path: join(root, `www/screenshot-${colorScheme}.png`) })
    await page.close()
  }
} finally {
  await browser.close()
  await Promise.all([endpoint.stop(), partner.stop()])
  await rm(folder, { recursive: true, force: true })
}
