import { expect, test } from './servers.mjs'

test('a partner’s page defines the element with a script of another origin', async ({ page, servers }) => {
  await servers.open(page)
  await page.evaluate(() => customElements.whenDefined('referral-form'))
  expect(servers.package.requests[0]).toBe('referral-widget.js')
})

test('a partner’s page may read the program and its rules', async ({ page, servers }) => {
  await servers.open(page)
  const read = (/** @type {string} */ url) =>
    page.evaluate((url) => fetch(url, { cache: 'no-cache' }).then((answer) => answer.text()), url)
  const program = servers.endpoint.program('cloud-migration')
  expect(JSON.parse(await read(program)).id).toBe('cloud-migration')

  const rules = new URL('qualify.rhai', program).href
  expect(await read(rules)).not.toContain('// Edited.')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => text + '// Edited.\n')
  await expect.poll(() => read(rules)).toContain('// Edited.')
})

test('the endpoint keeps its address and its token when it comes back', async ({ servers }) => {
  const { endpoint } = servers
  expect(await endpoint.referrals()).toEqual([])
  expect((await fetch(`${endpoint.origin}/api/referrals`)).status).toBe(401)
  await endpoint.stop()
  await expect(endpoint.referrals()).rejects.toThrow('fetch failed')
  await endpoint.start()
  expect(await endpoint.referrals()).toEqual([])
})

test('the package host holds files back, breaks and recovers', async ({ servers }) => {
  const host = servers.package
  const rules = new URL('rules.js', host.script)
  let arrived = false
  const release = host.hold('rules.js')
  const held = fetch(rules).then((answer) => {
    arrived = true
    return answer.status
  })
  expect((await fetch(new URL('form.wasm', host.script))).status).toBe(200)
  expect(arrived).toBe(false)
  release()
  expect(await held).toBe(200)

  host.fail('rules.js', 500)
  expect((await fetch(rules)).status).toBe(500)
  host.cut('rules.js')
  await expect(fetch(rules)).rejects.toThrow('fetch failed')
  host.restore()
  expect((await fetch(rules)).status).toBe(200)
})
