// Leads that the page sends straight to other systems of the vendor.
import { QUALIFIED, button, fillAll, listen, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'
import { Events, Hook, Hubspot, Open, Salesforce } from './servers/crm.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Site } from './servers/site.mjs'
 * @import { Page } from '@playwright/test'
 */

/**
 * Runs a system for as long as a test takes.
 * @template {Site} System
 * @param {new () => System} Made
 * @returns {import('@playwright/test').TestFixture<System, {}>}
 */
const running =
  (Made) =>
  async ({}, use) => {
    const system = new Made()
    await system.start()
    await use(system)
    await system.stop()
  }

/** @type {import('@playwright/test').Fixtures<{ hubspot: Hubspot, salesforce: Salesforce, hook: Hook, events: Events, crm: Open }>} */
const systems = {
  hubspot: running(Hubspot),
  salesforce: running(Salesforce),
  hook: running(Hook),
  events: running(Events),
  crm: running(Open),
}
const it = test.extend(systems)

/**
 * Publishes the program with another `delivery`, and opens it.
 * @param {Page} page
 * @param {Servers} servers
 * @param {object} delivery
 */
async function open(page, servers, delivery, changes = {}, attributes = {}) {
  const tag = `v-${Math.random()}`
  await servers.endpoint.edit('cloud-migration', 'program.json', (/** @type {string} */ text) =>
    JSON.stringify({ ...JSON.parse(text), version: tag, delivery: { decision_days: 2, ...delivery }, ...changes }),
  )
  const published = async () => (await fetch(servers.endpoint.program('cloud-migration'))).text()
  await expect.poll(published, { message: 'the endpoint takes the program' }).toContain(tag)
  return servers.open(page, { query: '?utm_source=newsletter', attributes })
}

it('HubSpot gets the fields of its form, the page and the consent', async ({ page, servers, hubspot }) => {
  const consent = { text: 'The customer agrees.' }
  const form = await open(
    page,
    servers,
    {
      endpoint: hubspot.origin + hubspot.path,
      format: 'hubspot',
      map: { email: 'lead.email', company: 'lead.company', '0-2/domain': 'lead.website' },
    },
    { consent },
  )
  await fillAll(form)
  await form.getByRole('checkbox', { name: consent.text }).check()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  expect(hubspot.taken).toHaveLength(1)
  const [{ fields, context, legalConsentOptions }] = hubspot.taken
  expect(fields).toContainEqual({
    objectTypeId: '0-2',
    name: 'domain',
    value: expect.stringContaining(QUALIFIED.website),
  })
  expect(fields).toContainEqual({ objectTypeId: '0-1', name: 'company', value: QUALIFIED.company })
  expect(context.pageUri).toBe(`${servers.partner.origin}/`)
  expect(legalConsentOptions.consent).toEqual({ consentToProcess: true, text: consent.text })
})

it('what HubSpot refuses is said in its words, and when it is busy the lead waits', async ({
  page,
  servers,
  hubspot,
}) => {
  const delivery = { endpoint: hubspot.origin + hubspot.path, format: 'hubspot' }
  const form = await open(page, servers, { ...delivery, map: { mail: 'lead.email' } })
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#sending')).toContainText("Error in 'fields.mail'. It is not a field of the form.")

  hubspot.busy = 1
  const mended = await open(page, servers, { ...delivery, map: { email: 'lead.email' } })
  await fillAll(mended)
  await button(mended).click()
  await expect(mended.locator('#queued')).toBeVisible()
  await expect(receipt(mended)).toHaveText('Referral sent')
  expect(hubspot.taken).toHaveLength(1)
})

it('Salesforce lets nobody read its answer: the lead is sent, and said not to be confirmed', async ({
  page,
  servers,
  salesforce,
}) => {
  const told = await listen(page)
  const form = await open(page, servers, {
    endpoint: salesforce.origin + salesforce.path,
    format: 'salesforce',
    map: {
      company: 'lead.company',
      last_name: 'lead.contact_name',
      email: 'lead.email',
      description: 'lead.situation',
    },
    constants: { oid: salesforce.oid, lead_source: 'Partner' },
  })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Sent, not confirmed')
  await expect(receipt(form)).toBeFocused()
  await expect(form).toContainText('does not say whether referrals arrive. If you hear nothing, write to')
  expect(salesforce.dropped).toEqual([])
  expect(salesforce.taken).toMatchObject([
    { oid: salesforce.oid, last_name: QUALIFIED.contact_name, lead_source: 'Partner' },
  ])
  expect((await told()).at(-1)).toMatchObject({ name: 'referral-submitted', detail: { referral: null } })
})

it('a hook gets all of it flat, without a preflight', async ({ page, servers, hook }) => {
  const form = await open(page, servers, { endpoint: hook.origin + hook.path, format: 'webhook' })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  expect(hook.taken).toMatchObject([
    {
      partner: 'northgate-security',
      status: 'qualified',
      company: QUALIFIED.company,
      fee_amount: '15000.00',
      fee_currency: 'EUR',
    },
  ])
})

it('an event has the submission as its data', async ({ page, servers, events }) => {
  const form = await open(page, servers, { endpoint: events.origin + events.path, format: 'cloudevents' })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  const [{ id, data }] = events.taken
  expect(data).toMatchObject({
    key: id,
    lead: { company: QUALIFIED.company },
    attribution: { utm: { utm_source: 'newsletter' } },
  })
})

it('the other destinations get it once the first one has it, each on its own', async ({
  page,
  servers,
  hook,
  events,
}) => {
  const told = await listen(page)
  hook.reply = { status: 403, body: '{"message":"This hook is off."}' }
  const form = await open(page, servers, {
    endpoint: '/api/referrals',
    also: [
      { id: 'events', endpoint: events.origin + events.path, format: 'cloudevents' },
      { id: 'hook', endpoint: hook.origin + hook.path, format: 'webhook', map: { company: 'lead.company' } },
    ],
  })
  await fillAll(form)
  expect([hook.taken, events.taken]).toEqual([[], []])
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect.poll(() => events.taken.length).toBe(1)
  await expect.poll(() => hook.taken.at(-1)?.company).toBe(QUALIFIED.company)
  const failed = async () => (await told('referral-failed')).map(({ detail }) => detail)
  await expect
    .poll(failed)
    .toEqual([
      { reason: 'destination', message: 'The destination “hook” has not taken the referral: This hook is off.' },
    ])
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

for (const [what, also] of Object.entries({
  'a number': 7,
  'a text': 'crm',
  'an object': {},
  'a list of nothing': [null],
})) {
  it(`a list of further destinations that is ${what} keeps no lead from the first one`, async ({ page, servers }) => {
    const change = (/** @type {any} */ program) => (program.delivery.also = also)
    const form = await servers.open(page, { attributes: { program: await publish(servers, { change }) } })
    await fillAll(form)
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect(await servers.endpoint.referrals()).toHaveLength(1)
  })
}

it('a header that cannot be sent is said to be the mistake that it is', async ({ page, servers }) => {
  const change = (/** @type {any} */ program) => (program.delivery.headers = { 'not a name': 'x' })
  const form = await servers.open(page, { attributes: { program: await publish(servers, { change }) } })
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#sending')).toContainText('is not the name of a header')
})

/**
 * Signs the visitor in on the partner's website.
 * @param {Page} page
 * @param {Servers} servers
 */
const signIn = (page, servers) =>
  page.context().addCookies([{ name: 'session', value: 'secret', url: servers.partner.origin }])

/**
 * Sends everything that waits at once.
 * @param {Page} page
 */
const flush = (page) => page.evaluate(() => dispatchEvent(new Event('online')))

/** @type {Record<string, { method?: string, headers?: object, credentials?: string, format?: string, map?: object }>} */
const CHOSEN = {
  'a method': { method: 'PUT' },
  headers: { headers: { 'x-team': 'partners' } },
  'all cookies': { credentials: 'include' },
  'the cookies of the same origin': { credentials: 'same-origin' },
  'all of it, as a form': {
    method: 'PATCH',
    headers: { 'x-team': 'a' },
    credentials: 'include',
    format: 'form',
    map: { email: 'lead.email' },
  },
}
for (const [what, chosen] of Object.entries(CHOSEN)) {
  it(`a program of another origin chooses ${what} for the page’s own website: nothing is sent, and nothing is lost`, async ({
    page,
    servers,
  }) => {
    await signIn(page, servers)
    const told = await listen(page)
    const form = await open(page, servers, { endpoint: `${servers.partner.origin}/account`, ...chosen })
    await fillAll(form)
    await button(form).click()
    await expect(form.locator('#sending, #queued-why').filter({ hasText: servers.partner.origin })).toBeVisible()
    const message = (await told('referral-failed')).at(-1)?.detail.message
    expect(message).toContain(servers.partner.origin)
    if (chosen.credentials) {
      expect(message).toContain('Cookies go to the origin that published the program and to no other')
      await expect(form.locator('#f-company')).toHaveValue(QUALIFIED.company)
    } else {
      expect(message).toContain(`delivery-origins="${servers.partner.origin}"`)
      await expect(form.locator('.outbox li')).toContainText(QUALIFIED.company)
    }
    expect(servers.partner.taken).toEqual([])
  })

  it(`nor does it, with ${what}, by a further destination`, async ({ page, servers }) => {
    await signIn(page, servers)
    const told = await listen(page)
    const also = [{ id: 'account', endpoint: `${servers.partner.origin}/account`, ...chosen }]
    const form = await open(page, servers, { endpoint: '/api/referrals', also })
    await fillAll(form)
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    const failed = async () => (await told('referral-failed')).map(({ detail }) => detail)
    await expect
      .poll(failed)
      .toEqual([{ reason: 'destination', message: expect.stringContaining(servers.partner.origin) }])
    expect(servers.partner.taken).toEqual([])
  })
}

it('a plain POST to the page’s own website goes without cookies', async ({ page, servers }) => {
  await signIn(page, servers)
  const form = await open(page, servers, { endpoint: `${servers.partner.origin}/account`, format: 'webhook' })
  await fillAll(form)
  await button(form).click()
  await expect.poll(() => servers.partner.taken.length).toBe(1)
  const [{ method, headers }] = servers.partner.taken
  expect([method, headers.cookie]).toEqual(['POST', undefined])
})

it('where the page allows an origin, a program chooses method and headers there, and still no cookies', async ({
  page,
  servers,
  crm,
}) => {
  await signIn(page, servers)
  const there = { endpoint: crm.origin + crm.path, method: 'PUT', headers: { 'x-team': 'partners' } }
  const allowed = { 'data-delivery-origins': `https://other.example ${crm.origin}` }
  const form = await open(page, servers, there, {}, allowed)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  const [{ method, headers }] = crm.taken
  expect([method, headers['x-team'], headers.cookie]).toEqual(['PUT', 'partners', undefined])

  const other = await open(page, servers, { ...there, credentials: 'include' }, {}, allowed)
  await fillAll(other)
  await button(other).click()
  await expect(other.locator('#sending')).toContainText('Cookies go to the origin that published the program')
  expect(crm.taken).toHaveLength(1)
})

it('what has to wait for a page that allows it is sent from there, and from no other', async ({
  page,
  servers,
  crm,
}) => {
  const form = await open(page, servers, { endpoint: crm.origin + crm.path, method: 'PUT' })
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#queued-why')).toContainText(`delivery-origins="${crm.origin}"`)

  // One program may be allowed what another is not.
  const attributes = { 'delivery-origins': crm.origin }
  const others = await servers.open(page, { program: 'industrial-automation', attributes })
  await expect(others.locator('form')).toBeVisible()
  await flush(page)
  // Nobody is told, because this page has no form of that program.
  const again = await open(page, servers, { endpoint: '/api/referrals' })
  await expect(again.locator('.outbox li')).toContainText(`delivery-origins="${crm.origin}"`)
  await flush(page)
  expect(crm.taken).toEqual([])

  const there = await open(page, servers, { endpoint: '/api/referrals', decision_days: 3 }, {}, attributes)
  await expect(there.locator('.outbox li')).toBeVisible()
  await flush(page)
  await expect(there.locator('.outbox li')).toContainText('Arrived.')
  expect(crm.taken.map(({ method }) => method)).toEqual(['PUT'])
})

/**
 * Publishes the program at a server of its own.
 * @param {Open} crm
 * @param {Servers} servers
 * @param {object} delivery
 */
async function publishAt(crm, servers, delivery) {
  const [program, script] = await Promise.all(
    ['program.json', 'qualify.rhai'].map(async (file) =>
      (await fetch(new URL(file, servers.endpoint.program('cloud-migration')))).text(),
    ),
  )
  crm.files.set('/program.json', JSON.stringify({ ...JSON.parse(program), delivery }))
  crm.files.set('/qualify.rhai', script)
  return `${crm.origin}/program.json`
}

it('the origin that published the program gets its own cookies; no redirect takes them elsewhere @firefox', async ({
  page,
  servers,
  crm,
}) => {
  await signIn(page, servers)
  const program = await publishAt(crm, servers, { endpoint: crm.path, credentials: 'include', method: 'PUT' })
  const form = await servers.open(page, { attributes: { program } })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  expect(crm.taken).toMatchObject([{ method: 'PUT', headers: { cookie: 'session=secret' } }])

  crm.elsewhere = `${servers.partner.origin}/account`
  await button(form, 'Refer another customer').click()
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#queued')).toBeVisible()
  expect(crm.taken).toHaveLength(2)
  expect(servers.partner.taken).toEqual([])
})

it('a program that another origin gives in the place of the page’s own is not the page’s', async ({
  page,
  servers,
  crm,
}) => {
  await signIn(page, servers)
  const file = await publishAt(crm, servers, { endpoint: `${servers.partner.origin}/account`, credentials: 'include' })
  await page.route(`${servers.partner.origin}/program.json`, (route) =>
    route.fulfill({ status: 302, headers: { Location: file } }),
  )
  servers.partner.page('/qualify.rhai', crm.files.get('/qualify.rhai') ?? '')
  const form = await servers.open(page, { attributes: { program: '/program.json' } })
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#sending')).toContainText('Cookies go to the origin that published the program')
  expect(servers.partner.taken).toEqual([])
})

it('what is not an origin allows nothing, and the page is told', async ({ page, servers, crm }) => {
  const told = await listen(page)
  const wrong = ['*', 'http://*', `${crm.origin}/leads`, 'localhost', 'null', 'file:///']
  const attributes = { 'delivery-origins': wrong.join(' ') }
  const form = await open(page, servers, { endpoint: crm.origin + crm.path, method: 'PUT' }, {}, attributes)
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#queued-why')).toContainText(`delivery-origins="${crm.origin}"`)
  const messages = (await told('referral-failed')).map(({ detail }) => detail.message)
  for (const text of wrong) expect(messages.join()).toContain(`“${text}” is not an origin`)
  expect(crm.taken).toEqual([])
})
