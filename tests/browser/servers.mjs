/**
 * Three servers on three origins for each test, as in real life: the vendor's endpoint, the host of the package,
 * and a partner's website. Nothing is shared between tests; a test may break what it likes.
 *
 *     import { expect, test } from './servers.mjs'
 *
 *     test('a lead arrives', async ({ page, servers }) => {
 *       const form = await servers.open(page, { program: 'industrial-automation', partner: 'harrow-bearings' })
 *       await form.getByLabel('Company').fill('Kessel AG')
 *       …
 *       expect(await servers.endpoint.referrals()).toHaveLength(1)
 *     })
 *
 * servers.endpoint     the command `referral serve`, with a database and a copy of `rules/` of its own
 *   .origin .token
 *   .program(id)                     the address of its program.json
 *   .edit(id, file, change)          rewrites a published file: change(text) gives the new text
 *   .referrals()                     what the vendor sees (GET /api/referrals)
 *   .stop() .start()                 as a crash and a restart: same port, same database
 *
 * servers.package      the host of `pkg/dist/`
 *   .script                          the address of referral-widget.js
 *   .hold(file) → release            keeps the answer back until release() is called
 *   .hold(file, { seconds })         or for a time
 *   .fail(file, status = 503)        answers with an error
 *   .cut(file)                       breaks the connection off
 *   .replace(file, bytes)            answers with others
 *   .restore()                       serves all files again, and lets go what is held
 *   .requests                        the files asked for so far, in order
 *
 * servers.partner      a website of another site than the endpoint (`localhost`, not `127.0.0.1`)
 *   .origin
 *   .page(path, html, headers)       publishes a page and gives its address
 *
 * servers.embed(options)             the embed snippet as HTML
 * servers.open(page, options)        publishes a page with the snippet, opens it, gives the element's locator
 *   program, partner                 ids; by default cloud-migration and northgate-security
 *   attributes                       further attributes of the element: { campaign: 'autumn' }
 *   before, after                    HTML around the element
 *   headers                          of the page, such as Content-Security-Policy
 *   query                            of the page's address: '?utm_source=newsletter'
 *
 * To lose an answer on its way back, use Playwright's own: page.route(url, async (route) => { await route.fetch();
 * await route.abort() }).
 */
import { test as base } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutMediaEmulation } from './firefox.mjs'
import { Endpoint } from './servers/endpoint.mjs'
import { PackageHost } from './servers/package-host.mjs'
import { PartnerSite } from './servers/partner-site.mjs'

export { expect } from '@playwright/test'

/**
 * @import { Page } from '@playwright/test'
 *
 * @typedef {{ program?: string, partner?: string, attributes?: Record<string, unknown> }} Embed
 * @typedef {{ before?: string, after?: string, headers?: Record<string, string>, query?: string }} Around
 */

/** @type {import('@playwright/test').Fixtures<{ servers: Servers }, {}, import('@playwright/test').PlaywrightTestArgs, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */
const fixtures = {
  browser: [
    async ({ browser, browserName }, use) => {
      if (browserName === 'firefox') withoutMediaEmulation(browser)
      await use(browser)
    },
    { scope: 'worker' },
  ],
  servers: async ({}, use, testInfo) => {
    const folder = await mkdtemp(join(tmpdir(), 'referral-test-'))
    const endpoint = new Endpoint(folder)
    const packageHost = new PackageHost()
    const partner = new PartnerSite()
    try {
      await Promise.all([endpoint.start(), packageHost.start(), partner.start()])
      await use(new Servers(endpoint, packageHost, partner))
    } finally {
      await Promise.all([endpoint.stop(), packageHost.stop(), partner.stop()])
      await rm(folder, { recursive: true, force: true })
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('the endpoint’s log', { body: endpoint.log, contentType: 'text/plain' })
      }
    }
  },
}

export const test = base.extend(fixtures)

export class Servers {
  /**
   * @param {Endpoint} endpoint
   * @param {PackageHost} packageHost
   * @param {PartnerSite} partner
   */
  constructor(endpoint, packageHost, partner) {
    this.endpoint = endpoint
    this.package = packageHost
    this.partner = partner
  }

  /** @param {Embed} options */
  embed({ program = 'cloud-migration', partner = 'northgate-security', attributes = {} } = {}) {
    const all = { program: this.endpoint.program(program), partner, ...attributes }
    const written = Object.entries(all).map(([name, value]) => `${name}="${escape(value)}"`)
    return `<script type="module" src="${this.package.script}"></script>
<referral-form ${written.join(' ')}><a href="https://vendor.example/refer">Refer a customer</a></referral-form>`
  }

  /**
   * What the command `referral snippet` prints, with the package at its own host.
   * @param {{ program?: string, partner?: string, language?: string }} options
   */
  snippet({ program = 'cloud-migration', partner = 'northgate-security', language } = {}) {
    const { endpoint } = this
    return endpoint
      .snippet(program, partner, language)
      .replaceAll(`${endpoint.origin}/referral-widget`, `${this.package.origin}/referral-widget`)
  }

  /**
   * @param {Page} page
   * @param {Embed & Around} options
   */
  async open(page, { before = '', after = '', headers = {}, query = '', ...embed } = {}) {
    const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Refer a customer</title><link rel="icon" href="data:,"></head>
<body><main>${before}${this.embed(embed)}${after}</main></body></html>`
    await page.goto(this.partner.page('/', html, headers) + query)
    return page.locator('referral-form').first()
  }
}

/** @param {unknown} text */
function escape(text) {
  return String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
