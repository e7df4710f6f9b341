/**
 * The fault laboratory: tabs that send leads through a proxy that spoils a good part of them, while tabs are closed and
 * crash, clocks jump, the disk is full, and endpoint and the receiver of its webhooks are killed. In the end each customer is
 * there once, every receipt that a partner saw is the one in the store, and each lead was brought to the receiver under one id.
 * Meanwhile the vendor's people give commands: each is carried out once, and each event and mail arrives under one id, in order.
 *
 *     cargo xtask faults --submissions 2000 --tabs 10 --seed 7
 *     cargo xtask faults --copies     # two endpoints on one PostgreSQL, either of which may be killed
 */
import { chromium } from '@playwright/test'
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { PackageHost } from '../browser/servers/package-host.mjs'
import { PartnerSite } from '../browser/servers/partner-site.mjs'
import { leadOf } from './lead.mjs'
import { Office } from './office.mjs'
import { Proxy } from './proxy.mjs'
import { choose, random } from './random.mjs'
import { Vendor } from './vendor.mjs'

/**
 * @import { Browser, BrowserContext, Page } from '@playwright/test'
 *
 * @typedef {(page: Page, next: () => number) => Promise<Page | void> | void} Act what happens to a tab
 */

const { values } = parseArgs({
  options: {
    submissions: { type: 'string', default: '2000' },
    tabs: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    copies: { type: 'boolean', default: false },
  },
})
const [submissions, tabs] = [Number(values.submissions), Number(values.tabs)]
const { seed, copies } = values
console.log(
  `${submissions} submissions from ${tabs} tabs that share one outbox, to ${copies ? 'two endpoints on one PostgreSQL' : 'one endpoint'}. Again: cargo xtask faults --submissions ${submissions} --tabs ${tabs} --seed ${seed}${copies ? ' --copies' : ''}`,
)

/** How often each event happens to a tab after it has sent a lead. */
const EVENTS = { none: 76, close: 8, crash: 4, clock: 4, full: 3, kill: 3, deaf: 2 }
/** How long a tab may take to fill in a lead and to send it for the first time. */
const LEAD_WITHIN_MS = 60_000
/** How long it may take to deliver everything after the faults have stopped. */
const PATIENCE_MS = 120_000

class Lab {
  clicked = new Set()
  /** The keys of leads that were refused, because a rival protects the customer. */
  known = new Set()
  receipts = new Map()
  /** @type {string[]} */
  failures = []
  /** @type {Record<string, number>} */
  happened = {}
  address = ''
  vendor = new Vendor(seed, copies)
  office = new Office(this.vendor, seed)
  /** @type {PackageHost} */
  package
  /** @type {PartnerSite} */
  site
  /** @type {Proxy} */
  proxy
  /** @type {Browser} */
  browser
  /** @type {BrowserContext} */
  context
  #next = 0

  async start() {
    this.package = new PackageHost()
    this.site = new PartnerSite()
    await Promise.all([this.vendor.start(), this.package.start(), this.site.start()])
    const origins = this.vendor.copies.map(({ origin }) => origin)
    this.proxy = new Proxy(origins, seed)
    await this.proxy.start()
    this.browser = await chromium.launch({ executablePath: process.env.CHROME, args: ['--no-sandbox'] })
    this.context = await this.browser.newContext()
    await this.context.exposeFunction('note', (/** @type {[string, string, string | undefined]} */ ...told) =>
      this.#note(...told),
    )
    await this.context.addInitScript({ path: new URL('tab.js', import.meta.url).pathname })
    const program = `${this.proxy.origin}/programs/cloud-migration/program.json`
    this.address = this.site.page(
      '/',
      `<!doctype html><title>Refer</title><link rel="icon" href="data:,">
<script type="module" src="${this.package.script}"></script>
<referral-form program="${program}" partner="northgate-security"></referral-form>`,
    )
  }

  /**
   * @param {string} what
   * @param {string} key
   * @param {string} [more]
   */
  #note(what, key, more) {
    if (what === 'clicked') this.clicked.add(key)
    if (what === 'known') this.known.add(key)
    if (what === 'failed' && !['network', 'engine', 'rules', 'program'].includes(key))
      this.failures.push(`${key}: ${more}`)
    if (what === 'receipt' && more) {
      const before = this.receipts.get(key) ?? more
      assert.equal(more, before, `Two receipts for ${key}`)
      this.receipts.set(key, more)
    }
  }

  async open() {
    const page = await this.context.newPage()
    await page.goto(this.address)
    return page
  }

  /** A partner in one tab, until there is nothing left to refer. */
  async partner() {
    let page = await this.open()
    while (this.#next < submissions) {
      const number = (this.#next += 1)
      const next = random(seed, 'event', number)
      const event = choose(next, EVENTS)
      await this.refer(page, number, event === 'close' || event === 'crash')
      this.happened[event] = (this.happened[event] ?? 0) + 1
      const acts = /** @type {Record<string, Act>} */ (/** @type {unknown} */ (this))
      page = (await acts[`_${event}`].call(this, page, next)) ?? page
    }
    return page
  }

  /**
   * @param {Page} page
   * @param {number} number
   */
  async refer(page, number, isLeft = false) {
    const late = pause(LEAD_WITHIN_MS, undefined, { ref: false }).then(async () => {
      const state = await page.evaluate(async () => {
        const { shadowRoot } = /** @type {FormElement} */ (document.querySelector('referral-form'))
        const ids = ['#receipt', '#queued', '#sending', '#summary', '#submit', '#live']
        const said = ids.map((id) => [id, shadowRoot.querySelector(id)?.textContent?.trim()])
        const { held } = await navigator.locks.query()
        return {
          stage: window.stage,
          key: window.key,
          isKept: window.isKept(),
          said: Object.fromEntries(said),
          lines: shadowRoot.querySelectorAll('.outbox li').length,
          held,
        }
      })
      throw new Error(`it took too long; the page: ${JSON.stringify(state)}; the proxy: ${this.proxy.told(number)}`)
    })
    try {
      await Promise.race([
        late,
        page.evaluate(({ lead, isLeft }) => window.refer(lead, isLeft), { lead: leadOf(number), isLeft }),
      ])
    } catch (error) {
      throw new Error(`Lead ${number}: ${/** @type {Error} */ (error).message}\n${this.vendor.log}`)
    }
  }

  _none() {}

  /** @type {Act} */
  async _close(page, next) {
    await pause(next() * 200)
    if (!(await this.#isKept(page))) return
    await page.close()
    return this.open()
  }

  /** @type {Act} */
  async _crash(page) {
    if (!(await this.#isKept(page))) return
    const client = await this.context.newCDPSession(page)
    client.send('Page.crash').catch(() => {})
    await page.waitForEvent('crash')
    await page.close()
    return this.open()
  }

  /**
   * Whether closing this tab would lose nothing. Otherwise the browser asks before it closes the tab.
   * @param {Page} page
   */
  async #isKept(page) {
    return page.evaluate(() => dispatchEvent(new Event('beforeunload', { cancelable: true })))
  }

  /** @type {Act} */
  async _clock(page, next) {
    await page.evaluate((ms) => window.jump(ms), Math.round((next() - 0.5) * 2 * 7 * 86_400_000))
  }

  /** @type {Act} */
  async _full(page, next) {
    const client = await this.context.newCDPSession(page)
    const { origin } = new URL(this.address)
    await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
    const number = (this.#next += 1)
    if (number <= submissions) await this.refer(page, number)
    await pause(next() * 500)
    await client.send('Storage.overrideQuotaForOrigin', { origin })
  }

  /**
   * Kills the endpoint (SIGKILL) while other tabs are sending.
   * @type {Act}
   */
  async _kill(_, next) {
    await this.vendor.killCopy(next)
  }

  /**
   * Kills the receiver of webhooks in the same way.
   * @type {Act}
   */
  async _deaf(_, next) {
    await this.vendor.killReceiver(next)
  }

  /**
   * There are no faults from now on, so everything that waits must arrive.
   * @param {Page[]} pages
   */
  async settle(pages) {
    this.proxy.isClean = this.vendor.receiver.isClean = this.vendor.post.isClean = true
    for (const page of pages) await page.evaluate(() => window.jump(0))
    const end = Date.now() + PATIENCE_MS
    for (;;) {
      const stored = await this.vendor.stored()
      const areBrought = this.vendor.receiver.taken.size >= submissions
      if (stored.length >= submissions) await this.office.close()
      const waiting = await this.vendor.deliveries('waiting')
      if ((stored.length >= submissions && areBrought && !waiting.length) || Date.now() > end) {
        await this.office.close()
        return { stored, waiting }
      }
      await pause(250)
    }
  }

  async stop() {
    await this.browser?.close()
    await Promise.all([this.proxy?.stop(), this.vendor.stop(), this.package.stop(), this.site.stop()])
  }
}

const lab = new Lab()
const begun = Date.now()
try {
  await lab.start()
  lab.office.open()
  const pages = await Promise.all(Array.from({ length: tabs }, () => lab.partner()))
  const { stored, waiting } = await lab.settle(pages)

  const companies = stored.map(({ lead }) => lead.company).sort()
  const expected = Array.from({ length: submissions }, (_, i) => `Muster ${i + 1} AG`).sort()
  assert.deepEqual(companies, expected, 'each customer is in the store once')
  const unprotected = stored.filter(({ protected_until }) => !protected_until)
  assert.deepEqual(
    unprotected.map(({ lead, suspicion }) => [lead.company, suspicion]),
    [],
    'and is protected',
  )
  assert.deepEqual(lab.failures, [], 'none was refused but for a rival')
  // Each customer has one lead: the tab's or a rival's. So no lead was lost, and none was stored under another key.
  const ids = new Map(stored.map(({ key, id }) => [key, id]))
  const odd = [...lab.proxy.rivals.values()].filter((status) => ![201, 409, undefined].includes(status))
  assert.deepEqual(odd, [], 'a rival is first, or is told that it is not')
  const won = [...ids.keys()].filter((key) => lab.proxy.rivals.has(key)).length
  assert.equal(
    [...lab.clicked].filter((key) => ids.has(key)).length,
    submissions - won,
    'under the key it was sent with',
  )
  for (const key of lab.known) assert.ok(!ids.has(key), `${key} was refused, and is stored`)
  for (const [key, id] of lab.receipts) assert.equal(id, ids.get(key), `the receipt of ${key} is the stored one`)
  for (const { key, id, receipt } of stored) assert.deepEqual([receipt.key, receipt.referral], [key, id])

  const { receiver } = lab.vendor
  assert.deepEqual(
    [...receiver.taken].sort(),
    [...ids.values()].sort(),
    'each lead was brought to the receiver, and no other',
  )
  assert.deepEqual(waiting, [], 'and the endpoint knows it')
  assert.deepEqual(await lab.vendor.deliveries('failed'), [], 'none was given up')
  const under = [...receiver.ids.values()].flatMap((ids) => [...ids])
  assert.equal(new Set(under).size, submissions, 'each under an id of its own')
  assert.equal(under.length, submissions, 'which is the same however often it was brought')
  await lab.office.check([...ids.values()])
  console.log('faults', lab.proxy.counts)
  console.log('events', lab.happened)
  console.log(
    'receiver',
    receiver.counts,
    'mails',
    lab.vendor.post.mails.length,
    'commands given again',
    lab.office.again,
  )
  console.log(
    `${stored.length} customers, each there once, ${won} of them for a rival; ${lab.receipts.size} receipts seen, all as in the store; each lead brought under one id. ${((Date.now() - begun) / 1000).toFixed(0)} s.`,
  )
} finally {
  await lab.stop()
}
