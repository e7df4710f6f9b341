// A program's record of kept deadlines, as the form tells it.
import { randomUUID } from 'node:crypto'
import { QUALIFIED } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Servers } from './servers.mjs' */

/**
 * Sends so many leads that are in review, and decides on each.
 * @param {Servers} servers
 * @param {number} count
 */
async function decide({ endpoint }, count) {
  const program = JSON.parse(await (await fetch(endpoint.program('cloud-migration'))).text())
  // So small a company is looked at by a person.
  const small = { country: 'DE', need: 'migration', first_year_spend: '150000', employees: '20' }
  for (let i = 0; i < count; i++) {
    const key = randomUUID()
    const named = { company: `Company ${i}`, website: `https://company-${i}.example`, email: `it@company-${i}.example` }
    const submission = {
      key,
      program: program.id,
      versions: { program: program.version },
      lead: { ...QUALIFIED, ...small, ...named, existing_customer: 'no', in_talks: 'no' },
      attribution: { partner: 'northgate-security' },
      agreement: { version: program.agreement.version, accepted: true },
    }
    const sent = await fetch(`${endpoint.origin}/api/referrals`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(submission),
    })
    const text = await sent.text()
    expect(sent.status, text).toBe(201)
    const { referral } = JSON.parse(text)
    const decided = await fetch(`${endpoint.origin}/api/referrals/${referral}/commands`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ command: 'decide', decision: 'accept' }),
    })
    expect(decided.status, await decided.text()).toBe(200)
  }
}

for (const [language, words] of [
  ['en', 'In the last 90 days, 100% of the leads in review were decided in time, half of them within 1 hour.'],
  ['de', /In den letzten 90 Tagen wurden 100\s% der geprüften Leads rechtzeitig entschieden/],
])
  test(`the form says how the program has kept its deadlines, in ${language}`, async ({ page, servers }) => {
    await decide(servers, 10)
    const form = await servers.open(page, { attributes: { lang: language } })
    await expect(form.locator('#record')).toHaveText(words)
  })
