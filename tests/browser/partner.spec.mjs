import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  QUALIFIED,
  accept,
  button,
  criterion,
  fill,
  fillAll,
  inDays,
  posts,
  question,
  receipt,
  verdict,
  written,
} from './fill.mjs'
import { expect, test } from './servers.mjs'
import { root } from './servers/root.mjs'

const DAY = 86_400_000
const daysAfter = (/** @type {string} */ instant, /** @type {number} */ days) =>
  new Date(Date.parse(instant) + days * DAY).toISOString().slice(0, 10)

test('a lead that qualifies is accepted, with the fee and the protection that the partner saw', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page, {
    attributes: { campaign: 'autumn' },
    query: '?utm_source=newsletter&utm_medium=email&customer=secret',
  })
  await expect(verdict(form)).toHaveText('6 answers to go')
  await expect(criterion(form, 'territory')).toHaveAttribute('data-outcome', 'pending')

  await fill(form, { country: 'Germany' })
  await expect(criterion(form, 'territory')).toHaveAttribute('data-outcome', 'met')
  await expect(verdict(form)).toHaveText('5 answers to go')
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000')
  for (const code of [
    'offer',
    'minimum-spend',
    'not-in-talks',
    'still-open',
    'talks-known',
    'company-size',
    'deal-size',
  ]) {
    await expect(criterion(form, code)).toHaveAttribute('data-outcome', 'met')
  }
  expect(await servers.endpoint.referrals()).toEqual([])
  await button(form).click()

  await expect(receipt(form)).toHaveText('Referral accepted')
  const [referral, ...others] = await servers.endpoint.referrals()
  expect(others).toEqual([])
  expect(referral).toMatchObject({
    program: 'cloud-migration',
    status: 'accepted',
    attribution: {
      partner: 'northgate-security',
      campaign: 'autumn',
      page: `${servers.partner.origin}/`,
      utm: { utm_source: 'newsletter', utm_medium: 'email' },
    },
    agreement: { version: '2026-11', accepted: true },
    verdict: { status: 'qualified', score: 100, plan: 'new-customer', route: 'sales-frankfurt' },
    verdicts_agree: true,
  })
  expect(referral.lead).toEqual({
    ...QUALIFIED,
    website: 'https://pumpen.example',
    country: 'DE',
    need: 'migration',
    first_year_spend: '150000.00',
    employees: 320,
    existing_customer: 'no',
    in_talks: 'no',
  })
  expect(JSON.stringify(referral)).not.toContain('secret')
  const script = await readFile(join(root, 'rules/cloud-migration/qualify.rhai'))
  const hash = createHash('sha256').update(script).digest('hex')
  expect(referral.versions.rules_hash).toBe(hash)
  expect(referral.claimed_verdict.rules_hash).toBe(hash)

  expect(referral.receipt.protected_until).toBe(daysAfter(referral.received_at, 90))
  await expect(form).toContainText(`Reference ${referral.id}`)
  await expect(form).toContainText('Quarzgrat Cloud contacts the customer.')
  await expect(form).toContainText(`protected as yours until ${written(referral.receipt.protected_until)}`)
  await expect(form).toContainText("Your fee is estimated at EUR 15,000, paid 30 days after the customer's payment.")
})

test('the verdict, the criteria and the fee follow each answer', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { ...QUALIFIED, first_year_spend: '40,000' })
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 3,200')
  await fill(form, { first_year_spend: '300,000' })
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 36,000')
  await fill(form, { existing_customer: 'Yes, something else' })
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 10,000')
  await fill(form, { in_talks: 'I do not know' })
  await expect(criterion(form, 'talks-known')).toHaveAttribute('data-outcome', 'review')
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await fill(form, { in_talks: 'Yes' })
  await expect(criterion(form, 'not-in-talks')).toHaveAttribute('data-outcome', 'unmet')
  await expect(verdict(form)).toHaveText('Does not qualify')
  await expect(form.locator('#verdict .amount')).toHaveCount(0)
  await fill(form, { in_talks: 'No' })
  await expect(verdict(form)).toHaveText('Qualifies')
})

test('a lead that a person must judge is in review, with the day of the decision', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form, { employees: '20' })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await expect(criterion(form, 'company-size')).toHaveAttribute('data-outcome', 'review')
  await button(form).click()

  await expect(receipt(form)).toHaveText('Referral received, in review')
  const [referral, ...others] = await servers.endpoint.referrals()
  expect(others).toEqual([])
  expect(referral).toMatchObject({ status: 'in-review', verdict: { status: 'review' }, verdicts_agree: true })
  const { decision_due, decision_due_at, decision_time_zone } = referral.receipt
  expect(decision_due_at).toMatch(new RegExp(`^${decision_due}T17:00:00`))
  await expect(form).toContainText(
    `Partner desk, DACH decides by ${written(decision_due)} (17:00, ${decision_time_zone}).`,
  )
  await expect(form).toContainText(`protected as yours until ${written(referral.receipt.protected_until)}`)
  await expect(form).toContainText('The company has 50 employees or more.')
  await expect(form).toContainText(referral.id)
})

test('a lead that does not qualify is declined with the reasons, without fee and protection', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fill(form, { country: 'France' })
  await expect(verdict(form)).toHaveText('Does not qualify')
  await fillAll(form, { country: 'France' })
  await button(form).click()

  await expect(receipt(form)).toHaveText('Referral received, declined')
  const [referral, ...others] = await servers.endpoint.referrals()
  expect(others).toEqual([])
  expect(referral).toMatchObject({ status: 'declined', verdict: { status: 'disqualified' }, verdicts_agree: true })
  expect(referral.receipt).toMatchObject({ protected_until: null, decision_due: null })
  await expect(form).toContainText('The company is in Germany, Austria or Switzerland.')
  await expect(form).toContainText('without a fee or protection')
  await expect(form).not.toContainText('protected as yours')
  await expect(form).not.toContainText('Your fee is estimated')
  await expect(form).not.toContainText('EUR')
})

test('a customer whom another partner’s referral protects is said to be, since when and until when @firefox', async ({
  page,
  servers,
}) => {
  const first = await servers.open(page, { partner: 'rival-security' })
  await fillAll(first)
  await button(first).click()
  await expect(receipt(first)).toHaveText('Referral accepted')

  const form = await servers.open(page)
  await fillAll(form, { company: 'BEISPIEL Pumpen', website: 'www.pumpen.example/de' })
  await button(form).click()
  const notice = form.locator('#sending')
  await expect(notice).toContainText('This customer has already been referred')
  await expect(notice).toContainText(
    `on record since ${written(inDays(0))} and is protected until ${written(inDays(90))}`,
  )
  await expect(notice).not.toContainText('rival')
  await expect(question(form, 'contact_name')).toHaveValue(QUALIFIED.contact_name)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a double click sends one referral', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await button(form).dblclick()
  await expect(receipt(form)).toBeVisible()
  expect(posted).toHaveLength(1)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('Enter pressed again while the referral is on its way sends it once', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  let letGo = () => {}
  /** @type {Promise<void>} */
  const pressed = new Promise((done) => (letGo = done))
  await page.route(`${servers.endpoint.origin}/api/referrals`, async (route) => {
    await pressed
    await route.continue()
  })
  await fillAll(form)
  await question(form, 'email').press('Enter')
  await expect(button(form, 'Sending…')).toBeVisible()
  await question(form, 'email').press('Enter')
  await button(form, 'Sending…').click({ force: true })
  letGo()
  await expect(receipt(form)).toBeVisible()
  expect(posted).toHaveLength(1)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('“Refer another customer” empties the form, and the next lead is a referral of its own', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fillAll(form)
  await button(form).click()
  await button(form, 'Refer another customer').click()
  await expect(question(form, 'company')).toBeFocused()
  await expect(verdict(form)).toHaveText('6 answers to go')
  for (const name of ['company', 'country', 'first_year_spend', 'situation']) {
    await expect(question(form, name)).toHaveValue('')
  }
  await expect(form.locator('input:checked')).toHaveCount(0)

  await fill(form, { ...QUALIFIED, company: 'Muster Werke AG', website: 'werke.example', country: 'Switzerland' })
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const referrals = await servers.endpoint.referrals()
  expect(referrals.map((referral) => referral.lead.company)).toEqual(['Muster Werke AG', 'Beispiel Pumpen GmbH'])
  expect(referrals[0].key).not.toBe(referrals[1].key)
})
