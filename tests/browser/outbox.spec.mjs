import { ANOTHER, QUALIFIED, button, fill, fillAll, listen, loseNextAnswer, posts, question, receipt } from './fill.mjs'
import { address, answer, queue, queued, waiting } from './queue.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Typed } from './fill.mjs'
 * @import { Page, Route } from '@playwright/test'
 */

test('what could not be sent waits, is said to, and is sent by itself, once @firefox', async ({ page, servers }) => {
  const told = await listen(page)
  const form = await queue(page, servers)
  await expect(form).toContainText('The receiving system could not be reached')
  await expect(form).toContainText('kept in this browser, encrypted, and sent by itself')
  await expect(waiting(form)).toContainText(QUALIFIED.company)
  await expect(waiting(form)).toContainText('Waits to be sent. Next attempt:')
  expect((await told()).filter(({ name }) => name === 'referral-queued')).toHaveLength(1)

  await servers.endpoint.start()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(waiting(form)).toHaveCount(0)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
  const names = (await told()).map(({ name }) => name)
  expect(names.filter((name) => name === 'referral-submitted')).toHaveLength(1)
  expect(names).not.toContain('referral-failed')
})

test('it is sent at once when asked to, and when the connection is back @chromium', async ({
  page,
  context,
  servers,
}) => {
  // Use the longest waits, so that no attempt comes by itself while the test waits for this one.
  await page.addInitScript(() => {
    const draw = crypto.getRandomValues.bind(crypto)
    const longest = (/** @type {Uint32Array<ArrayBuffer>} */ array) =>
      array.length === 1 ? array.fill(0xffffffff) : draw(array)
    Object.defineProperty(crypto, 'getRandomValues', { value: longest })
  })
  let failed = 0
  page.on('requestfailed', (request) => (failed += Number(request.method() === 'POST')))
  const form = await servers.open(page)
  await fillAll(form)
  await context.setOffline(true)
  await button(form).click()
  await expect(queued(form)).toBeFocused()
  const ask = async () => {
    await button(form, 'Send now').click()
    return failed
  }
  await expect.poll(ask).toBeGreaterThan(5)
  await expect(waiting(form)).toContainText('Waits to be sent')
  await context.setOffline(false)
  // On a busy machine as well; by itself, the next attempt would come later still.
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a page that is offline before the first letter queues what is sent @chromium', async ({
  page,
  context,
  servers,
}) => {
  const form = await servers.open(page)
  // What queueing needs is fetched once the form can be used.
  await expect.poll(() => servers.package.requests).toContain('outbox.js')
  await expect(form.locator('#verdict .headline')).toContainText('to go')
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await fillAll(form)
  await button(form).click()
  await expect(queued(form)).toBeFocused()
  await context.setOffline(false)
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a lead that waits is listed to its partner alone, and sent by any page @chromium', async ({ page, servers }) => {
  const context = page.context()
  const lose = (/** @type {Route} */ route) => (route.request().method() === 'POST' ? route.abort() : route.fallback())
  await context.route(address(servers), lose)
  const refer = async (/** @type {Page} */ page, /** @type {string} */ partner, /** @type {Typed} */ lead) => {
    const form = await servers.open(page, { partner })
    await fillAll(form, lead)
    await button(form).click()
    await expect(queued(form)).toBeFocused()
    return form
  }
  const first = await refer(page, 'alpha-consulting', {})
  await expect(waiting(first)).toContainText(QUALIFIED.company)
  const other = await context.newPage()
  const form = await refer(other, 'beta-consulting', ANOTHER)
  await expect(waiting(form)).toContainText(ANOTHER.company)
  await expect(waiting(form)).toHaveCount(1)
  await expect(waiting(first)).toHaveCount(1)
  await page.close()
  await context.unroute(address(servers), lose)
  await expect.poll(() => servers.endpoint.referrals(), { timeout: 30_000 }).toHaveLength(2)
  await expect(form).not.toContainText(QUALIFIED.company)
})

test('an answer lost on its way back costs nothing: the same referral is confirmed @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(queued(form)).toBeVisible()
  const [stored] = await servers.endpoint.referrals()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).toContainText(`Reference ${stored.id}`)
  await expect(form).not.toContainText('before your last changes')
  expect(posted.map((sent) => sent.key)).toEqual([stored.key, stored.key])
  expect((await servers.endpoint.referrals()).map((referral) => referral.id)).toEqual([stored.id])
})

test('a page that is closed while it waits: the next one sends it, and says so', async ({ page, servers }) => {
  const first = await queue(page, servers)
  await expect(waiting(first)).toBeVisible()
  const next = await page.context().newPage()
  await page.close()
  await servers.endpoint.start()
  const form = await servers.open(next)
  const [stored] = await expect
    .poll(() => servers.endpoint.referrals())
    .toHaveLength(1)
    .then(() => servers.endpoint.referrals())
  await expect(waiting(form)).toContainText(`Arrived. Reference ${stored.id}`)
  await expect(question(form, 'company')).toHaveValue('')
  await button(form, 'Hide').click()
  await expect(waiting(form)).toHaveCount(0)
  await next.reload()
  await expect(question(form, 'company')).toBeVisible()
  await expect(waiting(form)).toHaveCount(0)
})

test('a tab that ends in the middle of sending: the next one finishes it under the same key @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  /** @type {Promise<void>} */
  const arrived = new Promise((done) => {
    page.route(address(servers), async (route) => {
      await route.fetch()
      done() // the page never receives the answer
    })
  })
  await button(form).click()
  await arrived
  const next = await page.context().newPage()
  await page.close({ runBeforeUnload: false })
  const [stored] = await servers.endpoint.referrals()
  const again = await servers.open(next)
  await expect(waiting(again)).toContainText(`Arrived. Reference ${stored.id}`)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('of several tabs, one sends at a time @chromium', async ({ page, servers }) => {
  const form = await queue(page, servers)
  await expect(waiting(form)).toBeVisible()
  const tabs = [page, ...(await Promise.all([1, 2, 3].map(() => page.context().newPage())))]
  let underWay = 0
  let most = 0
  // No attempt is answered before every tab has had its turn.
  let answer = () => {}
  /** @type {Promise<void>} */
  const answered = new Promise((done) => (answer = done))
  await page.context().route(address(servers), async (route) => {
    most = Math.max(most, (underWay += 1))
    await answered
    underWay -= 1
    await route.fallback()
  })
  // Start it only now: an attempt that is not held back would be answered.
  await servers.endpoint.start()
  for (const tab of tabs.slice(1)) {
    const other = await servers.open(tab)
    await expect(waiting(other)).toBeVisible()
  }
  for (const tab of tabs) await tab.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(() => most).toBeGreaterThan(0)
  for (const tab of tabs)
    await expect(waiting(tab.locator('referral-form'))).toContainText(/Being sent|Waits to be sent/)
  answer()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(most).toBe(1)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('what is not to be sent comes back into the form; answers that had arrived stand as they were @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  // It is not sent again before its time.
  await answer(page, servers, { status: 503, headers: { 'Retry-After': '600' } })
  await page.route(
    address(servers),
    async (route) => {
      await route.fetch()
      await route.fallback()
    },
    { times: 1 },
  )
  await button(form).click()
  await expect(queued(form)).toBeVisible()
  const [stored] = await servers.endpoint.referrals()
  await button(form, 'Discard').click()
  await button(form, 'Discard for good?').click()
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await expect(waiting(form)).toHaveCount(0)

  await page.unroute(address(servers))
  await fill(form, { employees: '400' })
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(form).toContainText('had already arrived before your last changes, and it stands as it was first sent')
  expect(await servers.endpoint.referrals()).toEqual([stored])
})

test('the next customer can be referred while one waits', async ({ page, servers }) => {
  const form = await queue(page, servers)
  await button(form, 'Refer another customer').click()
  await expect(waiting(form)).toContainText(QUALIFIED.company)
  await servers.endpoint.start()
  await fillAll(form, ANOTHER)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(waiting(form)).toContainText('Arrived')
  const companies = (await servers.endpoint.referrals()).map(({ lead }) => lead.company)
  expect(companies.sort()).toEqual([QUALIFIED.company, ANOTHER.company])
})

test('a form that is emptied while one is on its way takes the next customer; both arrive', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  let go = () => {}
  /** @type {Promise<void>} */
  const held = new Promise((done) => (go = done))
  let first = true
  await page.route(address(servers), async (route) => {
    if (route.request().method() === 'POST' && first) {
      first = false
      await held
    }
    await route.continue()
  })
  await fillAll(form)
  const outcome = form.evaluate((/** @type {FormElement} */ element) => element.submit())
  await expect(button(form, 'Sending…')).toBeVisible()
  await expect.poll(() => first).toBe(false)
  await form.evaluate((/** @type {FormElement} */ element) => element.reset())
  expect(await outcome).toMatchObject({ sent: false, reason: 'cancelled' })
  await fillAll(form, ANOTHER)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  go()
  await expect(waiting(form)).toContainText(QUALIFIED.company)
  await expect(waiting(form)).toContainText('Arrived')
  const companies = (await servers.endpoint.referrals()).map(({ lead }) => lead.company)
  expect(companies.sort()).toEqual([QUALIFIED.company, ANOTHER.company])
})

test('one that is refused later says why, as text, and opens again', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  const hostile = 'The <img src=x onerror="window.hacked=1"> program {when} has ended.'
  await answer(
    page,
    servers,
    { status: 503, headers: { 'Retry-After': '600' } },
    { status: 403, json: { detail: hostile } },
  )
  await button(form).click()
  await expect(queued(form)).toBeVisible()
  await button(form, 'Refer another customer').click()
  await button(form, 'Send now').click()
  await expect(waiting(form)).toContainText(`Not accepted: The <img src=x onerror="window.hacked=1"> program`)
  await expect(form.locator('.outbox img')).toHaveCount(0)
  await button(form, 'Open again').click()
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await expect(question(form, 'first_year_spend')).toHaveValue('150000')
  await expect(waiting(form)).toHaveCount(0)
})

test('field errors that come late are shown in the form that has waited', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  const errors = [{ field: 'website', message: 'Company website is not reachable' }]
  await answer(page, servers, { status: 503 }, { status: 422, json: { detail: 'One answer.', errors } })
  await button(form).click()
  await expect(form.locator('#e-website')).toHaveText('Company website is not reachable')
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await page.unroute(address(servers))
  await fill(form, { website: 'werke.example' })
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

test('the receiving system decides when it is asked again, in seconds or by a date @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  const date = () => new Date(Date.now() + 4_000).toUTCString()
  const times = await answer(
    page,
    servers,
    { status: 429, headers: { 'Retry-After': '3' } },
    {
      status: 503,
      headers: {
        get 'Retry-After'() {
          return date()
        },
      },
    },
    { status: 403, json: { detail: 'Enough.' } },
  )
  await button(form).click()
  await expect(form.locator('#sending')).toContainText('Enough.')
  expect(times[1] - times[0]).toBeGreaterThanOrEqual(3_000)
  expect(times[2] - times[1]).toBeGreaterThanOrEqual(3_000)
})

test('what was not sent in its time is tried once more, reported, and can still be sent @chromium', async ({
  page,
  servers,
}) => {
  const form = await queue(page, servers)
  await expect(waiting(form)).toBeVisible()
  await page.clock.install({ time: Date.now() + 15 * 86_400_000 })
  await page.reload()
  await expect(waiting(form)).toContainText('Not sent in time. It is not tried again by itself.')
  await servers.endpoint.start()
  await button(form, 'Send now').click()
  await expect(waiting(form)).toContainText('Arrived. Reference')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('where an earlier referral protects the customer, its days are said, and nobody’s name', async ({
  page,
  servers,
}) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fillAll(form)
  const json = {
    detail: 'Known to us by Rival Partners.',
    protected_since: '2026-09-01T10:00:00Z',
    protected_until: '2027-03-01',
    partner: 'rival',
  }
  await answer(page, servers, { status: 409, json })
  await button(form).click()
  const notice = form.locator('#sending')
  await expect(notice).toBeFocused()
  await expect(notice).toContainText('This customer has already been referred')
  await expect(notice).toContainText('on record since 1 September 2026 and is protected until 1 March 2027')
  await expect(notice).not.toContainText('rival', { ignoreCase: true })
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  expect((await told()).at(-1)).toMatchObject({ name: 'referral-failed', detail: { reason: 'known' } })
})

test('where the script that sends it cannot be had, everything typed is kept, and sent once it can', async ({
  page,
  servers,
}) => {
  servers.package.fail('outbox.js')
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  const notice = form.locator('#sending')
  await expect(notice).toContainText('Not sent yet')
  await expect(notice).toBeFocused()
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  servers.package.restore()
  await button(form, 'Try again').click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})
