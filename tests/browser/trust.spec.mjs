// Programs that must be signed, and receipts that prove something.
import { execFileSync } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { button, fillAll, listen, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

const referral = (...given) => execFileSync(process.env.REFERRAL, given, { encoding: 'utf8' }).trim()

/** Makes a key and signs the program with it; gives the public one and a way to sign again. */
function signing(servers, name = 'key') {
  const file = join(servers.endpoint.folder, `${name}.pem`)
  const key = referral('keygen', file)
  const program = join(servers.endpoint.folder, 'rules/cloud-migration')
  const sign = () => referral('sign', program, '--key', file)
  return { key, sign, signature: join(program, 'program.sig') }
}

const refused = (form) => form.locator('.failure')
const open = (page, servers, key) => servers.open(page, { attributes: { 'program-key': key } })

/** Until the endpoint has read its files again. */
const published = (servers, file, text) =>
  expect.poll(async () => (await fetch(new URL(file, servers.endpoint.program('cloud-migration')))).text()).toContain(text)

test('a signed program is shown, judged and sent; the next version as well, with the key that comes after @firefox', async ({ page, servers }) => {
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

test('one that is not signed, by another, or altered since is not shown; what the page has stays', async ({ page, servers }) => {
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
  expect((await told('referral-failed')).at(-1).detail.reason).toBe('program')

  const none = good.split('.').with(0, Buffer.from('{"alg":"none","typ":"referral-program+jws"}').toString('base64url')).join('.')
  for (const [text, why] of [[none, 'it is not the signature of a program'], ['x', 'it is not whole'], [`${good}.x`, 'it is not whole']]) {
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

test('rules that are altered while the form is filled in are not used, and nothing typed is lost', async ({ page, servers }) => {
  const { key, sign } = signing(servers)
  sign()
  await published(servers, 'program.sig', '.')
  const form = await open(page, servers, key)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => text.replace('require(', 'require("no", "Nobody.", |lead| false);\nrequire('))
  await expect(form.locator('#refused')).toContainText('is changing the criteria', { timeout: 15_000 })
  await expect(verdict(form)).toHaveText('Qualifies')
})

test('where the script that checks signatures cannot be had, no program is shown', async ({ page, servers }) => {
  const { key, sign } = signing(servers)
  sign()
  await published(servers, 'program.sig', '.')
  servers.package.fail('signature.js')
  await expect(refused(await open(page, servers, key))).toContainText('signature.js could not be loaded')
})

test('a receipt is saved, and verified by command and by page, without asking anybody @chromium', async ({ page, servers }) => {
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
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByLabel('The saved file').setInputFiles(file)
  await expect(page.getByRole('status')).toContainText('The receipt is genuine')
  await expect(page.getByRole('status')).toContainText(id)
  const text = await readFile(file, 'utf8')
  const [header, claims, proof] = text.split('.')
  const forged = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('northgate', 'southgate')).toString('base64url')
  await page.getByLabel('Or the receipt itself').fill(`${header}.${forged}.${proof}`)
  await expect(page.getByRole('status')).toContainText('This proves nothing. Its signature does not hold')
  expect(asked).toEqual([])
  await rm(file)
})
