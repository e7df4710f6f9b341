import { createHash } from 'node:crypto'
import { expect, test } from './servers.mjs'
import { expectKept, fillIn, headline, send } from './servers/lead.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page, Route } from '@playwright/test'
 */

const OTHER = 'Assembly line referrals'
/** @param {Locator} form */
const title = (form) => form.getByRole('heading', { level: 2 })
/** @param {Locator} form */
const accepted = (form) => form.getByRole('heading', { name: 'Referral accepted' })
const give = (/** @type {Locator} */ form, /** @type {string} */ program) =>
  form.evaluate((element, /** @type {string} */ program) => element.setAttribute('program', program), program)
// Waits until the page has done its work for elements near the viewport.
/** @param {Page} page */
const settled = (page) =>
  page.evaluate(async () => {
    await customElements.whenDefined('referral-form')
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame)
  })

const rude = {
  'unsets everything': '* { all: unset !important; }',
  'hides boxes': 'div, p, section, fieldset, label, form { display: none !important; }',
  'makes controls tiny': 'input, select, textarea, button { width: 10px; height: 2px; font-size: 1px; opacity: 0; }',
}

for (const [what, css] of Object.entries(rude)) {
  test(`a host style sheet that ${what} leaves the form usable`, async ({ page, servers }) => {
    const form = await servers.open(page, { before: `<style>${css}</style>` })
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    for (const name of ['company', 'country', 'situation']) {
      const { width = 0, height = 0 } = (await form.locator(`#f-${name}`).boundingBox()) ?? {}
      expect(width).toBeGreaterThan(200)
      expect(height).toBeGreaterThan(40)
    }
    await send(form)
    await expect(accepted(form)).toBeVisible()
  })
}

test('inside a form of the host page, our form is there and the host’s is not sent @firefox', async ({
  page,
  servers,
}) => {
  const before = '<form id="host" action="/gone" onsubmit="window.sent = true; return false"><input name="own">'
  const form = await servers.open(page, { before, after: '</form>' })
  await expect(form.locator('form')).toHaveCount(1)
  await form.getByLabel('Company', { exact: true }).press('Enter')
  await expect(form.locator('#summary')).toContainText('There is a problem')
  await fillIn(form)
  await send(form)
  await expect(accepted(form)).toBeVisible()
  expect(await page.evaluate(() => window.sent)).toBeUndefined()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(
    await page.evaluate(() => [
      ...new FormData(/** @type {HTMLFormElement} */ (document.getElementById('host'))).keys(),
    ]),
  ).toEqual(['own'])
})

test('the script may be included twice, and two forms on a page do not mix', async ({ page, servers }) => {
  const seen = await witness(page)
  const again = `<script type="module" src="${servers.package.script}?again"></script>`
  const after = servers.embed({ program: 'industrial-automation', partner: 'harrow-bearings' })
  await servers.open(page, { before: again + HOST_BUTTON, after })
  const [first, second] = [page.locator('referral-form').first(), page.locator('referral-form').last()]
  await fillIn(first)
  await second.getByLabel('Company', { exact: true }).fill('Kessel AG')
  await expect(headline(first)).toHaveText('Qualifies')
  await expect(headline(second)).toContainText('answers to go')
  await expectKept(first)
  await seen.hostWorks()
})

test('in a hidden tab the form waits, and appears when the tab is shown', async ({ page, servers }) => {
  const form = await servers.open(page, { before: '<div id="tab" hidden>', after: '</div>' })
  await settled(page)
  expect(servers.package.requests).toEqual(['referral-widget.js'])
  await page.evaluate(() => document.getElementById('tab')?.removeAttribute('hidden'))
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
})

test('far below the fold nothing is loaded until the element comes near', async ({ page, servers }) => {
  const form = await servers.open(page, { before: '<div style="height: 6000px">A long article</div>' })
  await settled(page)
  expect(servers.package.requests).toEqual(['referral-widget.js'])
  await form.scrollIntoViewIfNeeded()
  await expect(title(form).first()).toBeVisible()
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
})

test('an element that a script makes works like any other', async ({ page, servers }) => {
  await servers.open(page)
  await page.evaluate((program) => {
    document.querySelector('referral-form')?.remove()
    const made = document.createElement('referral-form')
    made.setAttribute('program', program)
    document.body.append(made)
  }, servers.endpoint.program('cloud-migration'))
  const form = page.locator('referral-form')
  await fillIn(form)
  await send(form)
  await expect(accepted(form)).toBeVisible()
})

test('another program in the attribute shows the other form', async ({ page, servers }) => {
  const form = await servers.open(page)
  await expect(title(form).first()).toContainText('Cloud migration')
  await give(form, servers.endpoint.program('industrial-automation'))
  await expect(title(form).first()).toContainText(OTHER)
  await expect(headline(form)).toContainText('answers to go')
})

test('another program in the attribute counts even while the first is loading', async ({ page, servers }) => {
  const release = servers.package.hold('form.wasm')
  const form = await servers.open(page)
  await expect.poll(() => servers.package.requests).toContain('form.wasm')
  await give(form, servers.endpoint.program('industrial-automation'))
  release()
  await expect(title(form).first()).toContainText(OTHER)
})

const broken = { 'no program': '', 'a broken address': 'http://[', 'a missing program': '/gone' }
for (const [what, program] of Object.entries(broken)) {
  test(`an element with ${what} shows the form once it is given a good one`, async ({ page, servers }) => {
    const form = await servers.open(page, { attributes: { program } })
    await expect(form.getByRole('alert')).toBeVisible()
    await give(form, servers.endpoint.program('cloud-migration'))
    await expect(title(form).first()).toContainText('Cloud migration')
    await expect(form.getByRole('alert')).toHaveCount(0)
  })
}

test('an element that is moved keeps what was typed, and checks it on', async ({ page, servers }) => {
  const form = await servers.open(page, { after: '<div id="elsewhere"></div>' })
  await fillIn(form)
  await form.evaluate((element) => document.getElementById('elsewhere')?.append(element))
  await expectKept(form)
  await form.locator('#f-employees').fill('20')
  await expect(headline(form)).toHaveText('A partner manager decides')
})

// Single-page sites remove elements and put them back.
const pauses = {
  'while nothing happens': async () => {},
  'while an answer is being checked': (/** @type {Locator} */ form) =>
    form.locator('#f-employees').evaluate((/** @type {HTMLInputElement} */ input) => {
      input.value = '20'
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
      const { host } = /** @type {ShadowRoot} */ (input.getRootNode())
      host.remove()
    }),
}
for (const [when, act] of Object.entries(pauses)) {
  test(`an element taken out of the page ${when} still checks and sends when it is back`, async ({ page, servers }) => {
    const form = await servers.open(page)
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    await page.evaluate(() => (window.kept = /** @type {Element} */ (document.querySelector('referral-form'))))
    await act(form)
    await page.evaluate(() => window.kept.remove())
    await settled(page)
    await page.evaluate(() => document.body.append(window.kept))
    await form.locator('#f-employees').fill('30')
    await expect(headline(form)).toHaveText('A partner manager decides')
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral received, in review' })).toBeVisible()
  })
}

/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {{ head?: string, integrity?: string, program: string }} options
 */
async function bareForm(page, servers, { head = '', integrity = '', program }) {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}
<script type="module" src="${servers.package.script}" ${integrity}></script></head>
<body>${HOST_BUTTON}<referral-form program="${program}" partner="a"><a href="/refer">Refer a customer</a></referral-form></body></html>`
  await page.goto(servers.partner.page('/', html))
  return page.locator('referral-form')
}

test('a relative program is found by the page’s base address', async ({ page, servers }) => {
  const head = `<base href="${servers.endpoint.origin}/programs/">`
  const form = await bareForm(page, servers, { head, program: 'cloud-migration/program.json' })
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
})

test('the script runs with the hash in the page, and not with a wrong one', async ({ page, servers }) => {
  const program = servers.endpoint.program('cloud-migration')
  const script = await (await fetch(servers.package.script)).text()
  const hash = (/** @type {string} */ text) =>
    `integrity="sha384-${createHash('sha384').update(text).digest('base64')}" crossorigin`
  const form = await bareForm(page, servers, { integrity: hash(script), program })
  await expect(title(form).first()).toContainText('Cloud migration')
  await bareForm(page, servers, { integrity: hash(`${script} `), program })
  await expect(form.getByRole('link', { name: 'Refer a customer' })).toBeVisible()
  await expect(form.locator('form')).toHaveCount(0)
})

/** @param {Route} route */
const altered = (route) =>
  route.fetch().then(async (response) => {
    const body = await response.body()
    body[body.length - 1] ^= 1
    await route.fulfill({ response, body })
  })

test('an altered form module is refused, with a message and the link', async ({ page, servers }) => {
  const seen = await witness(page)
  await page.route('**/form.wasm', altered)
  const form = await servers.open(page, { before: HOST_BUTTON })
  await expect(form.getByRole('alert')).toContainText('This referral form cannot be shown right now.')
  await seen.heard('module', /./)
  await expect(form.getByRole('link', { name: 'Refer a customer' })).toBeVisible()
  await seen.hostWorks()
})

for (const file of ['rules.wasm', 'rules.js']) {
  test(`an altered ${file} is refused, and the lead can be sent all the same`, async ({ page, servers }) => {
    const seen = await witness(page)
    await page.route(`**/${file}`, altered)
    const form = await servers.open(page, { before: HOST_BUTTON })
    await seen.heard('engine', /./)
    await fillIn(form)
    await expect(headline(form)).toHaveText('A partner manager will check this referral')
    await send(form)
    await expect(accepted(form)).toBeVisible()
    await seen.hostWorks()
  })
}
