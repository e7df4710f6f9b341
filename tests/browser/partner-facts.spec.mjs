// Rules that read facts of the partner: the page shows the decision if its token has the facts, and leaves it to the
// endpoint if not.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { JUDGED, button, fill, fillAll, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Endpoint } from './servers/endpoint.mjs' */

const RULE = 'require("self", "You do not refer your own company.", |lead| domain(lead.website) != partner.domain);\n'

/**
 * Lets the program's rules read the partner's domain. The vendor knows one partner.
 * @param {Endpoint} endpoint
 */
const readPartner = async (endpoint) => {
  const listed = { partners: [{ id: 'acme-consulting', domain: 'kessel.example' }] }
  await writeFile(join(endpoint.folder, 'rules/cloud-migration/partners.json'), JSON.stringify(listed))
  await endpoint.edit('cloud-migration', 'program.json', (program) =>
    program.replace('"delivery": {', '"partner_facts": ["domain"],\n  "delivery": {'),
  )
  await endpoint.edit('cloud-migration', 'qualify.rhai', (script) => script + RULE)
}

// All that the rules read, the new one included.
const LEAD = { ...JUDGED, website: 'pumpen.example' }

/** @param {object} facts */
const token = (facts) => {
  const part = (/** @type {object} */ json) => Buffer.from(JSON.stringify(json)).toString('base64url')
  return `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ sub: 'acme-consulting', facts })}.c2lnbmF0dXJl`
}

test('without a token, the endpoint checks the rule when the referral arrives', async ({ page, servers }) => {
  await readPartner(servers.endpoint)
  const form = await servers.open(page, { attributes: { partner: 'acme-consulting' } })
  await fill(form, LEAD)
  await expect(verdict(form)).toHaveText('Decided when it arrives')
  const rule = form.locator('#criteria [data-rule=self]')
  await expect(rule).toContainText('Quarzgrat Cloud checks this when the referral arrives')
  await fillAll(form)
  await question(form, 'website').fill('https://www.kessel.example')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, declined')
  const [referral] = await servers.endpoint.referrals()
  expect(referral).toMatchObject({
    partner_facts: { domain: 'kessel.example' },
    claimed_verdict: { status: 'review' },
    verdicts_agree: null,
  })
})

test('with the partner’s token, the decision is there at once', async ({ page, servers }) => {
  await readPartner(servers.endpoint)
  const form = await servers.open(page, { attributes: { 'partner-token': token({ domain: 'kessel.example' }) } })
  await fill(form, LEAD)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#criteria [data-rule=self]')).toContainText('Met')
  await question(form, 'website').fill('https://kessel.example/about')
  await expect(verdict(form)).toHaveText('Does not qualify')
})

test('a token without facts, or a damaged one, knows nothing', async ({ page, servers }) => {
  await readPartner(servers.endpoint)
  const form = await servers.open(page, { attributes: { 'partner-token': token({}) } })
  await fill(form, LEAD)
  await expect(verdict(form)).toHaveText('Decided when it arrives')
  // The newest token counts, from the next answer on.
  await form.evaluate((element) => element.setAttribute('partner-token', 'a.b.c'))
  await fill(form, { employees: '400' })
  await expect(verdict(form)).toHaveText('Decided when it arrives')
  await form.evaluate((element, token) => element.setAttribute('partner-token', token), token({ domain: 'a.example' }))
  await fill(form, { employees: '500' })
  await expect(verdict(form)).toHaveText('Qualifies')
})
