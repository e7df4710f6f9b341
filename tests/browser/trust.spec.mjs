// Programs that must be signed, and receipts that can be checked.
import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { button, fillAll, listen, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 */

const referral = (/** @type {string[]} */ ...given) =>
  execFileSync(String(process.env.REFERRAL), given, { encoding: 'utf8' }).trim()

/**
 * Makes a key and signs the program with it. Returns the public key and a function that signs again.
 * @param {Servers} servers
 */
function signing(servers, name = 'key') {
  const file = join(servers.endpoint.folder, `${name}.pem`)
  const key = referral('keygen', file)
  const program = join(servers.endpoint.folder, 'rules/cloud-migration')
  const sign = () => referral('sign', program, '--key', file)
  return { key, sign, signature: join(program, 'program.sig') }
}

/** @param {Locator} form */
const refused = (form) => form.locator('.failure')
/**
 * @param {Page} page
 * @param {Servers} servers
 * @param {string} key
 */
const open = (page, servers, key) => servers.open(page, { attributes: { 'program-key': key } })

/**
 * Waits until the endpoint has read its files again.
 * @param {Servers} servers
 * @param {string} file
 * @param {string} text
 */
const published = (servers, file, text) =>
  expect
    .poll(async () => (await fetch(new URL(file, servers.endpoint.program('cloud-migration')))).text())
    .toContain(text)

test('a signed program is shown, judged and sent; the next version as well, with the key that comes after @firefox', async ({
  page,
  servers,
}) => {
  const [first, second] = [signing(servers, 'first'), signing(servers, 'second')]
  first.sign()
  await published(servers, 'program.sig', '.')
  const form = await open(page, servers, `${second.key} ${first.key}`)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}\n// Newer.`)
  second.sign()
  await published(servers, 'qualify.rhai', '// Newer.')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

test('one that is not signed, by another, or altered since is not shown; what the page has stays', async ({
  page,
  servers,
}) => {
  const told = await listen(page)
  const { key, sign, signature } = signing(servers)
  const other = signing(servers, 'other')

  const unsigned = await open(page, servers, key)
  await expect(refused(unsigned)).toContainText('The program must be signed, and cannot be checked.')
  await expect(unsigned.getByRole('link', { name: 'Refer a customer' })).toBeVisible()
  await expect(unsigned.locator('form')).toHaveCount(0)

  other.sign()
  await published(servers, 'program.sig', '.')
  await expect(refused(await open(page, servers, key))).toContainText('it was altered, or signed by somebody else')

  sign()
  const good = (await readFile(signature, 'utf8')).trim()
  await published(servers, 'program.sig', good)
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}\n// Altered.`)
  await published(servers, 'qualify.rhai', '// Altered.')
  await expect(refused(await open(page, servers, key))).toContainText('program or script have changed since')
  expect((await told('referral-failed')).at(-1)?.detail.reason).toBe('program')

  const none = good
    .split('.')
    .with(0, Buffer.from('{"alg":"none","typ":"referral-program+jws"}').toString('base64url'))
    .join('.')
  for (const [text, why] of [
    [none, 'it is not the signature of a program'],
    ['x', 'it is incomplete or damaged'],
    [`${good}.x`, 'it is incomplete or damaged'],
  ]) {
    await writeFile(signature, text)
    await published(servers, 'program.sig', text)
    await expect(refused(await open(page, servers, key))).toContainText(why)
  }
  await expect(refused(await open(page, servers, ''))).toBeVisible()
})

test('an older version that was signed once is not taken back', async ({ page, servers }) => {
  const { key, sign, signature } = signing(servers)
  sign()
  const older = (await readFile(signature, 'utf8')).trim()
  const script = await (await fetch(new URL('qualify.rhai', servers.endpoint.program('cloud-migration')))).text()
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}\n// Newer.`)
  sign()
  const newer = (await readFile(signature, 'utf8')).trim()
  await published(servers, 'program.sig', newer)
  await expect(verdict(await open(page, servers, key))).toBeVisible()

  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', () => script)
  await writeFile(signature, older)
  await published(servers, 'program.sig', older)
  await expect(refused(await open(page, servers, key))).toContainText('it is older than one that was seen before')
})

test('rules that are altered while the form is filled in are not used, and nothing typed is lost', async ({
  page,
  servers,
}) => {
  const { key, sign } = signing(servers)
  sign()
  await published(servers, 'program.sig', '.')
  const form = await open(page, servers, key)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) =>
    text.replace('require(', 'require("no", "Nobody.", |lead| false);\nrequire('),
  )
  await expect(form.locator('#refused')).toContainText('is changing the criteria')
  await expect(verdict(form)).toHaveText('Qualifies')
})

test('where the script that checks signatures cannot be had, no program is shown', async ({ page, servers }) => {
  const { key, sign } = signing(servers)
  sign()
  await published(servers, 'program.sig', '.')
  servers.package.fail('signature.js')
  await expect(refused(await open(page, servers, key))).toContainText('signature.js could not be loaded')
})

const vendor = generateKeyPairSync('ed25519')
const vendorKey = vendor.publicKey.export({ format: 'jwk' }).x

/**
 * Publishes a program on the partner's website, signed as `referral sign` does, except for the given changes.
 * @param {Servers} servers
 * @param {{ folder?: string, program?: string, header?: string, claims?: object }} changes
 */
async function publishSigned(
  servers,
  { folder = '/cloud-migration', program = 'cloud-migration', header, claims = {} },
) {
  const address = (/** @type {string} */ name) => new URL(name, servers.endpoint.program(program))
  const [json, script] = await Promise.all(
    ['program.json', 'qualify.rhai'].map(async (name) => (await fetch(address(name))).text()),
  )
  const hash = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')
  const said = { program, version: '1', counter: 5, program_sha256: hash(json), rules_sha256: hash(script), ...claims }
  const parts = [header ?? '{"alg":"EdDSA","typ":"referral-program+jws","kid":"k"}', JSON.stringify(said)]
  const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  const proof = signBytes(null, Buffer.from(signed), vendor.privateKey).toString('base64url')
  const files = { 'program.json': json, 'qualify.rhai': script, 'program.sig': `${signed}.${proof}` }
  for (const [name, text] of Object.entries(files)) servers.partner.page(`${folder}/${name}`, text)
  return (/** @type {object} */ attributes = {}) => ({
    attributes: { program: `${folder}/program.json`, 'program-key': vendorKey, ...attributes },
  })
}

test('another program of the vendor’s, signed as it is, is not taken in the place of the one that is meant @firefox', async ({
  page,
  servers,
}) => {
  const other = await publishSigned(servers, { program: 'industrial-automation' })
  const byAddress = await servers.open(page, other({}))
  await expect(refused(byAddress)).toContainText(
    'it is of the program “industrial-automation”, and “cloud-migration” is expected',
  )
  await expect(refused(byAddress)).toContainText('write program-id="industrial-automation" on the element')
  const byAttribute = await servers.open(page, other({ 'data-program-id': 'solar-roofs' }))
  await expect(refused(byAttribute)).toContainText('and “solar-roofs” is expected')
  await expect(
    (await servers.open(page, other({ 'program-id': 'industrial-automation' }))).locator('form'),
  ).toBeVisible()

  const own = await publishSigned(servers, {})
  await expect((await servers.open(page, own({}))).locator('form')).toBeVisible()
  await expect(refused(await servers.open(page, own({ 'program-id': 'industrial-automation' })))).toBeVisible()
})

test('at an address without a folder, the program that was first there stays', async ({ page, servers }) => {
  const first = await publishSigned(servers, { folder: '' })
  await expect((await servers.open(page, first({}))).locator('form')).toBeVisible()
  const second = await publishSigned(servers, { folder: '', program: 'industrial-automation', claims: { counter: 9 } })
  await expect(refused(await servers.open(page, second({})))).toContainText('and “cloud-migration” is expected')
  await expect(
    (await servers.open(page, second({ 'program-id': 'industrial-automation' }))).locator('form'),
  ).toBeVisible()
})

test('where the page may keep nothing, it names the lowest counter itself', async ({ page, servers }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('no', 'SecurityError')
      },
    }),
  )
  const signed = await publishSigned(servers, {})
  for (const counter of ['0', '5']) {
    await expect((await servers.open(page, signed({ 'program-counter': counter }))).locator('form')).toBeVisible()
  }
  await expect(refused(await servers.open(page, signed({ 'program-counter': '6' })))).toContainText(
    'it is older than program-counter allows',
  )
  await expect(refused(await servers.open(page, signed({ 'program-counter': 'six' })))).toContainText(
    'program-counter is not a whole number',
  )
})

test('what else stands in the storage neither keeps a program out nor lets an older one in', async ({
  page,
  servers,
}) => {
  const signed = await publishSigned(servers, {})
  const name = `referral-signed ${servers.partner.origin}/cloud-migration/program.json`
  await servers.open(page, signed({}))
  for (const text of ['', 'Infinity', '{}', '1e999', '-1', '5.5']) {
    await page.evaluate(([name, text]) => localStorage.setItem(name, text), [name, text])
    await expect((await servers.open(page, signed({}))).locator('form')).toBeVisible()
  }
  const older = await publishSigned(servers, { claims: { counter: 4 } })
  await expect(refused(await servers.open(page, older({})))).toContainText('it is older than one that was seen before')
})

/** RFC 7515, section 4.1.11: what is critical must be understood; RFC 7797: `b64` changes what is signed. */
const HEADERS = {
  'names something critical': '{"alg":"EdDSA","typ":"referral-program+jws","crit":["exp"],"exp":1}',
  'names nothing critical': '{"alg":"EdDSA","typ":"referral-program+jws","crit":[]}',
  'has null as critical': '{"alg":"EdDSA","typ":"referral-program+jws","crit":null}',
  'spells it otherwise': '{"alg":"EdDSA","typ":"referral-program+jws","cr\\u0069t":["b64"]}',
  'is not in base64': '{"alg":"EdDSA","typ":"referral-program+jws","b64":false}',
  'says that it is, in base64': '{"alg":"EdDSA","typ":"referral-program+jws","b64":true}',
  'has an algorithm twice': '{"alg":"none","alg":"EdDSA","typ":"referral-program+jws"}',
  'has a type twice': '{"typ":"referral-receipt+jws","alg":"EdDSA","typ":"referral-program+jws"}',
  'has a list of algorithms': '{"alg":["EdDSA"],"typ":"referral-program+jws"}',
  'inherits its algorithm': '{"__proto__":{"alg":"EdDSA"},"typ":"referral-program+jws"}',
  'is null': 'null',
  'is a list': '["EdDSA"]',
}
test('a signature is not taken with a header that says more than it may, or says it twice', async ({
  page,
  servers,
}) => {
  for (const [what, header] of Object.entries(HEADERS)) {
    const signed = await publishSigned(servers, { header })
    const form = await servers.open(page, signed({}))
    await expect(refused(form), `the header ${what}`).toContainText(
      /it is (incomplete or damaged|not the signature of a program)/,
    )
  }
})

test('a receipt is saved, and verified by command and by page, without asking anybody @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const saving = page.waitForEvent('download')
  await button(form, 'Save receipt').click()
  const saved = await saving
  const [{ id, lead }] = await servers.endpoint.referrals()
  expect(saved.suggestedFilename()).toBe(`receipt-${id}.jws`)
  const file = join(servers.endpoint.folder, 'receipt.jws')
  await saved.saveAs(file)
  const keys = join(servers.endpoint.folder, 'keys.json')
  await writeFile(keys, await (await fetch(`${servers.endpoint.origin}/.well-known/jwks.json`)).text())
  await writeFile(join(servers.endpoint.folder, 'lead.json'), JSON.stringify(lead))
  const said = referral('verify', file, '--keys', keys)
  expect(said).toContain('The receipt is genuine.')
  expect(said).toContain(id)

  await page.goto(`${servers.endpoint.origin}/verify`)
  /** @type {string[]} */
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByLabel('The saved file').setInputFiles(file)
  await expect(page.getByRole('status')).toContainText('The receipt is genuine')
  await expect(page.getByRole('status')).toContainText(id)
  const text = await readFile(file, 'utf8')
  const [header, claims, proof] = text.split('.')
  const forged = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('northgate', 'southgate')).toString(
    'base64url',
  )
  await page.getByLabel('Or the receipt itself').fill(`${header}.${forged}.${proof}`)
  await expect(page.getByRole('status')).toContainText('This proves nothing. Its signature is not valid')
  expect(asked).toEqual([])
  await rm(file)
})

test('a lead that a person looks at first is said not to be protected; the salt of its hash is saved with the receipt @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  const unprotected = { status: 'in-review', protected_until: null, not_yet_protected: true, lead_salt: 'c2FsdA-_' }
  let signature
  await page.route(`${servers.endpoint.origin}/api/referrals`, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    const response = await route.fetch()
    const receipt = await response.json()
    signature = receipt.signature
    await route.fulfill({ response, json: { ...receipt, ...unprotected } })
  })
  await fillAll(form)
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'de'))
  await expect(button(form, 'Empfehlung senden')).toBeVisible()
  await form.locator('#submit').click()
  await expect(receipt(form)).toHaveText('Empfehlung eingegangen, in Prüfung')
  await expect(form).toContainText('Noch nicht geschützt: Ein Partnermanager sieht sich diese Empfehlung zuerst an.')
  await expect(form).not.toContainText('für Sie geschützt.')
  const saving = page.waitForEvent('download')
  await button(form, 'Beleg speichern').click()
  const file = join(servers.endpoint.folder, 'receipt.jws')
  await (await saving).saveAs(file)
  expect(await readFile(file, 'utf8')).toBe(`${signature}\nlead-salt: c2FsdA-_\n`)
})
