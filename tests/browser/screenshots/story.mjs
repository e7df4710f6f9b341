// The README's pictures of the story: a referral at the vendor's desk, and on the partner's page after each step.
// `cargo xtask screenshot` runs it.
import { button, fillAll, receipt } from '../fill.mjs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../servers/root.mjs'
import { withSite } from './site.mjs'

await withSite(async ({ browser, endpoint, partner }) => {
  const address = partner.page(
    '/',
    `<!doctype html>
      <style>:root { color-scheme: light dark } body { margin: 1rem; font-family: system-ui, sans-serif }</style>
      <script type="module" src="${endpoint.origin}/referral-widget/referral-widget.js"></script>
      <script type="module" src="${endpoint.origin}/referral-widget/status.js"></script>
      <referral-status endpoint="${endpoint.origin}"></referral-status>
      <referral-form program="${endpoint.program('cloud-migration')}" partner="northgate-security"></referral-form>`,
  )
  /**
   * @param {string} id
   * @param {object} order
   */
  const give = (id, order) =>
    fetch(`${endpoint.origin}/api/referrals/${id}/commands`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    })
  const context = await browser.newContext({ viewport: { width: 640, height: 900 } })
  const page = await context.newPage()
  await page.goto(address)
  const form = page.locator('referral-form')
  await fillAll(form, { company: 'Halden Werke GmbH', website: 'halden-werke.example', employees: '20' })
  await button(form).click()
  await receipt(form).waitFor()
  const [{ id }] = await endpoint.referrals()
  await give(id, { command: 'decide', decision: 'accept', message: 'We call them on Thursday.' })
  await give(id, { command: 'ask', message: 'Who decides on the budget there?' })
  const status = page.locator('referral-status')
  await status.getByText('Who decides on the budget there?').first().waitFor()
  await status.locator('summary', { hasText: 'What happened' }).click()
  execFileSync('node', [join(root, 'www/demo/samples.mjs'), endpoint.origin], {
    env: { ...process.env, TOKEN: endpoint.token },
  })
  const desk = await browser.newContext({
    viewport: { width: 900, height: 900 },
    httpCredentials: { username: 'vendor', password: endpoint.token },
  })
  const inbox = await desk.newPage()
  await inbox.goto(endpoint.origin)
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await Promise.all([page, inbox].map((page) => page.emulateMedia({ colorScheme })))
    await status.screenshot({ path: join(root, `www/story-partner-${colorScheme}.png`) })
    await inbox.screenshot({ path: join(root, `www/story-desk-${colorScheme}.png`) })
  }
})
