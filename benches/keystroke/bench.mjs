// From a keystroke to the updated verdict on the page, in Chromium with its CPU slowed down four times; and what a
// keystroke costs the page's main thread, as fast as the machine is. `cargo xtask bench keystroke` runs it.
//
// It counts from the `input` event to the moment when the new verdict stands in the page. The event is made by the
// page: after a key that is really pressed, a browser without a screen is busy for 8 ms with its own affairs, on an
// empty page as well. The slowdown holds for the page's main thread; Chromium does not slow workers down. So the form
// is measured in a second page too, whose policy allows no worker: there the rules engine runs on the slowed main
// thread.
import { chromium } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Endpoint } from '../../tests/browser/servers/endpoint.mjs'
import { PartnerSite } from '../../tests/browser/servers/partner-site.mjs'

const SLOWDOWN = 4
const KEYSTROKES = 200
const TARGET_MS = 8
const THREAD_MS = 2

const folder = await mkdtemp(join(tmpdir(), 'referral-keystroke-'))
const endpoint = new Endpoint(folder)
const partner = new PartnerSite()
const browser = await chromium.launch({ executablePath: process.env.CHROME || undefined })

const JUDGED = {
  country: 'DE', need: 'migration', first_year_spend: '150,000', employees: '320', existing_customer: 'no', in_talks: 'no',
  decision_date: '2027-02-01',
}
/** What a partner types beside it, and the names of what is typed into. */
const TYPED = [
  ['company', 'Beispiel Pumpen GmbH'],
  ['website', 'pumpen.example'],
  ['first_year_spend', '150,000'],
  ['employees', '320'],
  ['contact_name', 'Head of IT'],
  ['email', 'head.of.it@pumpen.example'],
  ['phone', '+49 40 66969 120'],
  ['situation', 'The server room fails the next audit, and nobody wants to build another one.'],
]

/** Opens the form with every answer that the rules read. */
async function open(headers = {}) {
  const page = await browser.newPage()
  const address = partner.page(
    `/${Object.keys(headers).length}`,
    `<!doctype html><title>Refer a customer</title><link rel="icon" href="data:,">
      <script type="module" src="${endpoint.origin}/referral-widget/referral-widget.js"></script>
      <referral-form program="${endpoint.program('cloud-migration')}" partner="northgate-security"></referral-form>`,
    headers,
  )
  await page.goto(address)
  const form = page.locator('referral-form')
  await form.locator('[name=company]').waitFor()
  await form.evaluate((form, answers) => (form.value = answers), JUDGED)
  await form.locator('#verdict').getByText('Qualifies').first().waitFor()
  return page
}

const quantiles = (values) => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { median: at(0.5), p95: at(0.95), most: sorted.at(-1) }
}

/** Changes one answer again and again, so that each keystroke turns the verdict. */
async function measure(headers) {
  const page = await open(headers)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
  const { took, long } = await page.evaluate(async (keystrokes) => {
    const root = document.querySelector('referral-form').shadowRoot
    const spend = root.querySelector('[name=first_year_spend]')
    let long = 0
    new PerformanceObserver((list) => (long += list.getEntries().length)).observe({ type: 'longtask' })
    let seen
    new MutationObserver(() => seen()).observe(root.querySelector('#verdict'), { childList: true, subtree: true })
    const took = []
    for (let i = 0; i < keystrokes; i++) {
      // Each number changes the fee that the panel shows, so that every keystroke is seen.
      const shown = new Promise((done) => (seen = done))
      spend.value = i % 2 ? '150,000' : '1,500,001'
      const typed = performance.now()
      spend.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
      await shown
      took.push(performance.now() - typed)
      // Nobody types faster; and the browser draws in between.
      await new Promise((done) => setTimeout(done, 50))
    }
    return { took, long }
  }, KEYSTROKES)
  await page.close()
  return { ...quantiles(took), long }
}

/** Types a lead letter by letter: how long the script runs at each, and that with the style and the layout it causes. */
async function type() {
  const page = await open()
  const took = await page.evaluate(async (typed) => {
    const root = document.querySelector('referral-form').shadowRoot
    const took = []
    for (const [name, text] of typed) {
      const control = root.querySelector(`[name=${name}]`)
      for (let length = 1; length <= text.length; length++) {
        control.value = text.slice(0, length)
        const at = performance.now()
        control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
        // The rules answer in this task, some turns later.
        for (let turn = 0; turn < 50; turn++) await undefined
        const script = performance.now() - at
        root.querySelector('#verdict').getBoundingClientRect()
        took.push([script, performance.now() - at])
        await new Promise((done) => setTimeout(done, 50))
      }
    }
    return took
  }, TYPED)
  await page.close()
  return [0, 1].map((place) => quantiles(took.map((one) => one[place])))
}

const ms = (value) => `${value.toFixed(1)} ms`.padStart(10)

try {
  await Promise.all([endpoint.start(), partner.start()])
  const origin = endpoint.origin
  const noWorker = {
    'content-security-policy': `script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}; worker-src 'none'`,
  }
  const rows = [
    ['rules in a worker', await measure({})],
    ['rules on the main thread', await measure(noWorker)],
  ]
  console.log(`From a keystroke to the verdict on the page, CPU slowed down ${SLOWDOWN} times, ${KEYSTROKES} keystrokes`)
  console.log('                              median       p95      most   long tasks')
  for (const [name, { median, p95, most, long }] of rows) {
    console.log(`${name.padEnd(26)}${ms(median)}${ms(p95)}${ms(most)}${String(long).padStart(13)}`)
  }
  const reached = rows.every(([, { p95, long }]) => p95 < TARGET_MS && long === 0)
  console.log(`Target: p95 under ${TARGET_MS} ms and no long task: ${reached ? 'reached' : 'missed'}`)
  const [script, all] = await type()
  console.log('What a keystroke costs the main thread, the rules included, over a lead that is typed; no slowdown')
  for (const [name, { median, p95, most }] of [['script', script], ['with style and layout', all]]) {
    console.log(`${name.padEnd(26)}${ms(median)}${ms(p95)}${ms(most)}`)
  }
  console.log(`Target: p95 under ${THREAD_MS} ms: ${all.p95 < THREAD_MS ? 'reached' : 'missed'}`)
} finally {
  await browser.close()
  await Promise.all([endpoint.stop(), partner.stop()])
  await rm(folder, { recursive: true, force: true })
}
