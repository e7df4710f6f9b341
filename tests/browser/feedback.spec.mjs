// What surrounds the form: texts to read, a person to ask, and what partners think of the program.
import { ask, expectAccessible } from './ask.mjs'
import { listen, loseNextAnswer, posts, question, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Locator } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/** @param {Servers} servers */
const said = async ({ endpoint }) => {
  const answer = await fetch(`${endpoint.origin}/api/feedback`, {
    headers: { Authorization: `Bearer ${endpoint.token}` },
  })
  return (await answer.json()).feedback
}

test('feedback is sent once, is no part of the lead, and outlives a newer program @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('6 answers to go')
  expect(servers.package.requests).not.toContain('feedback.js')
  await form.getByText('Feedback on this program').click()
  const text = form.getByLabel('What should be clearer, or better?')
  const send = form.getByRole('button', { name: 'Send feedback' })
  await send.click()
  await expect(text).toBeFocused()
  await expect(text).toHaveAccessibleDescription('Say what you think')
  await expectAccessible(page)
  await form.getByLabel('What is it about?').selectOption('Your fee')
  await text.fill('Is it paid in francs, too?')
  const email = form.getByLabel('Your e-mail address, for an answer (optional)')
  await email.fill('me@')
  await send.click()
  await expect(email).toBeFocused()
  await expect(email).toHaveAccessibleDescription('Enter a complete e-mail address, or clear the field')
  await email.fill('me@partner.example')
  const told = form.locator('.opinion').getByRole('status')
  await loseNextAnswer(page, servers.endpoint)
  await send.click()
  await expect(told).toHaveText('It could not be sent. What you wrote stays here: try again.')

  // The page checks for a newer program when it is shown again.
  await ask(servers, { name: 'site', label: 'Site', type: 'text' })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(form.getByLabel('Site (optional)')).toBeVisible()
  await expect(text).toHaveValue('Is it paid in francs, too?')
  await send.click()
  await expect(told).toHaveText('Thank you. It has been sent.')
  await expect(text).toHaveValue('')
  const [only, ...others] = await said(servers)
  expect(others).toEqual([])
  expect(only).toMatchObject({
    topic: 'fee',
    text: 'Is it paid in francs, too?',
    email: 'me@partner.example',
    program: 'cloud-migration',
  })
  expect(only.attribution.partner).toBe('northgate-security')
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.value)).toEqual({})
})

test('what there is to read, the agreement and the partner desk stand around the form', async ({ page, servers }) => {
  const form = await servers.open(page, { attributes: { lang: 'de' } })
  await expect(form.getByRole('listitem').filter({ hasText: 'Produktblatt' }).getByRole('link')).toHaveAttribute(
    'href',
    'https://quarzgrat.example/migration.pdf',
  )
  await form.getByText('Die ganze Vereinbarung, Version 2026-11').click()
  await expect(form.getByText('You do not sell, and you do not speak for us.')).toBeVisible()
  await expect(form.getByRole('link', { name: 'Termin vereinbaren' })).toHaveAttribute('href', /appointments$/)
  await expect(form.getByRole('link', { name: '+49 30 23125 100' })).toHaveAttribute('href', 'tel:+493023125100')
  const table = form.getByRole('table').first()
  await expect(table.getByRole('columnheader')).toHaveText([/./, 'Ihr Anteil'])
  await expect(table.getByRole('row').nth(1)).toHaveText(/bis 50\.000\s€8\s?%/)
})

/**
 * Opens the feedback form and fills it in.
 * @param {Locator} form
 * @param {string} text
 */
async function write(form, text) {
  await form.getByText('Feedback on this program').click()
  await form.getByLabel('What should be clearer, or better?').pressSequentially(text)
}

/** @param {Locator} form */
const sendFeedback = (form) => form.getByRole('button', { name: 'Send feedback' }).click()
/** @param {Locator} form */
const toldOf = (form) => form.locator('.opinion').getByRole('status')

test('feedback passes by the page as a lead does: its challenge, its token, its partner, and what tells people from machines @chromium', async ({
  page,
  servers,
}) => {
  const told = await listen(page)
  const posted = posts(page)
  const form = await servers.open(page, { attributes: { 'partner-token': 'a.b.c', campaign: 'autumn' } })
  await form.evaluate((/** @type {FormElement} */ element) => {
    element.addEventListener('referral-before-submit', ({ detail }) =>
      detail.waitUntil(
        new Promise((done) => setTimeout(done, 50)).then(() => (detail.token = `token of ${detail.kind}`)),
      ),
    )
  })
  await write(form, 'Is it paid in francs?')
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText('Thank you. It has been sent.')
  expect(posted).toHaveLength(1)
  const [{ key, challenge, attribution, signals }] = posted
  expect(challenge).toBe('token of feedback')
  expect(attribution).toMatchObject({ partner: 'northgate-security', campaign: 'autumn', token: 'a.b.c' })
  expect(signals).toEqual({ trap: '', seconds: expect.any(Number) })
  expect(signals.seconds).toBeGreaterThan(0)
  expect(await told('referral-before-submit')).toMatchObject([{ cancelable: true, detail: { key, kind: 'feedback' } }])
})

test('a token that stands on the element goes with feedback, and a machine that fills in all fields is told by it @chromium', async ({
  page,
  servers,
}) => {
  const posted = posts(page)
  const form = await servers.open(page)
  await form.evaluate((/** @type {FormElement} */ element) => (element.challengeToken = 'token-2'))
  await write(form, 'Better.')
  const trap = form.locator('.opinion [name="further-information"]')
  await expect(trap).toHaveAttribute('tabindex', '-1')
  await trap.evaluate((/** @type {HTMLInputElement} */ field) => {
    field.value = 'https://spam.example'
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await sendFeedback(form)
  await expect.poll(() => posted.length).toBe(1)
  expect(posted[0]).toMatchObject({ challenge: 'token-2', signals: { trap: 'https://spam.example' } })
})

test('a page that holds feedback back is obeyed, and why is said', async ({ page, servers }) => {
  const posted = posts(page)
  const form = await servers.open(page)
  await form.evaluate((/** @type {FormElement} */ element) => {
    element.addEventListener('referral-before-submit', (event) => event.preventDefault(), { once: true })
  })
  await write(form, 'Better.')
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText('')
  await form.evaluate((/** @type {FormElement} */ element) => {
    const fail = (/** @type {ReferralFormEventMap['referral-before-submit']} */ { detail }) =>
      detail.waitUntil(Promise.reject(new Error('The challenge was not solved.')))
    element.addEventListener('referral-before-submit', fail, { once: true })
  })
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText('The challenge was not solved.')
  expect(posted).toEqual([])
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText('Thank you. It has been sent.')
})

test('what the endpoint refuses feedback for is said in its words, as text', async ({ page, servers }) => {
  const form = await servers.open(page)
  const detail = 'This partner may not refer here. <img src=x onerror="window.hacked=1">'
  const headers = { 'Access-Control-Allow-Origin': '*' }
  await page.route(`${servers.endpoint.origin}/api/referrals`, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 403, headers, json: { detail } }) : route.fallback(),
  )
  await write(form, 'Better.')
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText(detail)
  await expect(form.getByLabel('What should be clearer, or better?')).toHaveValue('Better.')
  expect(await page.evaluate(() => window.hacked)).toBeUndefined()
})

test('the key of feedback is no lead’s: a draft does not take it', async ({ page, servers }) => {
  const form = await servers.open(page)
  await question(form, 'company').fill('Kessel AG')
  await write(form, 'Better.')
  await sendFeedback(form)
  await expect(toldOf(form)).toHaveText('Thank you. It has been sent.')
  const drafts = () =>
    page.evaluate(() =>
      Object.entries(sessionStorage)
        .filter(([name]) => name.startsWith('referral-draft '))
        .map(([, text]) => JSON.parse(text)),
    )
  await expect.poll(async () => (await drafts())[0]?.answers.company).toBe('Kessel AG')
  expect((await drafts())[0].key).toBeUndefined()
})
