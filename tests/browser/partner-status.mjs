/**
 * A partner's website with `<referral-status>`, and what an endpoint shows to partners, from memory.
 *
 *     import { expect, test } from './partner-status.mjs'
 *
 *     test('a change is seen', async ({ page, site }) => {
 *       const sent = site.api.add({ company: 'Muster AG' })
 *       const status = await site.open(page, [sent])
 *       site.api.change(sent.referral, { status_said: 'won' })
 *       …
 *
 * site.api                     see servers/partner-api.mjs
 * site.open(page, sent, more)  opens a page with the element, in a browser that has sent these referrals
 */
import { test as base } from '@playwright/test'
import { withoutMediaEmulation } from './firefox.mjs'
import { PackageHost } from './servers/package-host.mjs'
import { PartnerApi } from './servers/partner-api.mjs'
import { PartnerSite } from './servers/partner-site.mjs'

export { expect } from '@playwright/test'

/**
 * @import { Page } from '@playwright/test'
 *
 * @typedef {{ attributes?: string, language?: string, headers?: Record<string, string>, path?: string }} More
 */

/** @type {import('@playwright/test').Fixtures<{ site: StatusSite }, {}, import('@playwright/test').PlaywrightTestArgs, import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions>} */
const fixtures = {
  browser: [
    async ({ browser, browserName }, use) => {
      if (browserName === 'firefox') withoutMediaEmulation(browser)
      await use(browser)
    },
    { scope: 'worker' },
  ],
  site: async ({}, use) => {
    const site = await StatusSite.start()
    await use(site)
    await site.stop()
  },
}

export const test = base.extend(fixtures)

export class StatusSite {
  api = new PartnerApi()
  package = new PackageHost()
  partner = new PartnerSite()

  static async start() {
    const site = new StatusSite()
    await Promise.all([site.api.start(), site.package.start(), site.partner.start()])
    return site
  }

  async stop() {
    await Promise.all([this.api.stop(), this.package.stop(), this.partner.stop()])
  }

  /** What a strict website allows: this script, its Wasm, and requests to both hosts. It allows no policy of Trusted Types. */
  get policy() {
    const script = `script-src ${this.package.origin} 'wasm-unsafe-eval'`
    const connect = `connect-src ${this.package.origin} ${this.api.origin}`
    return `default-src 'none'; ${script}; ${connect}; require-trusted-types-for 'script'; trusted-types 'none'`
  }

  /** @param {More} more */
  element({ attributes = '' } = {}) {
    return `<referral-status endpoint="${this.api.origin}" ${attributes}></referral-status>`
  }

  /**
   * Publishes a page, and gives its address.
   * @param {More} more
   */
  page({ language = 'en', path = '/', headers = { 'Content-Security-Policy': this.policy }, ...more } = {}) {
    const html = `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Partners</title><script type="module" src="${this.package.statusScript}"></script></head>
<body><main><h1>Partners</h1>${this.element(more)}</main></body></html>`
    return this.partner.page(path, html, headers)
  }

  /**
   * Writes the list of sent referrals into the browser, as the form does.
   * @param {Page} page
   * @param {unknown} sent
   */
  async store(page, sent) {
    await page.goto(this.partner.page('/store', '<!doctype html><title>Store</title>'))
    const text = typeof sent === 'string' ? sent : JSON.stringify(sent)
    await page.evaluate((text) => localStorage.setItem('referral-sent', text), text)
  }

  /**
   * @param {Page} page
   * @param {unknown} sent
   * @param {More} more
   */
  async open(page, sent, more = {}) {
    await this.store(page, sent)
    await page.goto(this.page(more))
    return page.locator('referral-status').first()
  }
}
