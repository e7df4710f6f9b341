// Leads that go to the systems that vendors have, straight from the page.
import { QUALIFIED, button, fillAll, listen, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'
import { Events, Hook, Hubspot, Salesforce } from './servers/crm.mjs'

const it = test.extend(
  Object.fromEntries(
    Object.entries({ hubspot: Hubspot, salesforce: Salesforce, hook: Hook, events: Events }).map(([name, System]) => [
      name,
      async ({}, use) => {
        const system = new System()
        await system.start()
        await use(system)
        await system.stop()
      },
    ]),
  ),
)

/** Publishes the program with another delivery, and opens it. */
async function open(page, servers, delivery, changes = {}) {
  const tag = `v-${Math.random()}`
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), version: tag, delivery: { decision_days: 2, ...delivery }, ...changes }))
  const published = async () => (await fetch(servers.endpoint.program('cloud-migration'))).text()
  await expect.poll(published, { message: 'the endpoint takes the program' }).toContain(tag)
  return servers.open(page, { query: '?utm_source=newsletter' })
}

it('HubSpot gets the fields of its form, the page and the consent', async ({ page, servers, hubspot }) => {
  const consent = { text: 'The customer agrees.' }
  const form = await open(page, servers, {
    endpoint: hubspot.origin + hubspot.path,
    format: 'hubspot',
    map: { email: 'lead.email', company: 'lead.company', '0-2/domain': 'lead.website' },
  }, { consent })
  await fillAll(form)
  await form.getByRole('checkbox', { name: consent.text }).check()
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  expect(hubspot.taken).toHaveLength(1)
  const [{ fields, context, legalConsentOptions }] = hubspot.taken
  expect(fields).toContainEqual({ objectTypeId: '0-2', name: 'domain', value: expect.stringContaining(QUALIFIED.website) })
  expect(fields).toContainEqual({ objectTypeId: '0-1', name: 'company', value: QUALIFIED.company })
  expect(context.pageUri).toBe(`${servers.partner.origin}/`)
  expect(legalConsentOptions.consent).toEqual({ consentToProcess: true, text: consent.text })
})

it('what HubSpot refuses is said in its words, and when it is busy the lead waits', async ({ page, servers, hubspot }) => {
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
  await expect(receipt(mended)).toHaveText('Referral sent', { timeout: 10_000 })
  expect(hubspot.taken).toHaveLength(1)
})

it('Salesforce lets nobody read its answer: the lead is sent, and said not to be confirmed', async ({ page, servers, salesforce }) => {
  const told = await listen(page)
  const form = await open(page, servers, {
    endpoint: salesforce.origin + salesforce.path,
    format: 'salesforce',
    map: { company: 'lead.company', last_name: 'lead.contact_name', email: 'lead.email', description: 'lead.situation' },
    constants: { oid: salesforce.oid, lead_source: 'Partner' },
  })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Sent, not confirmed')
  await expect(receipt(form)).toBeFocused()
  await expect(form).toContainText('does not say whether referrals arrive. If you hear nothing, write to')
  expect(salesforce.dropped).toEqual([])
  expect(salesforce.taken).toMatchObject([{ oid: salesforce.oid, last_name: QUALIFIED.contact_name, lead_source: 'Partner' }])
  expect((await told()).at(-1)).toMatchObject({ name: 'referral-submitted', detail: { referral: null } })
})

it('a hook gets all of it flat, without a preflight', async ({ page, servers, hook }) => {
  const form = await open(page, servers, { endpoint: hook.origin + hook.path, format: 'webhook' })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  expect(hook.taken).toMatchObject([
    { partner: 'northgate-security', status: 'qualified', company: QUALIFIED.company, fee_amount: '15000.00', fee_currency: 'EUR' },
  ])
})

it('an event has the submission as its data', async ({ page, servers, events }) => {
  const form = await open(page, servers, { endpoint: events.origin + events.path, format: 'cloudevents' })
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral sent')
  const [{ id, data }] = events.taken
  expect(data).toMatchObject({ key: id, lead: { company: QUALIFIED.company }, attribution: { utm: { utm_source: 'newsletter' } } })
})

it('the other destinations get it once the first one has it, each on its own', async ({ page, servers, hook, events }) => {
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
  await expect.poll(failed).toEqual([
    { reason: 'destination', message: 'The destination “hook” has not taken the referral: This hook is off.' },
  ])
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

for (const [what, also] of Object.entries({ 'a number': 7, 'a text': 'crm', 'an object': {}, 'a list of nothing': [null] })) {
  it(`a list of further destinations that is ${what} keeps no lead from the first one`, async ({ page, servers }) => {
    const change = (program) => (program.delivery.also = also)
    const form = await servers.open(page, { attributes: { program: await publish(servers, { change }) } })
    await fillAll(form)
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect(await servers.endpoint.referrals()).toHaveLength(1)
  })
}

it('a header that cannot be sent is said to be the mistake that it is', async ({ page, servers }) => {
  const change = (program) => (program.delivery.headers = { 'not a name': 'x' })
  const form = await servers.open(page, { attributes: { program: await publish(servers, { change }) } })
  await fillAll(form)
  await button(form).click()
  await expect(form.locator('#sending')).toContainText('is not the name of a header')
})
