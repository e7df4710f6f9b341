import { expect, test } from './servers.mjs'
import { fillIn, headline, send } from './servers/lead.mjs'
import { witness } from './servers/witness.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 */

const OWN_SCRIPT = `<button>0</button><script nonce="own">
  document.querySelector('button').onclick = ({ target }) => (target.textContent = 1)
</script>`
const TRUSTED = { 'require-trusted-types-for': "'script'", 'trusted-types': 'referral-widget' }

/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {object} [policy]
 * @param {object} [options]
 */
async function open(page, servers, policy, options = {}) {
  const seen = await witness(page)
  const origin = new URL(servers.package.script).origin
  const directives = {
    'default-src': "'none'",
    'script-src': `${origin} 'wasm-unsafe-eval' 'nonce-own'`,
    'connect-src': `${origin} ${servers.endpoint.origin}`,
    'worker-src': 'blob:',
    // The test page's own icon.
    'img-src': 'data:',
    ...policy,
  }
  const header = Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
  const form = await servers.open(page, {
    before: OWN_SCRIPT,
    headers: { 'Content-Security-Policy': header },
    ...options,
  })
  return { form, seen }
}

/** @param {Locator} form */
async function expectWorks(form) {
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
  const widths = await form.locator('#f-company, #f-situation').evaluateAll((all) => all.map((one) => one.clientWidth))
  for (const width of widths) expect(width).toBeGreaterThan(300)
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
}

test('under a strict policy all works, in a worker, and nothing breaks the policy', async ({ page, servers }) => {
  const { form, seen } = await open(page, servers)
  await expectWorks(form)
  expect(page.workers()).toHaveLength(1)
  expect(await seen.violations()).toEqual([])
  expect(await seen.failures()).toEqual([])
  await seen.hostWorks()
})

test('with trusted types required all works, in a worker, and nothing breaks the policy @firefox', async ({
  page,
  servers,
}) => {
  const { form, seen } = await open(page, servers, TRUSTED)
  await expectWorks(form)
  expect(page.workers()).toHaveLength(1)
  expect(await seen.violations()).toEqual([])
  await seen.hostWorks()
})

test('with trusted types required, all parts of the package make do with one policy', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = { ...JSON.parse(text), territory: [] }
    program.fields.push({ name: 'plant', label: 'Where is the plant?', type: 'country' })
    program.fields.push({
      name: 'people',
      label: 'Whom to call',
      type: 'group',
      item: 'Person',
      fields: [{ name: 'who', label: 'Who?', type: 'text' }],
    })
    return JSON.stringify(program)
  })
  const { form, seen } = await open(page, servers, TRUSTED, { attributes: { lang: 'de' } })
  await expect(form.getByRole('combobox', { name: 'Where is the plant?' }).and(form.locator('input'))).toBeVisible()
  await form.locator('#f-company').fill('Kessel AG')
  await expect.poll(() => servers.package.requests).toContain('outbox.js')
  await expect(headline(form)).toContainText('Noch')
  expect(servers.package.requests).toContain('language.js')
  expect(await seen.violations()).toEqual([])
})

for (const [what, policy] of Object.entries({ 'with plain strings': {}, 'with trusted types': TRUSTED })) {
  test(`where a page refuses workers, the check runs on the page itself, ${what}`, async ({ page, servers }) => {
    const { form, seen } = await open(page, servers, { 'worker-src': "'none'", ...policy })
    await expectWorks(form)
    expect(page.workers()).toHaveLength(0)
    expect(await seen.violations()).toEqual([expect.stringContaining('worker-src')])
    expect(await seen.failures()).toEqual([])
    await seen.hostWorks()
  })
}

/** @type {Record<string, [policy: (origin: string, endpoint: string) => object, reason: string]>} */
const refusals = {
  WebAssembly: [(origin) => ({ 'script-src': `${origin} 'nonce-own'` }), 'module'],
  'requests to the package’s host': [(origin, endpoint) => ({ 'connect-src': endpoint }), 'module'],
  'requests to the endpoint': [(origin) => ({ 'connect-src': origin }), 'program'],
  'our trusted type policy': [() => ({ ...TRUSTED, 'trusted-types': "'none'" }), 'module'],
}

for (const [what, [policy, reason]] of Object.entries(refusals)) {
  test(`a page that refuses ${what} gets a message and keeps its link`, async ({ page, servers }) => {
    const origin = new URL(servers.package.script).origin
    const { form, seen } = await open(page, servers, policy(origin, servers.endpoint.origin))
    await expect(form.getByRole('alert')).toContainText('This referral form cannot be shown right now.')
    await seen.heard(reason, /./)
    await expect(form.getByRole('link', { name: 'Refer a customer' })).toBeVisible()
    await seen.hostWorks()
  })
}
