import { QUALIFIED, receipt } from './fill.mjs'
import { entries, queue, waiting } from './queue.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Page } from '@playwright/test'
 */

test('nothing that waits can be read in the browser’s storage, nor the key', async ({ page, servers }) => {
  const form = await queue(page, servers)
  await expect(waiting(form)).toBeVisible()
  const kept = await page.evaluate(async () => {
    /** @type {IDBDatabase} */
    const db = await new Promise((done) => {
      const opening = indexedDB.open('referral-outbox')
      opening.onsuccess = () => done(opening.result)
    })
    /** @type {(store: string) => Promise<any[]>} */
    const all = (store) =>
      new Promise((done) => {
        const asking = db.transaction(store).objectStore(store).getAll()
        asking.onsuccess = () => done(asking.result)
      })
    const [[secret], [entry]] = await Promise.all([all('keys'), all('entries')])
    const bytes = new TextDecoder('latin1').decode(entry.data)
    const exported = await crypto.subtle.exportKey('raw', secret).then(
      () => 'exported',
      () => 'refused',
    )
    return { names: Object.keys(entry), bytes, exported, storage: JSON.stringify([localStorage, sessionStorage]) }
  })
  expect(kept.names.sort()).toEqual(['data', 'iv', 'key', 'source'])
  expect(kept.exported).toBe('refused')
  for (const secret of [QUALIFIED.company, QUALIFIED.email, 'server room']) {
    expect(kept.bytes).not.toContain(secret)
    expect(kept.storage).not.toContain(secret)
  }
})

const without = {
  'without a database': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'with a full disk': () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('No space', 'QuotaExceededError')
    }
  },
  'with a database that never answers': () => {
    Object.assign(IDBFactory.prototype, { open: () => new EventTarget() })
  },
}
for (const [how, spoil] of Object.entries(without)) {
  test(`${how}, it waits in the page, which says so before it is closed`, async ({ page, servers }) => {
    await page.addInitScript(spoil)
    const form = await queue(page, servers)
    await expect(form).toContainText('Leave this page open')
    const asked = page.waitForEvent('dialog')
    page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await servers.endpoint.start()
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect(await servers.endpoint.referrals()).toHaveLength(1)
  })
}

test('a program may have nothing kept in the browser', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => text.replace('{', '{ "outbox": "off",'))
  const published = async () => (await fetch(servers.endpoint.program('cloud-migration'))).text()
  await expect.poll(published).toContain('"outbox"')
  const form = await queue(page, servers)
  await expect(form).toContainText('This browser does not keep your referral. Leave this page open')
  expect(await page.evaluate(entries)).toEqual([])
})

test('storage that is cleared while it waits loses nothing in a page that is open @chromium', async ({
  page,
  servers,
}) => {
  const form = await queue(page, servers)
  await expect(waiting(form)).toBeVisible()
  const client = await page.context().newCDPSession(page)
  await client.send('Storage.clearDataForOrigin', { origin: servers.partner.origin, storageTypes: 'all' })
  await servers.endpoint.start()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

/**
 * Collects what scripts of the page throw from now on. Firefox reports a server that is down in the same way.
 * @param {Page} page
 */
function thrown(page) {
  /** @type {string[]} */
  const errors = []
  page.on(
    'pageerror',
    (error) => String(error).startsWith('Cross-Origin Request Blocked: ') || errors.push(String(error)),
  )
  return errors
}

/** Messages in every shape except the right one. */
const ODD = [
  null,
  7,
  'key',
  true,
  [],
  ['key'],
  {},
  { key: null },
  { key: 7 },
  { key: ['KEY'], isGone: true },
  { key: 'KEY', isGone: 1 },
  { key: 'KEY', isGone: {} },
  { isGone: true },
]

test('what else is said on the outbox’s channel throws nothing and changes nothing', async ({ page, servers }) => {
  const errors = thrown(page)
  const form = await queue(page, servers)
  await expect(waiting(form)).toContainText('Waits to be sent')
  const before = await page.evaluate(entries)
  // A page's own channel does not receive what it sends. Another channel of the same name does.
  await page.evaluate(
    ([odd, key]) => {
      const channel = new BroadcastChannel('referral-outbox')
      for (const message of odd) channel.postMessage(JSON.parse(JSON.stringify(message).replaceAll('KEY', key)))
      channel.postMessage(undefined)
      channel.postMessage(new Map([['key', key]]))
    },
    [ODD, before[0].key],
  )
  // Messages arrive in order: once one of the outbox's own is heard, the others have been heard, too.
  await servers.endpoint.start()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(errors).toEqual([])
})

test('rows of every other shape in the outbox’s database throw nothing, and keep no lead from being sent', async ({
  page,
  servers,
}) => {
  const errors = thrown(page)
  const form = await queue(page, servers)
  await expect(waiting(form)).toBeVisible()
  const planted = await page.evaluate(async () => {
    /** @type {IDBDatabase} */
    const db = await new Promise((done) => {
      const opening = indexedDB.open('referral-outbox')
      opening.onsuccess = () => done(opening.result)
    })
    /** @type {(mode: IDBTransactionMode, act: (all: IDBTransaction) => IDBRequest) => Promise<any>} */
    const run = (mode, act) =>
      new Promise((done) => {
        const asking = act(db.transaction(['keys', 'entries'], mode))
        asking.onsuccess = () => done(asking.result)
      })
    const secret = await run('readonly', (all) => all.objectStore('keys').get('entries'))
    const [good] = await run('readonly', (all) => all.objectStore('entries').getAll())
    const { source } = good
    const decode = async (/** @type {{ key: string, iv: BufferSource, data: BufferSource }} */ { key, iv, data }) => {
      const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(key) }
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, secret, data)))
    }
    const entry = await decode(good)
    const odd = [
      null,
      7,
      'x',
      [],
      {},
      { ...entry, state: 'waits', to: null },
      { ...entry, submission: null },
      { ...entry, state: 'sent', reply: null },
      { ...entry, state: 'refused', reply: undefined },
      { ...entry, state: 'other' },
      { ...entry, at: 'x' },
      { ...entry, due: 1e300 },
      { ...entry, until: null },
      { ...entry, source: null },
      { ...entry, reply: 'x' },
      { ...entry, attempts: {} },
    ]
    let i = 0
    for (const it of odd) {
      const key = `odd "] ${(i += 1)}`
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const algorithm = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(key) }
      // Keep the right key, so that something else is wrong.
      const said = it && typeof it === 'object' && 'key' in it ? { ...it, key } : it
      const data = await crypto.subtle.encrypt(algorithm, secret, new TextEncoder().encode(JSON.stringify(said)))
      await run('readwrite', (all) => all.objectStore('entries').put({ key, source, iv, data }))
    }
    for (const row of [
      { key: 7, source },
      { key: 'bare', source },
      { key: ['x'], source, iv: 1, data: 'x' },
      { key: 'sourceless', source: 5 },
    ])
      await run('readwrite', (all) => all.objectStore('entries').put(row))
    return odd.length + 3
  })
  await servers.endpoint.start()
  await page.reload()
  const unreadable = waiting(form).filter({ hasText: 'cannot be read any more' })
  await expect(unreadable).toHaveCount(planted)
  await expect(waiting(form).filter({ hasText: QUALIFIED.company })).toContainText('Arrived')
  await unreadable.first().getByRole('button').click()
  await unreadable.first().getByRole('button', { name: 'Discard for good?' }).click()
  await expect(unreadable).toHaveCount(planted - 1)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
  expect(errors).toEqual([])
})

test('something else in the place of the key costs a lead nothing', async ({ page, servers }) => {
  await servers.open(page)
  await page.evaluate(
    () =>
      new Promise((done) => {
        const opening = indexedDB.open('referral-outbox', 1)
        opening.onupgradeneeded = () => {
          const { result } = opening
          result.createObjectStore('keys')
          result.createObjectStore('entries', { keyPath: 'key' })
        }
        opening.onsuccess = () => {
          const { result } = opening
          const put = result.transaction('keys', 'readwrite').objectStore('keys').put('not a key', 'entries')
          put.onsuccess = () => done(result.close())
        }
      }),
  )
  const form = await queue(page, servers)
  await expect(form).toContainText('kept in this browser, encrypted')
  expect(await page.evaluate(entries)).toHaveLength(1)
})
