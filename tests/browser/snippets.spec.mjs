// The desk's snippets: what it hands out works on a partner's page, and the page's form tells the desk so.
import { axe } from './axe.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Browser, Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

const PATH = '/snippets/cloud-migration?partner=northgate-security'

/**
 * Opens the snippets of the demo's first partner.
 * @param {Browser} browser
 * @param {Servers} servers
 * @param {import('@playwright/test').BrowserContextOptions} [options]
 */
async function atTheDesk(browser, servers, options = {}) {
  const httpCredentials = { username: 'desk', password: servers.endpoint.token }
  const context = await browser.newContext({ ...options, httpCredentials })
  const desk = await context.newPage()
  await desk.goto(servers.endpoint.origin + PATH)
  return desk
}

/**
 * @param {Page} desk
 * @param {string} id
 */
const snippet = (desk, id) => desk.locator(`textarea#${id}`).inputValue()

/** @param {string} embed */
const pageWith = (embed) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Refer</title><link rel="icon" href="data:,"></head>
<body><main>${embed}</main></body></html>`

/**
 * Checks a page at the desk.
 * @param {Page} desk
 * @param {string} address
 */
async function check(desk, address) {
  await desk.getByLabel('Address of the partner’s page').fill(address)
  await desk.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(desk.locator('#checked')).toBeVisible()
}

/**
 * Opens the page that was checked, as somebody at the desk does.
 * @param {Page} desk
 */
async function openIt(desk) {
  const opening = desk.waitForEvent('popup')
  await desk.getByRole('button', { name: 'Open the page and see whether the form works' }).click()
  return opening
}

/** @param {Page} desk */
const told = (desk) => desk.locator('[data-page] [role=status]')

for (const kind of /** @type {const} */ (['form-1', 'in-html-1']))
  test(`what the desk hands out (${kind}) works under its own policy, and the form tells the desk`, async ({
    browser,
    servers,
  }) => {
    const desk = await atTheDesk(browser, servers)
    const lines = [await snippet(desk, 'policy-2'), await snippet(desk, 'in-html-2')].join('; ')
    const policy = { 'Content-Security-Policy': `default-src 'none'; img-src data:; ${lines}` }
    const address = servers.partner.page('/refer', pageWith(await snippet(desk, kind)), policy)
    await check(desk, address)
    await expect(desk.locator('#checked')).toHaveText('Nothing is missing on the page.')
    const opened = await openIt(desk)
    await expect(told(desk)).toHaveText(
      /^The form works there: program cloud-migration, partner northgate-security, version \S+\.$/,
    )
    expect(new URL(opened.url()).hash).toBe('#referral-check')
    await desk.context().close()
  })

test('the form of another partner is told from the right one', async ({ browser, servers }) => {
  const desk = await atTheDesk(browser, servers)
  const embed = (await snippet(desk, 'form-1')).replaceAll('northgate-security', 'harrow-bearings')
  await check(desk, servers.partner.page('/refer', pageWith(embed)))
  await expect(desk.locator('.problems')).toContainText('The form names another partner: harrow-bearings.')
  await openIt(desk)
  await expect(told(desk)).toHaveText(/partner harrow-bearings.*But that is not the program and the partner/)
  await desk.context().close()
})

test('nothing is heard from a page without a form, and from one that lets nobody open it', async ({
  browser,
  servers,
}) => {
  const desk = await atTheDesk(browser, servers)
  await check(desk, servers.partner.page('/nothing', pageWith('<p>Hello</p>')))
  await expect(desk.locator('.problems li')).toHaveCount(2)
  const opened = await openIt(desk)
  await expect(told(desk)).toContainText('Waiting for its message')
  await opened.close()
  await expect(told(desk)).toContainText('Nothing was heard.')

  await desk.goto(servers.endpoint.origin + PATH)
  const alone = { 'Cross-Origin-Opener-Policy': 'same-origin' }
  await check(desk, servers.partner.page('/alone', pageWith(await snippet(desk, 'form-1')), alone))
  await openIt(desk)
  await expect(told(desk)).toContainText('Cross-Origin-Opener-Policy')
  await desk.context().close()
})

test('another website that opens the page hears nothing @chromium', async ({ page, servers }) => {
  const address = servers.partner.page('/refer', pageWith(servers.embed()))
  const opener = servers.partner.page('/opener', pageWith('<button>Open</button>'))
  await page.goto(opener)
  await page.evaluate((to) => {
    const heard = /** @type {unknown[]} */ ([])
    Object.assign(window, { heard })
    addEventListener('message', ({ data }) => heard.push(data))
    document.querySelector('button')?.addEventListener('click', () => window.open(`${to}#referral-check`))
  }, address)
  // The form has told the vendor's origin, which is not here. Chromium says so.
  const refused = page.context().waitForEvent('console', (message) => message.text().includes('postMessage'))
  await page.getByRole('button', { name: 'Open' }).click()
  await refused
  expect(await page.evaluate(() => /** @type {any} */ (window).heard)).toEqual([])
})

test('without its fragment, a page that somebody has opened loads and tells nothing', async ({ page, servers }) => {
  const form = await servers.open(page)
  await form.evaluate((/** @type {FormElement} */ element) => element.precheck())
  await expect.poll(() => servers.package.requests).toContain('outbox.js')
  expect(servers.package.requests).not.toContain('report.js')
})

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`the snippets are for the keyboard and narrow windows, without flaws that axe-core finds, ${colorScheme} @chromium`, async ({
    browser,
    servers,
  }) => {
    const desk = await atTheDesk(browser, servers, { colorScheme, viewport: { width: 320, height: 640 } })
    const isFine = async () => {
      expect((await axe(desk).analyze()).violations).toEqual([])
      expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    }
    await isFine()
    await desk.goto(`${servers.endpoint.origin}/snippets`)
    await isFine()
    await desk.getByLabel('The partner’s id').focus()
    await desk.keyboard.type('northgate-security')
    await desk.keyboard.press('Enter')
    await desk.waitForURL(/\/snippets\/[\w-]+\?partner=northgate-security/)
    await desk.goto(servers.endpoint.origin + PATH)
    await desk.getByLabel('Address of the partner’s page').focus()
    await desk.keyboard.type(
      servers.partner.page('/', pageWith('<p>Hello</p>'), { 'Content-Security-Policy': "default-src 'self'" }),
    )
    await desk.keyboard.press('Enter')
    await expect(desk.locator('#checked')).toHaveText('Something on the page is missing or wrong')
    await isFine()
    await desk.context().close()
  })

test('without scripts, the snippets can be selected, and no button does nothing', async ({ browser, servers }) => {
  const desk = await atTheDesk(browser, servers, { javaScriptEnabled: false })
  await expect(desk.locator('textarea#form-1')).toHaveAttribute('readonly', '')
  await expect(desk.getByRole('button', { name: 'Copy' })).toHaveCount(0)
  await check(desk, servers.partner.page('/', pageWith('<p>Hello</p>')))
  await expect(desk.getByRole('button', { name: 'Open the page and see whether the form works' })).toBeHidden()
  await desk.context().close()
})

test('a button copies a snippet @chromium', async ({ browser, servers }) => {
  const desk = await atTheDesk(browser, servers)
  await desk.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const part = desk.getByRole('region', { name: 'Link' })
  await part.getByRole('button', { name: 'Copy' }).click()
  await expect(part.getByRole('status')).toHaveText('Copied')
  expect(await desk.evaluate(() => navigator.clipboard.readText())).toBe(await snippet(desk, 'link-1'))
  await desk.context().close()
})
