/**
 * WebKitGTK with its own WebDriver: `WebKitWebDriver` and the `MiniBrowser` beside it, on the current display.
 * `cargo xtask test webkit` provides one.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Builder, Capabilities, error } from 'selenium-webdriver'
import { PROGRAM, fields } from '../browser/fill.mjs'
import { Endpoint, freePort } from '../browser/servers/endpoint.mjs'
import { PackageHost } from '../browser/servers/package-host.mjs'
import { PartnerSite } from '../browser/servers/partner-site.mjs'

/**
 * @import { ChildProcess } from 'node:child_process'
 * @import { WebDriver, WebElement } from 'selenium-webdriver'
 */

const PATIENCE_MS = 20_000

/** A browser with its own profile, and the three servers of a test. */
export class WebKit {
  /** @type {Endpoint} */
  endpoint
  /** @type {PackageHost} */
  package
  /** @type {PartnerSite} */
  partner
  /** @type {WebDriver} */
  driver
  /** @type {string} */
  #folder
  /** @type {ChildProcess | undefined} */
  #process

  async start() {
    this.#folder = await mkdtemp(join(tmpdir(), 'referral-webkit-'))
    this.endpoint = new Endpoint(this.#folder)
    this.package = new PackageHost()
    this.partner = new PartnerSite()
    await Promise.all([this.endpoint.start(), this.package.start(), this.partner.start()])
    const port = await freePort()
    this.#process = spawn(process.env.WEBKIT_DRIVER || 'WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore' })
    const capabilities = new Capabilities({ browserName: 'MiniBrowser' })
    await this.until(
      () =>
        fetch(`http://127.0.0.1:${port}/status`).then(
          ({ ok }) => ok,
          () => false,
        ),
      'the driver answers',
    )
    this.driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build()
  }

  async stop() {
    await this.driver?.quit().catch(() => {})
    this.#process?.kill()
    await Promise.all([this.endpoint.stop(), this.package.stop(), this.partner.stop()])
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Opens a partner's page with the form. */
  async open({ lang = 'en', headers = {}, after = '' } = {}) {
    const address = this.partner.page(
      '/',
      `<!doctype html><html lang="${lang}"><head><title>Refer a customer</title><link rel="icon" href="data:,">
<script>addEventListener('referral-failed', ({ detail }) => (window.failed = detail))</script>
<script type="module" src="${this.package.script}"></script></head>
<body><referral-form program="${this.endpoint.program(PROGRAM)}" partner="northgate-security"><a href="/refer">Refer</a></referral-form>${after}</body></html>`,
      headers,
    )
    await this.driver.get(address)
  }

  /**
   * @param {() => unknown} holds
   * @param {string} what
   */
  async until(holds, what) {
    const end = Date.now() + PATIENCE_MS
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`It never came that ${what}. The page: ${await this.#seen()}`)
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  /** Returns what is on the page, for a failure's message. */
  async #seen() {
    const look = `const form = document.querySelector('referral-form')
      return [location.href, document.documentElement.lang, form?.shadowRoot?.innerHTML.slice(0, 600), window.failed,
        performance.getEntriesByType('resource').map((it) => [it.name.split('/').pop(), it.responseEnd])]`
    return JSON.stringify(await this.driver?.executeScript(look).catch(String))
  }

  /**
   * Finds an element in the form, or in another element of the page, once it is visible.
   * @param {string} selector
   * @param {string} [host]
   * @returns {Promise<WebElement>}
   */
  async find(selector, host = 'referral-form') {
    /** @type {WebElement | null | undefined} */
    let found
    const look = `return document.querySelector(arguments[1])?.shadowRoot?.querySelector(arguments[0])`
    await this.until(async () => {
      try {
        found = await this.driver.executeScript(look, selector, host)
        return found && (await found.isDisplayed())
      } catch (problem) {
        if (problem instanceof error.StaleElementReferenceError) return false // it was replaced in the meantime
        throw problem
      }
    }, `${selector} is seen`)
    return /** @type {WebElement} */ (/** @type {unknown} */ (found))
  }

  /**
   * Waits until an element of the form, or of another element of the page, has this text.
   * @param {string} selector
   * @param {string} text
   * @param {string} [host]
   */
  async says(selector, text, host = 'referral-form') {
    await this.find(selector, host)
    const look = `return document.querySelector(arguments[1]).shadowRoot?.querySelector(arguments[0])?.innerText.replaceAll('\u00a0', ' ')`
    await this.until(
      async () => String(await this.driver.executeScript(look, selector, host)).includes(text),
      `${selector} says “${text}”`,
    )
  }

  /** Returns the id of the element that has the focus in the form. */
  focused() {
    return this.driver.executeScript(`return document.activeElement.shadowRoot?.activeElement?.id`)
  }

  /**
   * Fills in answers as a person does: with keys and clicks.
   * @param {import('../browser/fill.mjs').Typed} answers
   */
  async fill(answers) {
    for (const { name, type, options } of fields()) {
      if (!(name in answers)) continue
      const answer = answers[name]
      const value = options?.find(({ label }) => label === answer)?.value
      if (type === 'radio') await (await this.find(`[name="${name}"][value="${value}"]`)).click()
      else if (type === 'checkbox') await (await this.find(`[name="${name}"]`)).click()
      else if (type === 'select') await (await this.find(`[name="${name}"] option[value="${value}"]`)).click()
      else if (type === 'date') {
        // The driver cannot type into a date field.
        const control = await this.find(`[name="${name}"]`)
        await this.driver.executeScript(
          `arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))`,
          control,
          answer,
        )
      } else await (await this.find(`[name="${name}"]`)).sendKeys(String(answer))
    }
  }

  async accept() {
    await (await this.find('[name=accept-agreement]')).click()
  }

  async send() {
    await (await this.find('#submit')).click()
  }
}
