import { expect, test } from './servers.mjs'
import { LEAD, expectKept, fillIn, headline, send } from './servers/lead.mjs'
import { publish } from './servers/publisher.mjs'
import { Site } from './servers/site.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Locator } from '@playwright/test'
 *
 * @typedef {object} Reply what a system answers: a status, a body, its type, and headers by their names
 * @property {number} status
 * @property {string | object | ((key: string) => object)} body
 * @property {string} [type]
 */

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }
const HOSTILE = '<img src=x onerror="hacked=1"><script>alert(1)</script>\u202e"\''

/** A vendor's system that answers as a test tells it, and records what came. */
class Receiver extends Site {
  /** @type {any[]} what was posted, whatever that is */
  posts = []
  /** @type {Reply & Record<string, any>} */
  reply = { status: 204, body: '' }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    const { status, body, type = 'application/problem+json', ...headers } = this.reply
    if (request.method === 'OPTIONS') return response.writeHead(204, CORS).end()
    if (request.method !== 'POST') return response.writeHead(200, CORS).end('<h1>Sign in</h1>')
    let text = ''
    for await (const piece of request) text += piece
    this.posts.push({ key: request.headers['idempotency-key'], ...JSON.parse(text) })
    response.writeHead(status, { ...CORS, 'Content-Type': type, ...headers })
    if (typeof body === 'function') return response.end(JSON.stringify(body(this.posts.at(-1)?.key)))
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** @type {import('@playwright/test').Fixtures<{ receiver: Receiver, seen: Awaited<ReturnType<typeof witness>>, form: Locator }, {}, import('@playwright/test').PlaywrightTestArgs & { servers: import('./servers.mjs').Servers }>} */
const fixtures = {
  receiver: async ({}, use) => {
    const receiver = new Receiver()
    await receiver.start()
    await use(receiver)
    await receiver.stop()
  },
  seen: async ({ page }, use) => use(await witness(page)),
  form: async ({ page, servers, receiver, seen: _seen }, use) => {
    const change = (/** @type {any} */ program) => (program.delivery.endpoint = `${receiver.origin}/leads`)
    const form = await servers.open(page, {
      before: HOST_BUTTON,
      attributes: { program: await publish(servers, { change }) },
    })
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    await use(form)
  },
}

const it = test.extend(fixtures)

// Expects that sending again brings the same lead under the same key.
/**
 * @param {Locator} form
 * @param {Receiver} receiver
 * @param {(form: Locator) => unknown} click
 */
async function expectSentAgain(form, receiver, click = send) {
  receiver.reply = { status: 204, body: '' }
  await click(form)
  await expect(form.getByRole('heading', { name: 'Referral sent' })).toBeVisible()
  expect(receiver.posts.length).toBeGreaterThan(1)
  const [first, last] = [receiver.posts[0], receiver.posts.at(-1)]
  expect(last).toMatchObject({ key: first.key, lead: first.lead })
}

const unsure = {
  'too many requests': { status: 429, body: { detail: 'Wait a minute.' }, says: 'Wait a minute.' },
  'a failure': { status: 500, body: { title: 'Oops', detail: 'The database is down.' }, says: 'The database is down.' },
  maintenance: { status: 503, body: '<h1>Back soon</h1>', type: 'text/html', says: '(HTTP 503)' },
  'a failure without a word': { status: 502, body: '', says: '(HTTP 502)' },
  'a body of 10 MB': { status: 500, body: 'x'.repeat(10_000_000), says: 'Not sent yet' },
  'hostile words': { status: 500, body: { detail: HOSTILE }, says: HOSTILE },
}

for (const [what, { says, ...reply }] of Object.entries(unsure)) {
  it(`an answer with ${what} keeps the lead, and it is sent again`, async ({ form, receiver, seen }) => {
    receiver.reply = { ...reply, 'Retry-After': '600', 'Access-Control-Expose-Headers': 'Retry-After' }
    await send(form)
    await expect(form.locator('#queued')).toHaveText('Not sent yet')
    await expect(form.locator('.status-waiting')).toContainText(says)
    await expect(form.locator('img, script')).toHaveCount(0)
    await expectSentAgain(form, receiver, () => form.getByRole('button', { name: 'Send now' }).click())
    await seen.hostWorks()
  })
}

const refused = {
  'too large a lead': { status: 413, body: '', says: '(HTTP 413)' },
  'a refusal in HTML': { status: 403, body: HOSTILE, type: 'text/html', says: '(HTTP 403)' },
  'a refusal in hostile words': { status: 400, body: { detail: HOSTILE }, says: HOSTILE },
  'a refusal in very many words': { status: 400, body: { detail: 'no '.repeat(100_000) }, says: 'no no' },
  'wrongly typed details': { status: 422, body: { detail: 7, errors: 'all' }, says: '(HTTP 422)' },
}

for (const [what, { says, ...reply }] of Object.entries(refused)) {
  it(`an answer of ${what} is final, said plainly, and keeps everything`, async ({ form, receiver, seen }) => {
    receiver.reply = reply
    await send(form)
    await expect(form.locator('#sending')).toBeVisible()
    await expect(form.locator('#sending')).toContainText('Not accepted')
    await expect(form.locator('#sending')).toContainText(says)
    expect((await form.locator('#sending').innerText()).length).toBeLessThan(1000)
    await seen.heard('refused', /./)
    await expectKept(form)
    await seen.hostWorks()
  })
}

it('field errors are shown at the fields and above the form, and can be mended @firefox', async ({
  page,
  form,
  receiver,
  seen,
}) => {
  const errors = [
    { field: 'website', message: 'This address does not exist' },
    { field: 'existing_customer', message: HOSTILE },
  ]
  receiver.reply = { status: 422, body: { detail: 'Two answers are wrong.', errors } }
  await send(form)
  const summary = form.locator('#summary')
  await expect(summary).toContainText('There is a problem')
  for (const { field, message } of errors) {
    await expect(form.locator(`#e-${field}`)).toHaveText(message)
    await expect(summary.getByRole('link', { name: message })).toBeVisible()
  }
  await expect(form.locator('#f-website')).toHaveAttribute('aria-invalid', 'true')
  await expect(form.locator('img, script')).toHaveCount(0)
  await summary.getByRole('link', { name: 'This address does not exist' }).click()
  await page.keyboard.type('x')
  await expect(form.locator('#f-website')).toHaveValue(/x/)
  await form.locator('#f-website').fill(LEAD.website)
  await seen.heard('refused', /Two answers are wrong\./)
  await expectKept(form)
  await expectSentAgain(form, receiver)
})

it('errors of fields that the form does not have are still said', async ({ form, receiver }) => {
  const errors = [{ field: '"><b id=no', message: 'Something else is wrong' }]
  receiver.reply = { status: 422, body: { detail: 'See below.', errors } }
  await send(form)
  await expect(form.locator('#summary')).toContainText('Something else is wrong')
  await expectKept(form)
  await expectSentAgain(form, receiver)
})

for (const status of [301, 302, 303]) {
  it(`a redirect (${status}) to a sign-in page is not taken for a receipt`, async ({ form, receiver }) => {
    receiver.reply = { status, body: '', Location: '/sign-in' }
    await send(form)
    await expect(form.locator('#queued')).toHaveText('Not sent yet')
    await expect(form.locator('.status-waiting')).toContainText('did not confirm that the referral arrived')
    // A redirect cannot say when to try again, so the form tries again soon by itself. A click would race with that.
    await expectSentAgain(form, receiver, () => {})
  })
}

it('a redirect (307) brings the lead, with its key, to the new address', async ({ form, receiver }) => {
  const receipt = (/** @type {string} */ key) => ({
    referral: 'r-1',
    key,
    status: 'accepted',
    received_at: '2026-11-23T09:00:00Z',
    verdict: {},
  })
  receiver.reply = { status: 201, body: receipt }
  const answer = receiver.answer.bind(receiver)
  receiver.answer = async (/** @type {IncomingMessage} */ request, /** @type {ServerResponse} */ response) => {
    if (request.url !== '/leads') return answer(request, response)
    return response.writeHead(request.method === 'OPTIONS' ? 204 : 307, { ...CORS, Location: '/moved' }).end()
  }
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  expect(receiver.posts).toMatchObject([{ lead: { company: LEAD.company } }])
})

const strange = {
  garbage: '\u0000{{]',
  'a web page': '<h1>Thank you</h1>',
  'a receipt of the wrong shape': { referral: 7, key: null, status: 'sold' },
  'a hostile receipt': (/** @type {string} */ key) => ({
    referral: HOSTILE,
    key,
    status: 'accepted',
    received_at: HOSTILE,
    protected_until: HOSTILE,
    reasons: [HOSTILE],
    fee: { amount: '1', currency: HOSTILE, payment: { days: 3, after: HOSTILE } },
    verdict: {},
  }),
}

for (const [what, body] of Object.entries(strange)) {
  it(`success with ${what} shows that the lead was sent, and runs nothing`, async ({ form, receiver, seen }) => {
    receiver.reply = { status: 200, body, type: 'application/json' }
    await send(form)
    await expect(form.locator('#receipt')).toHaveText(
      what === 'a hostile receipt' ? 'Referral accepted' : 'Referral sent',
    )
    await expect(form.locator('img, script')).toHaveCount(0)
    expect(receiver.posts).toHaveLength(1)
    await seen.hostWorks()
  })
}

it('a receipt of another submission confirms nothing', async ({ form, receiver }) => {
  const key = '00000000-0000-4000-8000-000000000000'
  const body = { referral: 'r-1', key, status: 'accepted', received_at: '2026-11-23T09:00:00Z', verdict: {} }
  receiver.reply = { status: 200, body, type: 'application/json' }
  await send(form)
  await expect(form.locator('#queued')).toHaveText('Not sent yet')
})
