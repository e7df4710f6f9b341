// What a page can tell the element, and what it hears: attributes, properties, methods, and parameters of its address.
import {
  ANOTHER,
  JUDGED,
  QUALIFIED,
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
import { publish } from './servers/publisher.mjs'

/** @import { Locator, Page } from '@playwright/test' */

const ANSWERS = {
  country: 'DE',
  need: 'migration',
  first_year_spend: '150000',
  employees: 320,
  existing_customer: 'no',
  in_talks: 'no',
}

/**
 * Returns what a method's promise resolved to, or why it failed.
 * @param {Locator} form
 * @param {'precheck' | 'submit'} method
 * @returns {Promise<{ value?: any, error?: string }>}
 */
const settled = (form, method) =>
  form.evaluate(
    (/** @type {FormElement} */ element, /** @type {'precheck' | 'submit'} */ method) =>
      element[method]().then(
        (/** @type {unknown} */ value) => ({ value }),
        (/** @type {Error} */ error) => ({ error: error.message }),
      ),
    method,
  )

test('attributes fill in answers, also as data-…, and reset comes back to them', async ({ page, servers }) => {
  const attributes = {
    'value-country': 'DE',
    'data-value-company': 'Kessel AG',
    'value-consent': 'true',
    'value-nothing': 'x',
  }
  const form = await servers.open(page, { attributes })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'country')).toHaveValue('DE')
  await expect(question(form, 'consent')).toBeChecked()
  await expect(verdict(form)).toHaveText('5 answers to go')
  await fill(form, { company: 'Muster AG', employees: '320' })
  await expect(verdict(form)).toHaveText('4 answers to go')
  await form.evaluate((/** @type {FormElement} */ element) => element.reset())
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'employees')).toHaveValue('')
})

test('the element can be written with data-… alone', async ({ page, servers }) => {
  const html = `<script type="module" src="${servers.package.script}"></script>
<referral-form data-program="${servers.endpoint.program('cloud-migration')}" data-partner="acme" data-campaign="autumn"></referral-form>`
  await page.goto(servers.partner.page('/', `<!doctype html><html lang="en"><title>A page</title>${html}`))
  const form = page.locator('referral-form')
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ attribution }] = await servers.endpoint.referrals()
  expect(attribution).toMatchObject({ partner: 'acme', campaign: 'autumn' })
})

test('parameters of the address answer what the program allows, and nothing else', async ({ page, servers }) => {
  const program = await publish(servers, { change: (program) => (program.prefill = ['company', 'country', 'need']) })
  const query = '?referral-company=Kessel%20AG&company=Other&country=XX&need=migration&employees=320&partner=thief'
  const form = await servers.open(page, { attributes: { program }, query })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'need')).toHaveValue('migration')
  // These answers are treated like any others: this one is not an option.
  await expect(question(form, 'country')).toHaveValue('')
  await expect(question(form, 'employees')).toHaveValue('')
  await expect(verdict(form)).toHaveText('5 answers to go')
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.partner)).toBe('northgate-security')
})

test('a sensitive answer is not taken from the address, even before the program is checked', async ({
  page,
  servers,
}) => {
  const program = await publish(servers, {
    change: (program) => {
      program.prefill = ['email', 'company']
      program.fields.find((/** @type {Record<string, unknown>} */ field) => field.name === 'email').sensitive = true
    },
  })
  servers.package.hold('rules.wasm')
  const form = await servers.open(page, {
    attributes: { program },
    query: '?company=Kessel%20AG&email=a@kessel.example',
  })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'email')).toHaveValue('')
})

test('what was typed goes before what the page fills in, and what a script sets before both', async ({
  page,
  servers,
}) => {
  const attributes = { 'value-company': 'Attribute AG', 'value-employees': '20' }
  const form = await servers.open(page, { attributes })
  await question(form, 'company').fill('Typed AG')
  await expect
    .poll(() =>
      page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith('referral-draft ')).length),
    )
    .toBe(1)
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Typed AG')
  await expect(question(form, 'employees')).toHaveValue('20')
  await page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const element = /** @type {FormElement} */ (document.querySelector('referral-form'))
      element.value = { company: 'Script AG' }
    })
  })
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Script AG')
})

test('properties set before the script is there count once it is', async ({ page, servers }) => {
  const release = servers.package.hold('referral-widget.js')
  const opened = servers.open(page)
  const form = page.locator('referral-form')
  await form.evaluate((element) =>
    Object.assign(element, { value: { company: 'Kessel AG' }, partner: 'early', campaign: 'spring' }),
  )
  release()
  await opened
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  expect(await form.evaluate((/** @type {FormElement} */ { partner, campaign }) => [partner, campaign])).toEqual([
    'early',
    'spring',
  ])
})

test('another partner and campaign count from then on, and nothing typed is lost', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  await form.evaluate((/** @type {FormElement} */ element) => {
    element.partner = 'acme'
    element.setAttribute('campaign', 'winter')
  })
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ attribution }] = await servers.endpoint.referrals()
  expect(attribution).toMatchObject({ partner: 'acme', campaign: 'winter' })
})

test('precheck() gives the verdict on the answers as they stand', async ({ page, servers }) => {
  const form = await servers.open(page, { before: '<div style="height: 6000px">A long article</div>' })
  await page.evaluate(() => customElements.whenDefined('referral-form'))
  // The element is far below, and nothing is loaded yet.
  await form.evaluate((/** @type {FormElement} */ element, answers) => (element.value = answers), ANSWERS)
  expect((await settled(form, 'precheck')).value.status).toBe('qualified')
  const statuses = await form.evaluate(async (/** @type {FormElement} */ element, answers) => {
    const statuses = []
    for (const employees of [20, 320, 7]) {
      element.value = { ...answers, employees }
      statuses.push((await element.precheck()).status)
    }
    element.value = { ...answers, country: undefined }
    statuses.push((await element.precheck()).status)
    return statuses
  }, ANSWERS)
  expect(statuses).toEqual(['review', 'qualified', 'review', 'incomplete'])
})

test('precheck() rejects where nobody can judge, and says why', async ({ page, servers }) => {
  servers.package.fail('rules.wasm')
  const form = await servers.open(page)
  await fill(form, JUDGED)
  expect(await settled(form, 'precheck')).toEqual({ error: 'The check could not be finished here.' })
  await form.evaluate((element) => element.setAttribute('program', '/gone'))
  expect((await settled(form, 'precheck')).error).toContain('/gone answered 404')
  await form.evaluate((element) => element.removeAttribute('program'))
  expect((await settled(form, 'precheck')).error).toContain('no `program` attribute')
})

test('submit() tells what came of it', async ({ page, servers }) => {
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('6 answers to go')
  expect(await settled(form, 'submit')).toEqual({
    value: { sent: false, reason: 'answers', message: 'Answers are missing or wrong.' },
  })
  await fillAll(form)
  await servers.endpoint.stop()
  expect(await settled(form, 'submit')).toMatchObject({ value: { sent: false, reason: 'queued' } })
  expect(await settled(form, 'submit')).toEqual({ error: 'There is nothing to send.' })
  await servers.endpoint.start()
  await expect(receipt(form)).toBeVisible()
  await button(form, 'Refer another customer').click()
  await fillAll(form, ANOTHER)
  const { value } = await settled(form, 'submit')
  const [{ id, key }] = await servers.endpoint.referrals()
  expect(value).toEqual({ sent: true, key, referral: id, status: 'accepted' })
  expect(await settled(form, 'submit')).toEqual({ error: 'There is nothing to send.' })
})

test.describe('before a lead is sent', () => {
  const hear = (/** @type {Page} */ page, /** @type {string} */ act) =>
    page.evaluate((act) => document.addEventListener('referral-before-submit', eval(act)), `(event) => {${act}}`)

  test('the page may take its time, and its token comes along @chromium', async ({ page, servers }) => {
    const form = await servers.open(page)
    const posted = posts(page)
    await fillAll(form)
    await hear(
      page,
      `event.detail.waitUntil(new Promise((done) => (window.solve = () => {
      event.detail.token = 'token-1'
      done()
    })))`,
    )
    await button(form).click()
    await expect(button(form, 'Sending…')).toBeVisible()
    await button(form, 'Sending…').click({ force: true })
    expect(posted).toEqual([])
    await page.evaluate(() => window.solve())
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect(posted.map((sent) => sent.challenge)).toEqual(['token-1'])
    const [referral] = await servers.endpoint.referrals()
    expect(referral.challenged).toBe(true)
    expect(JSON.stringify(referral)).not.toContain('token-1')
  })

  test('a token may stand on the element @chromium', async ({ page, servers }) => {
    const form = await servers.open(page)
    const posted = posts(page)
    await fillAll(form)
    await form.evaluate((/** @type {FormElement} */ element) => (element.challengeToken = 'token-2'))
    await button(form).click()
    await expect(receipt(form)).toBeVisible()
    expect(posted.map((sent) => sent.challenge)).toEqual(['token-2'])
  })

  test('a promise that is rejected holds the lead back, and says why', async ({ page, servers }) => {
    const told = await listen(page)
    const form = await servers.open(page)
    const posted = posts(page)
    await fillAll(form)
    await hear(
      page,
      `event.detail.waitUntil(window.solved ? undefined : Promise.reject(new Error('Solve the puzzle first.')))`,
    )
    expect(await settled(form, 'submit')).toEqual({
      value: { sent: false, reason: 'cancelled', message: 'Solve the puzzle first.' },
    })
    await expect(form.locator('#sending')).toContainText('Solve the puzzle first.')
    await expect(form.locator('#sending')).toBeFocused()
    expect((await told('referral-failed')).map(({ detail }) => detail.reason)).toEqual(['cancelled'])
    expect(posted).toEqual([])
    await page.evaluate(() => (window.solved = true))
    await button(form, 'Try again').click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect((await servers.endpoint.referrals())[0].challenged).toBe(false)
  })

  test('a form that is emptied while the page takes its time sends nothing', async ({ page, servers }) => {
    const form = await servers.open(page)
    const posted = posts(page)
    await fillAll(form)
    await hear(page, `event.detail.waitUntil(new Promise((done) => (window.solve = done)))`)
    const outcome = settled(form, 'submit')
    await expect(button(form, 'Sending…')).toBeVisible()
    await form.evaluate((/** @type {FormElement} */ element) => element.reset())
    await page.evaluate(() => window.solve())
    expect(await outcome).toMatchObject({ value: { sent: false, reason: 'cancelled' } })
    await expect(button(form)).toBeVisible()
    await expect(question(form, 'company')).toHaveValue('')
    expect(posted).toEqual([])
    // The next one may be sent.
    await fillAll(form)
    await button(form).click()
    await expect(button(form, 'Sending…')).toBeVisible()
    await page.evaluate(() => window.solve())
    await expect(receipt(form)).toBeVisible()
    expect(posted).toHaveLength(1)
  })

  test('the page’s own challenge stands above the button', async ({ page, servers }) => {
    const form = await servers.open(page)
    await form.evaluate((element) => element.insertAdjacentHTML('beforeend', '<p slot="challenge">Are you human?</p>'))
    const above = page.getByText('Are you human?')
    await expect(above).toBeVisible()
    const [challenge, send] = await Promise.all([above, button(form)].map((it) => it.boundingBox()))
    if (!challenge || !send) throw new Error('One is not shown')
    expect(challenge.y + challenge.height).toBeLessThanOrEqual(send.y)
    expect(challenge.width).toBeGreaterThan(200)
  })
})
