// <referral-status>: what a partner sees of the referrals that this browser has sent, and does with them.
import { mergeTests } from '@playwright/test'
import { axe } from './axe.mjs'
import { fillAll, verdict } from './fill.mjs'
import { expect, test as base } from './partner-status.mjs'
import { test as withServers } from './servers.mjs'

/** @import { Page } from '@playwright/test' */

const test = mergeTests(base, withServers)

const HOUR = 3_600_000

/** @param {number} hours */
const inHours = (hours) => new Date(Date.now() + hours * HOUR).toISOString()

const ASKED = {
  status: 'accepted',
  status_said: 'accepted',
  stage: { id: 'meeting', said: 'Meeting' },
  fee: 'Your fee is estimated at EUR 4,500.',
  may: ['answer', 'ask', 'withdraw'],
  due: [{ owed: 'partner-answer', at: inHours(5.5), time_zone: 'Europe/Berlin', said: 'Your answer is due by noon.' }],
  events: [
    { name: 'received', at: inHours(-9), said: 'Received' },
    { name: 'desk-asked', at: inHours(-1), said: 'You were asked', message: 'Who <b>decides</b>?' },
  ],
}

const DECLINED = {
  status: 'declined',
  status_said: 'declined',
  protected_until: null,
  may: ['report'],
  feedback: [null, { text: 'We look again.', at: inHours(-1) }].map((answer, place) => ({
    key: `22222222-0000-4000-8000-00000000000${place}`,
    program: { id: 'cloud-migration', name: 'Cloud migration' },
    text: 'They have 30 employees.',
    received_at: inHours(-2),
    answer,
    answers: answer ? 1 : 0,
  })),
  reasons: [{ code: 'size', said: 'The company has at least 20 employees.', mend: '20 employees or more.' }],
}

/**
 * Opens a part of a referral by the keyboard.
 * @param {Page} page
 * @param {string} name
 */
async function unfold(page, name) {
  await page.locator('summary', { hasText: name }).first().focus()
  await page.keyboard.press('Enter')
}

/** @param {Page} page */
const violations = async (page) =>
  (await axe(page).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])

test('a partner sees where each referral stands, who owes what by when, why, and what happened', async ({
  page,
  site,
}) => {
  const sent = [
    site.api.add({ ...ASKED, company: 'Kessel & <i>Söhne</i>' }),
    site.api.add({ ...DECLINED, company: null }),
  ]
  const status = await site.open(page, sent)
  const [declined, asked] = [status.locator('.referral').nth(0), status.locator('.referral').nth(1)]
  await expect(asked.getByRole('heading')).toHaveText('Kessel & <i>Söhne</i>')
  await expect(asked.locator('.badge')).toHaveText('accepted')
  await expect(asked).toContainText('Stage: Meeting.')
  await expect(asked.locator('.due')).toHaveText('It is your turn. Your answer is due by noon. in 5 hours')
  await expect(asked).toContainText('The customer is protected until March 30, 2027.')
  await expect(asked).toContainText('Your fee is estimated at EUR 4,500.')
  await asked.locator('summary', { hasText: 'What happened' }).click()
  await expect(asked.locator('.history li').first()).toContainText('You were asked')
  await expect(asked.locator('.history li').first().locator('blockquote')).toHaveText('Who <b>decides</b>?')
  await expect(asked.locator('.history li').last()).toContainText('Received')
  await expect(declined.getByRole('heading', { level: 3 })).toHaveText('Company not given')
  await expect(declined.locator('li').first()).toContainText('The company has at least 20 employees.')
  await expect(declined.locator('.mend')).toHaveText('What would have qualified: 20 employees or more.')
  await expect(declined).toContainText('The customer is not protected.')
  await expect(declined.locator('form')).toHaveCount(1)
  await expect(declined.getByLabel('What is wrong?')).toHaveCount(1)
  const [{ body, type }] = site.api.requests
  expect(type).toBe('text/plain;charset=UTF-8')
  expect(body).toEqual({
    language: 'en',
    referrals: sent.reverse().map(({ referral, status_key }) => ({ referral, status_key })),
    feedback: [],
  })
  expect(site.api.requests).toHaveLength(1)
})

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`a partner answers, asks and withdraws by the keyboard, at 320 pixels, ${colorScheme} @chromium`, async ({
    browser,
    site,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
    const page = await context.newPage()
    const isFine = async () => {
      expect(await violations(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    }
    const status = await site.open(page, [site.api.add(ASKED)])
    const latest = status.locator('.history li').first()
    await expect(status.locator('form blockquote')).toHaveText('Who <b>decides</b>?')
    await isFine()
    // What the vendor asks is open already. Without a text nothing is sent.
    await page.getByRole('button', { name: 'Answer' }).press('Enter')
    await expect(status.locator('.error')).toHaveText('Write something first.')
    await expect(page.getByLabel('Your answer')).toBeFocused()
    await isFine()
    await page.keyboard.type('Mara\ndecides.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(latest).toContainText('You answered')
    await expect(latest.locator('blockquote')).toHaveText('Mara\ndecides.')
    await expect(page.getByRole('heading', { level: 3 })).toBeFocused()
    await expect(page.getByLabel('Your answer')).toHaveCount(0)
    await unfold(page, 'Ask a question')
    await page.keyboard.press('Tab')
    await page.keyboard.type('When?')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(latest).toContainText('You asked')
    await expect(page.getByLabel('Your question')).toHaveValue('')
    await isFine()
    await unfold(page, 'Withdraw the referral')
    await page.getByRole('button', { name: 'Withdraw the referral' }).press('Enter')
    await expect(page.getByRole('button', { name: 'No, keep it' })).toBeFocused()
    await isFine()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Withdraw the referral' })).toBeFocused()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Yes, withdraw it' }).press('Enter')
    await expect(status.locator('.badge')).toHaveText('withdrawn')
    await expect(status.locator('form')).toHaveCount(0)
    await isFine()
    const orders = site.api.requests.filter(({ route }) => route === 'commands').map(({ body }) => body)
    expect(orders.map(({ command, message, revision }) => [command, message, revision])).toEqual([
      ['answer', 'Mara\ndecides.', 1],
      ['ask', 'When?', 2],
      ['withdraw', undefined, 3],
    ])
    await context.close()
  })

test('what was typed survives a refusal, a lost answer, a change, and the end of what was possible', async ({
  page,
  site,
}) => {
  const sent = site.api.add(ASKED)
  const status = await site.open(page, [sent])
  const area = page.getByLabel('Your answer')
  const send = page.getByRole('button', { name: 'Answer' })
  await area.fill('Mara decides.')
  site.api.spoilt.set('commands', (response) => response.destroy())
  await send.click()
  await expect(status.locator('.error')).toContainText('No answer came.')
  await expect(area).toHaveValue('Mara decides.')
  site.api.spoilt.clear()
  // It changes in the moment in which the partner sends.
  site.api.spoilt.set('commands', (response) => {
    site.api.spoilt.clear()
    site.api.change(sent.referral, { status_said: 'accepted at last' })
    const problem = { title: 'Changed', detail: 'It changed meanwhile.' }
    response.writeHead(412, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  await send.click()
  await expect(status.locator('.error')).toHaveText('It changed meanwhile.')
  await expect(status.locator('.badge')).toHaveText('accepted at last')
  await expect(area).toHaveValue('Mara decides.')
  await area.focus()
  await page.keyboard.press('End')
  await page.keyboard.type(' Soon')
  site.api.change(sent.referral, { status: 'declined', status_said: 'declined', may: [] })
  await expect(status.locator('.badge')).toHaveText('declined')
  await expect(area).toBeFocused()
  await page.keyboard.type('.')
  await expect(area).toHaveValue('Mara decides. Soon.')
  await expect(status.locator('.command')).toContainText('This is not possible any more. Your text is still here')
})

test('a change is shown at once, announced, and told to the page; what the reader does stays', async ({
  page,
  site,
}) => {
  const [first, second] = [site.api.add({ company: 'Muster AG' }), site.api.add({ company: 'Kessel AG' })]
  const status = await site.open(page, [first, second])
  await page.evaluate(() => {
    const heard = (window.heard = /** @type {unknown[]} */ ([]))
    addEventListener('referral-status-changed', (event) => heard.push(/** @type {CustomEvent} */ (event).detail))
  })
  const referral = status.locator(`#r-${first.referral}`)
  await referral.locator('summary', { hasText: 'Ask a question' }).click()
  const area = referral.getByLabel('Your question')
  await area.fill('Who calls them?')
  await area.evaluate((/** @type {HTMLTextAreaElement} */ area) => area.setSelectionRange(4, 9))
  site.api.change(first.referral, { status: 'accepted', status_said: 'accepted', stage: { id: 'won', said: 'Won' } })
  await expect(referral.locator('.badge')).toHaveText('accepted')
  await expect(status.locator('#news')).toHaveText('Muster AG: accepted')
  await expect(area).toBeFocused()
  await expect(area).toHaveValue('Who calls them?')
  expect(
    await area.evaluate((/** @type {HTMLTextAreaElement} */ area) => [area.selectionStart, area.selectionEnd]),
  ).toEqual([4, 9])
  await expect(referral.locator('details.command').first()).toHaveAttribute('open', '')
  expect(await page.evaluate(() => window.heard)).toEqual([
    { referral: first.referral, status: 'accepted', stage: 'won' },
  ])
  expect(await page.evaluate(() => document.querySelector('referral-status')?.shadowRoot?.innerHTML)).not.toContain(
    first.status_key,
  )
})

test('a countdown moves by itself @chromium', async ({ page, site }) => {
  await page.clock.install()
  const due = [{ owed: 'decision', at: inHours(2.01), time_zone: 'UTC', said: 'The vendor decides.' }]
  const status = await site.open(page, [site.api.add({ due })])
  await expect(status.locator('.left')).toHaveText('in 2 hours')
  await page.clock.runFor(HOUR / 60)
  await expect(status.locator('.left')).toHaveText('in 119 minutes')
  await page.clock.runFor(2 * HOUR)
  await expect(status.locator('.left')).toHaveText('this minute (overdue)')
  await page.clock.runFor(HOUR / 60)
  await expect(status.locator('.left')).toHaveText('1 minute ago (overdue)')
})

test('a browser that has sent nothing says so, and asks nobody; what is sent later is shown', async ({
  page,
  site,
}) => {
  const status = await site.open(page, [])
  await expect(status).toContainText('No customer was referred from this browser yet.')
  expect(site.api.requests).toEqual([])
  const sent = site.api.add()
  await page.evaluate((sent) => {
    localStorage.setItem('referral-sent', JSON.stringify([sent]))
    dispatchEvent(new CustomEvent('referral-submitted'))
  }, sent)
  await expect(status.getByRole('heading', { level: 3 })).toHaveText('Customer 1')
})

for (const [what, stored] of /** @type {[string, string][]} */ ([
  ['no JSON', '{"'],
  ['no list', '{"referral": 1}'],
  ['null', 'null'],
  ['much too long', `["${'x'.repeat(2 ** 21)}"]`],
]))
  test(`a list of sent referrals that is ${what} counts as empty`, async ({ page, site }) => {
    const status = await site.open(page, stored)
    await expect(status).toContainText('No customer was referred from this browser yet.')
    expect(site.api.requests).toEqual([])
  })

test('entries that are none, and those of other endpoints, are left out', async ({ page, site }) => {
  const sent = site.api.add()
  const other = { ...sent, endpoint: 'https://other.example' }
  const odd = [
    null,
    7,
    [],
    {},
    { ...sent, referral: 7 },
    { ...sent, status_key: '<script>' },
    { ...sent, referral: 'x'.repeat(500) },
  ]
  const status = await site.open(page, [...odd, other, sent, ...odd])
  await expect(status.getByRole('heading', { level: 3 })).toHaveCount(1)
  expect(site.api.requests[0].body.referrals).toEqual([{ referral: sent.referral, status_key: sent.status_key }])
})

test('a referral is forgotten in this browser, and nothing is told to the vendor', async ({ page, site }) => {
  const [first, second] = [site.api.add(), site.api.add()]
  const odd = [{ mine: 1 }, { ...first, endpoint: 'https://other.example' }]
  const status = await site.open(page, [...odd, first, second])
  const referral = status.locator(`#r-${first.referral}`)
  await referral.locator('summary', { hasText: 'Forget' }).click()
  await expect(referral).toContainText('Nothing changes at the vendor.')
  await referral.getByRole('button', { name: 'Forget this referral in this browser' }).click()
  await expect(referral).toHaveCount(0)
  await expect(status.locator(`#r-${second.referral}`)).toBeVisible()
  expect(await page.evaluate(() => JSON.parse(localStorage['referral-sent']))).toEqual([...odd, second])
  expect(site.api.count('commands')).toBe(0)
})

test('a partner who is signed in sees the referrals of the token, and acts with it', async ({ page, site }) => {
  site.api.add()
  const status = await site.open(page, [], { attributes: 'token="a-token" program="cloud-migration"' })
  await unfold(page, 'Ask a question')
  await page.getByLabel('Your question').fill('When?')
  await page.getByRole('button', { name: 'Ask a question' }).click()
  await expect(status.locator('.history li').first()).toContainText('You asked')
  await expect(status.locator('summary', { hasText: 'Forget' })).toHaveCount(0)
  const [{ body }] = site.api.requests
  expect(body).toEqual({ language: 'en', token: 'a-token', program: 'cloud-migration' })
  const order = site.api.requests.find(({ route }) => route === 'commands')?.body
  expect(order).toMatchObject({ token: 'a-token', program: 'cloud-migration', command: 'ask' })
  expect(order).not.toHaveProperty('status_key')
})

test('until an answer comes the page says that it loads, also without a network @chromium', async ({ page, site }) => {
  site.api.isHoldingBack = true
  const sent = site.api.add()
  const status = await site.open(page, [sent])
  await expect(status.getByRole('status').first()).toHaveText('Loading your referrals…')
  await expect(status).not.toContainText('No customer was referred')
  expect(await violations(page)).toEqual([])
  for (const route of ['stream', 'referrals']) site.api.spoilt.set(route, (response) => response.destroy())
  await page.reload()
  await expect(status.getByRole('status').first()).toHaveText('Not connected. Trying again…')
  await expect(status).not.toContainText('No customer was referred')
  expect(await violations(page)).toEqual([])
})

test('a form on the same page works beside it, in either order, under Trusted Types', async ({
  page,
  site,
  servers,
}) => {
  for (const isFirst of [true, false]) {
    const status = `<script type="module" src="${servers.package.statusScript}"></script>${site.element()}`
    const connect = [servers.package, servers.endpoint, site.api].map(({ origin }) => origin).join(' ')
    const headers = {
      'Content-Security-Policy': `default-src 'none'; script-src ${servers.package.origin} 'wasm-unsafe-eval'; worker-src blob:; connect-src ${connect}; require-trusted-types-for 'script'; trusted-types referral-widget`,
    }
    const form = await servers.open(page, { [isFirst ? 'before' : 'after']: status, headers })
    await expect(form.getByRole('heading', { level: 2 }).first()).toBeVisible()
    await expect(page.locator('referral-status')).toContainText('No customer was referred')
    await fillAll(form)
    await expect(verdict(form)).toHaveText('Qualifies')
  }
})

test('what the vendor does not know is said, and a refusal for good has its reason @chromium', async ({
  page,
  site,
}) => {
  const sent = { ...site.api.add(), status_key: 'another' }
  const status = await site.open(page, [sent])
  await expect(status.locator('.card')).toContainText('The vendor does not know this referral.')
  expect(await violations(page)).toEqual([])
  const problem = { title: 'Refused', detail: 'This token is not valid any more.' }
  for (const route of ['stream', 'referrals'])
    site.api.spoilt.set(route, (response) => response.writeHead(403).end(JSON.stringify(problem)))
  await page.locator('referral-status').evaluate((element) => element.setAttribute('token', 'old'))
  await expect(status.getByRole('alert')).toHaveText('This token is not valid any more.')
  expect(await violations(page)).toEqual([])
})

for (const file of ['status.wasm', 'status.texts.en.json'])
  test(`without ${file} the element says that it cannot be shown, and shows its own content @chromium`, async ({
    page,
    site,
  }) => {
    site.package.fail(file)
    await page.goto(site.page())
    await page.locator('referral-status').evaluate((element) => element.append('Write to us.'))
    await expect(page.locator('referral-status').getByRole('alert')).toContainText('cannot be shown right now')
    await expect(page.getByText('Write to us.')).toBeVisible()
    expect(await violations(page)).toEqual([])
  })

for (const language of ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt'])
  test(`in ${language} every text is there, at 320 pixels @chromium`, async ({ page, site }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    const status = await site.open(page, [site.api.add(ASKED), site.api.add(DECLINED)], { language })
    await expect(status.locator('.referral')).toHaveCount(2)
    for (const summary of await status.locator('summary').all())
      if ((await summary.locator('..').getAttribute('open')) === null) await summary.click()
    const text = await status.locator('.widget').innerText()
    // A key without a text would stand there itself.
    expect(text.match(/\b[a-z]+(-[a-z]+)+\b/g)).toEqual(null)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(await violations(page)).toEqual([])
    expect(site.api.requests[0].body.language).toBe(language)
  })

test('it can be read with forced colours and without motion @chromium', async ({ browser, site }) => {
  const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const status = await site.open(page, [site.api.add(ASKED)])
  await expect(status.locator('.badge')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await context.close()
})
