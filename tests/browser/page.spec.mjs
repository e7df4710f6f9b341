import {
  FACTORY,
  JUDGED,
  QUALIFIED,
  accept,
  button,
  fill,
  fillAll,
  listen,
  posts,
  question,
  receipt,
  verdict,
} from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Typed } from './fill.mjs' */

/** @import { Locator, Page } from '@playwright/test' */

test('two forms of different programs on one page both work @firefox', async ({ page, servers }) => {
  const program = 'industrial-automation'
  const cloud = await servers.open(page, { after: servers.embed({ program, partner: 'harrow-bearings' }) })
  const factory = page.locator('referral-form').nth(1)
  await fillAll(cloud)
  await factory.scrollIntoViewIfNeeded()
  await fill(factory, FACTORY, program)
  await accept(factory)
  await expect(verdict(cloud)).toHaveText('Qualifies')
  await expect(verdict(factory)).toHaveText('Qualifies')
  await button(factory).click()
  await expect(receipt(factory)).toHaveText('Referral accepted')
  await expect(question(cloud, 'company')).toHaveValue(QUALIFIED.company)
  await button(cloud).click()
  await expect(receipt(cloud)).toHaveText('Referral accepted')
  const referrals = await servers.endpoint.referrals()
  expect(referrals.map((referral) => [referral.program, referral.attribution.partner])).toEqual([
    ['cloud-migration', 'northgate-security'],
    ['industrial-automation', 'harrow-bearings'],
  ])
})

test('a form that is moved in the page keeps its answers and goes on judging', async ({ page, servers }) => {
  const form = await servers.open(page, { after: '<section id="elsewhere"></section>' })
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await form.evaluate((element) => document.querySelector('#elsewhere')?.append(element))
  const moved = page.locator('#elsewhere referral-form')
  await expect(question(moved, 'first_year_spend')).toHaveValue('150,000')
  await fill(moved, { employees: '20' })
  await expect(verdict(moved)).toHaveText('A partner manager decides')
})

/**
 * Takes the form out of the page, as a single-page app does when it shows another view.
 * @param {Locator} form
 */
const remove = (form) =>
  form.evaluate((element) => {
    window.kept = element
    element.remove()
  })
/** @param {Page} page */
const putBack = (page) => page.evaluate(() => document.querySelector('main')?.append(window.kept))

test('a form that is taken out and put back keeps its answers and goes on judging', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await remove(form)
  await expect(page.locator('referral-form')).toHaveCount(0)
  await putBack(page)
  await expect(question(form, 'email')).toHaveValue(QUALIFIED.email)
  await fill(form, { employees: '20' })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) =>
    text.replace('lead.employees >= 50)', 'lead.employees >= 10)'),
  )
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a form that is taken out while its check is on the way gets it when it is put back', async ({
  page,
  servers,
}) => {
  const release = servers.package.hold('rules.wasm')
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect.poll(() => servers.package.requests).toContain('rules.wasm')
  await remove(form)
  release()
  await putBack(page)
  await expect(verdict(form)).toHaveText('Qualifies')
})

test('a form that is taken out the moment an answer changes judges it when it is put back', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await question(form, 'employees').evaluate((/** @type {HTMLInputElement} */ input) => {
    input.value = '20'
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
    window.kept = /** @type {ShadowRoot} */ (input.getRootNode()).host
    window.kept.remove()
  })
  await putBack(page)
  await expect(verdict(form)).toHaveText('A partner manager decides')
})

test('an element that is given another program becomes that program’s form, and sends to it alone @chromium', async ({
  page,
  servers,
}) => {
  const told = await listen(page)
  const form = await servers.open(page)
  const posted = posts(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  const program = 'industrial-automation'
  await form.evaluate((element, address) => element.setAttribute('program', address), servers.endpoint.program(program))
  const changes = async () => (await told('referral-change')).length
  const before = await changes()
  await fill(form, { plant_country: 'Switzerland' }, program)
  expect(await changes()).toBe(before + 1)
  await fill(form, FACTORY, program)
  await accept(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(posted.map((sent) => sent.program)).toEqual([program])
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('the page is told what happens, and nobody’s data', async ({ page, servers }) => {
  const told = await listen(page)
  const form = await servers.open(page)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await servers.endpoint.stop()
  await button(form).click()
  await expect(form.locator('#queued')).toBeVisible()
  await servers.endpoint.start()
  // It is sent by itself. A click would race with that.
  await expect(receipt(form)).toBeVisible()

  const events = await told()
  const kinds = new Set(events.map((event) => event.name))
  const expected = ['ready', 'change', 'verdict', 'before-submit', 'queued', 'submitted'].map(
    (name) => `referral-${name}`,
  )
  expect([...kinds].sort()).toEqual(expected.sort())
  for (const event of events) {
    expect(event).toMatchObject({ bubbles: true, composed: true, from: 'referral-form' })
    expect(event.cancelable).toBe(event.name === 'referral-before-submit')
  }
  const text = JSON.stringify(events)
  for (const name of ['company', 'website', 'contact_name', 'email', 'phone', 'situation', 'first_year_spend']) {
    expect(text).not.toContain(/** @type {Typed} */ (QUALIFIED)[name])
  }
  const [referral] = await servers.endpoint.referrals()
  const { id, key, status } = referral
  expect((await told('referral-submitted')).map((event) => event.detail)).toEqual([{ key, referral: id, status }])
  const newest = (await told('referral-verdict')).at(-1)?.detail
  expect(newest).toMatchObject({ status: 'qualified', score: 100, plan: 'new-customer' })
  expect(newest.findings).toContainEqual({ code: 'territory', kind: 'require', outcome: 'met' })
})

test('a page that cancels `referral-before-submit` keeps the lead from being sent', async ({ page, servers }) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await page.evaluate(() => {
    const cancel = (/** @type {Event} */ event) => {
      event.preventDefault()
      window.cancelled = true
    }
    document.addEventListener('referral-before-submit', cancel, { once: true })
  })
  await button(form).click()
  await expect.poll(() => page.evaluate(() => window.cancelled)).toBe(true)
  await expect(button(form)).toBeVisible()
  expect(posted).toEqual([])
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(posted).toHaveLength(1)
})
