// The form in the page's own HTML. It can be filled in before any script has come.
import { QUALIFIED, accept, button, fill, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { LEAD, fillIn } from './servers/lead.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 *
 * @typedef {Parameters<Servers['snippet']>[0] & { headers?: Record<string, string>, change?: (html: string) => string, path?: string, query?: string }} Snippet
 */

const SCRIPT = 'referral-widget.js'

/**
 * Opens a page with the snippet. The script is held back until `release()`.
 * @param {Page} page
 * @param {Servers} servers
 * @param {Snippet} options
 */
async function open(page, servers, { headers, change = (html) => html, path = '/', query = '', ...options } = {}) {
  const release = servers.package.hold(SCRIPT)
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Refer a customer</title>
    <link rel="icon" href="data:,"></head><body><main>${HOST_BUTTON}${change(servers.snippet(options))}</main></body></html>`
  await page.goto(servers.partner.page(path, html, headers) + query, { waitUntil: 'commit' })
  const form = page.locator('referral-form').first()
  await expect(form.locator('.questions')).toBeVisible()
  return { form, release }
}

/**
 * Remembers a control, to see later whether it is still the same.
 * @param {Locator} form
 * @param {string} selector
 */
const remember = (form, selector) =>
  form.evaluate(
    (/** @type {FormElement} */ host, /** @type {string} */ selector) =>
      (window.remembered = host.shadowRoot.querySelector(selector)),
    selector,
  )
/**
 * @param {Locator} form
 * @param {string} selector
 */
const isSame = (form, selector) =>
  form.evaluate(
    (/** @type {FormElement} */ host, /** @type {string} */ selector) =>
      window.remembered === host.shadowRoot.querySelector(selector),
    selector,
  )

/** @param {Locator} form */
const caret = (form) =>
  form.evaluate((/** @type {FormElement} */ { shadowRoot }) => {
    const it = /** @type {HTMLInputElement} */ (shadowRoot.activeElement)
    return [it.id, it.selectionStart, it.selectionEnd]
  })
/**
 * Waits until the element has replaced the snippet.
 * @param {Locator} form
 */
const taken = (form) => expect(form.locator('link')).toHaveCount(0)

test('what is typed before the script has come stays, with the caret, and is sent @firefox', async ({
  page,
  servers,
}) => {
  const seen = await witness(page)
  const { form, release } = await open(page, servers)
  await fillIn(form)
  await question(form, 'company').fill('Early Pumpen GmbH')
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft')
  await remember(form, '#f-company')
  const [, at] = await caret(form)

  release()
  await taken(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  expect(await isSame(form, '#f-company')).toBe(true)
  expect(await caret(form)).toEqual(['f-company', at, at])
  await page.keyboard.type('X')
  await expect(question(form, 'company')).toHaveValue('Early Pumpen XGmbH')
  expect(await form.evaluate((/** @type {FormElement} */ form) => form.value.company)).toBe('Early Pumpen XGmbH')

  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral] = await servers.endpoint.referrals()
  expect(referral.lead).toMatchObject({
    company: 'Early Pumpen XGmbH',
    website: LEAD.website,
    country: 'DE',
    consent: true,
  })
  expect(await seen.failures()).toEqual([])
  await seen.hostWorks()
})

for (const program of ['cloud-migration', 'every-question', 'ways-to-refer']) {
  test(`nothing moves when the element takes over ${program} @chromium`, async ({ page, servers }) => {
    await page.addInitScript(() => {
      window.shifts = []
      const note = (/** @type {PerformanceObserverEntryList} */ list) =>
        window.shifts.push(
          .../** @type {LayoutShift[]} */ (list.getEntries()).map(({ value, sources }) => [
            value,
            sources.map(({ node }) => node?.outerHTML),
          ]),
        )
      new PerformanceObserver(note).observe({ type: 'layout-shift' })
    })
    // The verdict comes later and may take more room.
    servers.package.hold('rules.wasm')
    const { form, release } = await open(page, servers, { program })
    release()
    await taken(form)
    await expect(verdict(form)).toHaveText('The check is on its way')
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await page.evaluate(() => window.shifts)).toEqual([])
  })
}

test('a form that shows one step waits longer for the script of its steps, so that it does not move @chromium', async ({
  page,
  servers,
}) => {
  await page.clock.install()
  const releaseSteps = servers.package.hold('steps.js')
  const { form, release } = await open(page, servers, { program: 'ways-to-refer' })
  release()
  await expect.poll(() => servers.package.requests).toContain('steps.js')
  await page.clock.fastForward(10_000)
  await expect(form.locator('.widget:not([hidden])')).toHaveCount(0)
  releaseSteps()
  await taken(form)
  await expect(form.locator('.step:visible')).toHaveCount(1)
})

test('a program of today takes the place of an old one, and keeps what was typed and the caret', async ({
  page,
  servers,
}) => {
  const snippet = servers.snippet()
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    program.fields.find((/** @type {{ name: string }} */ { name }) => name === 'company').label = 'Whom do you refer?'
    program.fields = program.fields.filter((/** @type {{ name: string }} */ { name }) => name !== 'phone')
    program.agreement.version = '2027-01'
    return JSON.stringify(program)
  })
  const { form, release } = await open(page, servers, { change: () => snippet })
  await question(form, 'phone').fill(QUALIFIED.phone)
  await question(form, 'existing_customer').getByLabel('No', { exact: true }).check()
  await accept(form)
  await question(form, 'company').fill('Beispiel Pumpen GmbH')
  release()
  await taken(form)
  const company = form.getByLabel('Whom do you refer?')
  await expect(company).toHaveValue('Beispiel Pumpen GmbH')
  expect(await caret(form)).toEqual(['f-company', 20, 20])
  await expect(form.getByLabel('Phone')).toHaveCount(0)
  await expect(question(form, 'existing_customer').getByLabel('No', { exact: true })).toBeChecked()
  // Nobody has accepted a text that was not shown.
  await expect(form.getByLabel(/I accept the/)).not.toBeChecked()
})

test('in the language of the program it can be filled in, and numbers typed there mean what they mean there', async ({
  page,
  servers,
}) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), language: 'de' }),
  )
  const { form, release } = await open(page, servers)
  await expect(form.locator('#submit')).toHaveText('Empfehlung senden')
  await expect(form.locator('.widget')).toHaveAttribute('lang', 'de')
  await form.locator('#f-company').fill('Früher Pumpen GmbH')
  await form.locator('#f-first_year_spend').fill('150.000')
  await remember(form, '#f-first_year_spend')
  const [, at] = await caret(form)
  release()
  await taken(form)
  expect(await isSame(form, '#f-first_year_spend')).toBe(true)
  expect(await caret(form)).toEqual(['f-first_year_spend', at, at])
  await expect(form.locator('#f-first_year_spend')).toHaveValue('150.000')
  await expect
    .poll(() => form.evaluate((/** @type {FormElement} */ form) => form.value))
    .toEqual({ company: 'Früher Pumpen GmbH', first_year_spend: 150_000 })
})

test('what the page fills in and what an earlier visit has left go behind what is typed', async ({ page, servers }) => {
  const change = (/** @type {string} */ html) =>
    html.replace('<referral-form ', '<referral-form value-company="By the page" value-employees="320" ')
  const first = await open(page, servers, { change })
  first.release()
  await taken(first.form)
  await question(first.form, 'website').fill('draft.example')
  await question(first.form, 'situation').fill('From the draft')
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage).join())).toContain('referral-draft')

  const { form, release } = await open(page, servers, { change })
  await question(form, 'company').fill('By the partner')
  await question(form, 'website').fill('typed.example')
  release()
  await taken(form)
  await expect(question(form, 'company')).toHaveValue('By the partner')
  await expect(question(form, 'website')).toHaveValue('typed.example')
  await expect(question(form, 'employees')).toHaveValue('320')
  await expect(question(form, 'situation')).toHaveValue('From the draft')
})

test('where the script never comes, nothing is sent anywhere, and a link leads on', async ({ page, servers }) => {
  const { form, release } = await open(page, servers)
  servers.package.fail(SCRIPT)
  release()
  const before = page.url()
  await fill(form, { company: QUALIFIED.company })
  await page.keyboard.press('Enter')
  await button(form).click()
  expect(page.url()).toBe(before)
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  const link = page.getByRole('link', { name: 'Cloud migration referrals' })
  await expect(link).not.toBeInViewport()
  await form.evaluate((/** @type {FormElement} */ host) =>
    host.shadowRoot.getAnimations().forEach((animation) => animation.finish()),
  )
  await expect(link).toBeInViewport()
  await link.click()
  await expect(page).toHaveURL(`${servers.endpoint.origin}/refer/cloud-migration?partner=northgate-security`)
  expect(servers.partner.taken).toEqual([])
})

test('under a strict policy and trusted types it is taken over, and nothing breaks the policy', async ({
  page,
  servers,
}) => {
  const seen = await witness(page)
  const { origin } = servers.package
  const policy = [
    `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval' 'unsafe-hashes' 'unsafe-inline'; style-src ${origin}`,
    `connect-src ${origin} ${servers.endpoint.origin}; worker-src blob:; img-src data:`,
    `require-trusted-types-for 'script'; trusted-types referral-widget`,
  ]
  const { form, release } = await open(page, servers, { headers: { 'Content-Security-Policy': policy.join('; ') } })
  await question(form, 'company').fill('Early Pumpen GmbH')
  await remember(form, '#f-company')
  release()
  await taken(form)
  expect(await isSame(form, '#f-company')).toBe(true)
  await expect
    .poll(() => form.evaluate((/** @type {FormElement} */ form) => form.value))
    .toEqual({ company: 'Early Pumpen GmbH' })
  await fillIn(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await seen.violations()).toEqual([])
  await seen.hostWorks()
})

test('where the page refuses the stylesheet, the form comes with the script', async ({ page, servers }) => {
  const { origin } = servers.package
  const policy = `script-src ${origin} 'wasm-unsafe-eval' 'unsafe-inline'; style-src 'none'; worker-src blob:`
  const html = `<!doctype html><title>Refer</title>${servers.snippet()}`
  const release = servers.package.hold(SCRIPT)
  await page.goto(servers.partner.page('/', html, { 'Content-Security-Policy': policy }), { waitUntil: 'commit' })
  await expect(page.getByRole('link', { name: 'Cloud migration referrals' })).toBeVisible()
  const form = page.locator('referral-form')
  await expect(form.locator('.questions')).toBeHidden()
  release()
  await expect(question(form, 'company')).toBeVisible()
  await taken(form)
})

test('nothing is seen of it before it is styled @firefox', async ({ page, servers }) => {
  const release = servers.package.hold('form.css')
  servers.package.hold(SCRIPT)
  await page.goto(servers.partner.page('/', `<!doctype html><title>Refer</title>${servers.snippet()}`), {
    waitUntil: 'commit',
  })
  const company = page.locator('referral-form #f-company')
  // Chromium does not read further until the stylesheet has come.
  await expect.poll(() => servers.package.requests).toContain('form.css')
  await expect(company).toBeHidden()
  release()
  await expect(company).toBeVisible()
})

test('HTML that a script puts in works as ever', async ({ page, servers }) => {
  const snippet = servers.snippet()
  const [, inner] = /(<referral-form[^]*)/.exec(snippet) ?? []
  const inserted = `<script type="module" src="${servers.package.script}"></script><div id="here"></div>
    <script>document.querySelector('#here').innerHTML = ${JSON.stringify(inner).replaceAll('</', '<\\/')}</script>`
  await page.goto(servers.partner.page('/inserted', `<!doctype html><title>Refer</title>${inserted}`))
  await question(page.locator('referral-form'), 'company').fill('Beispiel Pumpen GmbH')
  await expect
    .poll(() => page.locator('referral-form').evaluate((/** @type {FormElement} */ form) => form.value))
    .toEqual({ company: 'Beispiel Pumpen GmbH' })
})

test('in a form of the page nothing goes to that', async ({ page, servers }) => {
  const { form, release } = await open(page, servers, {
    change: (html) => `<form action="/taken" method="post">${html}</form>`,
  })
  await question(form, 'company').fill('Early Pumpen GmbH')
  await page.keyboard.press('Enter')
  await remember(form, '#f-company')
  release()
  await taken(form)
  expect(await isSame(form, '#f-company')).toBe(true)
  await expect
    .poll(() => form.evaluate((/** @type {FormElement} */ form) => form.value))
    .toEqual({ company: 'Early Pumpen GmbH' })
  expect(servers.partner.taken).toEqual([])
})

test('two on a page keep what is typed in each', async ({ page, servers }) => {
  const other = servers.snippet({ program: 'industrial-automation', partner: 'harrow-bearings' })
  const { form, release } = await open(page, servers, { change: (html) => html + other })
  const second = page.locator('referral-form').nth(1)
  await form.locator('#f-company').fill('The first')
  await second.locator('#f-company').fill('The second')
  release()
  await taken(form)
  await second.scrollIntoViewIfNeeded()
  await taken(second)
  await expect(form.locator('#f-company')).toHaveValue('The first')
  await expect(second.locator('#f-company')).toHaveValue('The second')
})

test('rows of a group and a list of countries keep what was answered', async ({ page, servers }) => {
  const { form, release } = await open(page, servers, { program: 'strategic-introduction' })
  const row = form.getByRole('group', { name: 'Contact 1', exact: true })
  await row.getByLabel('Name', { exact: true }).fill('Head of finance')
  await row.getByLabel('We work together', { exact: true }).check()
  release()
  await taken(form)
  await expect(form.getByRole('button', { name: 'Add Contact' })).toBeVisible()
  await expect(row.getByLabel('Name', { exact: true })).toHaveValue('Head of finance')
  await expect(row.getByLabel('We work together', { exact: true })).toBeChecked()
  const answers = await form.evaluate((/** @type {FormElement} */ form) => form.value.contacts)
  expect(answers).toEqual([{ name: 'Head of finance', known: 'well' }])
})

test('what the page preloads is loaded once @firefox', async ({ page, servers }) => {
  await page.addInitScript(() => {
    addEventListener(
      'referral-ready',
      () => (window.loaded = performance.getEntriesByType('resource').map(({ name }) => name)),
    )
  })
  const { release } = await open(page, servers)
  release()
  await page.waitForFunction(() => window.loaded)
  const loaded = await page.evaluate(() => window.loaded)
  for (const file of ['form.wasm', 'program.json'])
    expect(loaded?.filter((name) => name.endsWith(`/${file}`))).toHaveLength(1)
})

test('of a program in steps, the first can be filled in, and the element goes on from there', async ({
  page,
  servers,
}) => {
  // The rules may ask the questions of another step.
  servers.package.hold('rules.wasm')
  const { form, release } = await open(page, servers, { program: 'ways-to-refer' })
  await expect(form.locator('#submit')).toBeHidden()
  const first = form.locator('.step:not(.away) input[type=radio]').first()
  await first.check()
  await button(form, 'Continue').click()
  release()
  await taken(form)
  await expect(first).toBeChecked()
  await expect(form.locator('.progress li')).toHaveText(['How you refer', 'Whom we call'])
  await button(form, 'Continue').click()
  await expect.poll(() => form.evaluate((/** @type {FormElement} */ form) => Object.keys(form.value).length)).toBe(1)
})
