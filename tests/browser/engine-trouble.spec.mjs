import { expect, test } from './servers.mjs'
import { LEAD, expectKept, fillIn, headline, send } from './servers/lead.mjs'
import { publish, publishRules } from './servers/publisher.mjs'
import { HANG, OVERFLOW, serveSpoiltRules } from './servers/spoilt-rules.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

/** @import { Locator } from '@playwright/test' */

// A script that may be slow runs only in the worker. The sample's own script runs on the main thread, too.
/** @param {string} good */
const slow = (good) => `fn same(it) { it }\n${good}`

// The engine's own limits end hostile scripts. These troubles remain if the engine itself fails.
/** @type {Record<string, [word: string, message: RegExp, script?: (good: string) => string]>} */
const troubles = {
  'overflows its stack': [OVERFLOW, /Maximum call stack size exceeded|too much recursion|memory access out of bounds/],
  hangs: [HANG, /did not answer in time/, slow],
}
// Without a worker, the page itself would hang.
const [overflow] = Object.entries(troubles)

test.beforeEach(({ servers }) => serveSpoiltRules(servers.package))

/**
 * Expects that the last good script judges again: one answer breaks a rule, another one repairs it.
 * @param {Locator} form
 */
async function expectJudges(form) {
  await form.locator('#f-situation').fill(LEAD.situation)
  await form.locator('#f-employees').fill('20')
  await expect(headline(form)).toHaveText('A partner manager decides')
  await form.locator('#f-employees').fill(LEAD.employees)
  await expect(headline(form)).toHaveText('Qualifies')
}

for (const [what, [word, message, script]] of Object.entries(troubles)) {
  test(`an engine that ${what} while it judges is ended, and a new worker judges by the same rules`, async ({
    page,
    servers,
  }) => {
    const seen = await witness(page)
    /** @type {object[]} */
    const workers = []
    page.on('worker', (worker) => workers.push(worker))
    const program = await publish(servers, { script })
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    expect(workers).toHaveLength(1)

    await form.locator('#f-situation').fill(word)
    await seen.heard('engine', message)
    await seen.hostWorks()
    await expectJudges(form)
    await expectKept(form)
    expect(workers).toHaveLength(2)
    await expect.poll(() => page.workers().length).toBe(1)

    // And so it goes on, as often as it happens.
    await form.locator('#f-situation').fill(word)
    await expect.poll(async () => (await seen.failures()).length).toBe(2)
    await expectJudges(form)
    expect(workers).toHaveLength(3)
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  })

  test(`a script over which the engine ${what} is refused, and the last good rules stay`, async ({ page, servers }) => {
    const seen = await witness(page)
    const program = await publish(servers)
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    await publishRules(servers, (good) => `// ${word}\n${good}`)
    await seen.heard('rules-refused', message)
    await expect(form.locator('#refused')).toContainText('is changing the criteria')
    await seen.hostWorks()
    await expectJudges(form)
    await publishRules(servers, (good) => good.replace('lead.employees >= 50', 'lead.employees >= 500'))
    await expect(headline(form)).toHaveText('A partner manager decides')
    await expectKept(form)
  })

  test(`a lead can be sent whose answers make the engine fail: it ${what}`, async ({ page, servers }) => {
    const seen = await witness(page)
    const program = await publish(servers, { script })
    const form = await servers.open(page, { attributes: { program } })
    await fillIn(form)
    await form.locator('#f-situation').fill(word)
    await seen.heard('engine', message)
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
    expect(await servers.endpoint.referrals()).toMatchObject([{ lead: { situation: word }, claimed_verdict: null }])
  })
}

test('an engine that hangs again right after its restart is ended again', async ({ page, servers }) => {
  const [word, message, script] = troubles.hangs
  const seen = await witness(page)
  const program = await publish(servers, { script })
  const form = await servers.open(page, { attributes: { program } })
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
  await form.locator('#f-situation').fill(word)
  await seen.heard('engine', message)
  await form.locator('#f-employees').fill('20')
  await expectJudges(form)
  await expectKept(form)
})

test(`without a worker, an engine that ${overflow[0]} is replaced on the main thread`, async ({ page, servers }) => {
  const [word, message] = overflow[1]
  const seen = await witness(page)
  const policy = `worker-src 'none'; script-src ${servers.package.origin} 'wasm-unsafe-eval'`
  const form = await servers.open(page, { headers: { 'Content-Security-Policy': policy } })
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
  expect(page.workers()).toEqual([])
  await form.locator('#f-situation').fill(word)
  await seen.heard('engine', message)
  await expectJudges(form)
  await expectKept(form)
})
