// Measures in one Chromium, over a slow network, with a slow CPU: from the start of the navigation to the first usable
// field.
import { startProbe } from './probe.mjs'

/**
 * @import { Browser } from '@playwright/test'
 * @import { Field, Round } from './types.js'
 */

// "Slow 4G" of Chromium's developer tools and Lighthouse: 150 ms and 1.6 Mbit/s down, 750 kbit/s up. Chromium delays
// requests, not packets; Lighthouse's documentation therefore has 3.75 times the latency and 0.9 of the throughput.
const SLOW_4G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (750 * 1024 * 0.9) / 8,
}
const SLOWDOWN = 4

/**
 * Opens a form as a new visitor. Returns its page when nothing more is loaded.
 * @param {Browser} browser
 * @param {string} address
 * @param {boolean} slow
 */
async function open(browser, address, slow) {
  const page = await browser.newPage()
  await page.addInitScript(startProbe)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  if (slow) {
    await devtools.send('Network.emulateNetworkConditions', SLOW_4G)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  }
  await page.goto(address, { waitUntil: 'networkidle' })
  await page.waitForFunction(() => window.probe.usableAt)
  return page
}

/**
 * Fails unless all questions are there, each with its label and a control.
 * @param {Browser} browser
 * @param {{ label: string, address: string }} form
 * @param {Field[]} fields
 */
export async function verify(browser, { label, address }, fields) {
  const page = await open(browser, address, false)
  /** @type {string[]} */
  const missing = []
  for (const field of fields) {
    const text = page.getByText(field.label).filter({ visible: true })
    if ((await text.count()) === 0) missing.push(`the label "${field.label}"`)
  }
  const radios = fields.flatMap(({ type, options }) => (type === 'radio' ? (options ?? []) : []))
  const controls = page.locator('input, select, textarea, [role=combobox]').filter({ visible: true })
  const expected = fields.length - fields.filter(({ type }) => type === 'radio').length + radios.length
  if ((await controls.count()) < expected) missing.push(`some of ${expected} controls`)
  await page.context().close()
  if (missing.length > 0) throw new Error(`${label} lacks ${missing.join(', ')}`)
}

/**
 * Returns when the first field could be used, in milliseconds, and what had been loaded by then.
 * @param {Browser} browser
 * @param {{ address: string }} form
 * @returns {Promise<Round>}
 */
export async function measure(browser, { address }) {
  const page = await open(browser, address, true)
  const measured = await page.evaluate(() => ({
    usableAt: Number(window.probe.usableAt),
    page: /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'))[0].encodedBodySize,
    loaded: /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'))
      // Entries without a name are the fonts that were left out.
      .filter(({ name, responseEnd }) => name && responseEnd <= Number(window.probe.usableAt))
      .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize })),
  }))
  await page.context().close()
  return measured
}
