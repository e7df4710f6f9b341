// What is typed survives a reload until it is sent, except where the program or the browser forbids it.
import { expectAccessible } from './ask.mjs'
import { QUALIFIED, button, fill, fillAll, accept, loseNextAnswer, posts, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

/** @import { Typed } from './fill.mjs' */

/**
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page, Route } from '@playwright/test'
 *
 * @typedef {'sessionStorage' | 'localStorage'} Kind
 */

/** @param {Locator} form */
const notice = (form) => form.locator('#restored', { hasText: /^Your answers from .+ were restored\.$/ })

/**
 * Returns the drafts that the page keeps, by name, as they were written.
 * @param {Page} page
 * @param {Kind} [storage]
 * @returns {Promise<Record<string, string>>}
 */
const kept = (page, storage = 'sessionStorage') =>
  page.evaluate((storage) => {
    const isDraft = (/** @type {[string, string]} */ [name]) => name.startsWith('referral-draft ')
    return Object.fromEntries(Object.entries(window[storage]).filter(isDraft))
  }, storage)

/**
 * @param {Page} page
 * @param {Kind} [storage]
 */
const drafts = async (page, storage) => Object.values(await kept(page, storage)).map((text) => JSON.parse(text))

/**
 * Waits until the answers have been kept.
 * @param {Page} page
 * @param {object[]} answers
 * @param {Kind} [storage]
 */
const rested = (page, answers, storage) =>
  expect.poll(async () => (await drafts(page, storage)).map((draft) => draft.answers)).toEqual(answers)

/**
 * Writes into the storage before the page asks for it.
 * @param {Page} page
 * @param {string} text
 */
const planted = (page, text) =>
  page.evaluate((/** @type {string} */ text) => {
    for (const name of Object.keys(sessionStorage)) sessionStorage.setItem(name, text)
  }, text)

/** @param {string} name */
const sensitive = (name) => (/** @type {any} */ program) => {
  program.fields.find((/** @type {Record<string, unknown>} */ field) => field.name === name).sensitive = true
}

/**
 * Opens a changed copy of the sample program.
 * @param {Page} page
 * @param {Servers} servers
 * @param {(program: any) => unknown} [change]
 */
const open = async (page, servers, change) =>
  servers.open(page, { attributes: { program: await publish(servers, { change }) } })

// Texts that stay as they are: a partner may have one of them in the browser.
const LANDED = {
  'without a step':
    '{"at":1795219200000,"answers":{"company":"Kessel AG","country":"AT","in_talks":"no","consent":true},"key":"9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77"}',
  'with a step':
    '{"at":1795219200000,"answers":{"company":"Kessel AG","country":"AT","in_talks":"no","consent":true},"step":["need"]}',
}
for (const [kind, text] of Object.entries(LANDED)) {
  test(`a draft that an earlier version wrote is opened: ${kind}`, async ({ page, servers }) => {
    const name = 'referral-draft ["cloud-migration","northgate-security"] 1'
    await page.addInitScript(([name, text]) => sessionStorage.setItem(name, text), [name, text])
    const form = await servers.open(page)
    await expect(notice(form)).toBeVisible()
    await expect(question(form, 'company')).toHaveValue('Kessel AG')
    await expect(question(form, 'country')).toHaveValue('AT')
    await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()
  })
}

test('a reload keeps what was typed, says so, and the lead can be sent @firefox', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect.poll(async () => (await drafts(page))[0]?.answers.consent).toBe(true)
  await page.reload()
  await expect(notice(form)).toBeVisible()
  for (const name of ['company', 'first_year_spend', 'decision_date', 'email', 'situation']) {
    await expect(question(form, name)).toHaveValue(String(/** @type {Typed} */ (QUALIFIED)[name]))
  }
  await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#live')).toHaveText(/^Your answers from .+ were restored\.$|^Qualifies$/)
  await expectAccessible(page)

  // The agreement must be accepted again: it is not an answer.
  await expect(form.getByRole('checkbox', { name: /^I accept the/ })).not.toBeChecked()
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await kept(page)).toEqual({})
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('')
  await expect(notice(form)).toHaveCount(0)
})

test('a screen reader is told that answers were restored', async ({ page, servers }) => {
  const form = await servers.open(page)
  await question(form, 'company').fill('Kessel AG')
  await rested(page, [{ company: 'Kessel AG' }])
  await page.addInitScript(() => {
    window.announced = []
    customElements.whenDefined('referral-form').then(() => {
      const { shadowRoot } = /** @type {FormElement} */ (document.querySelector('referral-form'))
      const read = () => window.announced.push(shadowRoot.getElementById('live')?.textContent)
      new MutationObserver(read).observe(shadowRoot, { childList: true, subtree: true, characterData: true })
    })
  })
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect
    .poll(() => page.evaluate(() => window.announced))
    .toContainEqual(expect.stringMatching(/^Your answers from .+ were restored\.$/))
})

test('“Start over” empties the form, and a reload brings nothing back', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, { company: 'Kessel AG', country: 'Germany' })
  await rested(page, [{ company: 'Kessel AG', country: 'DE' }])
  await page.reload()
  await button(form, 'Start over').click()
  await expect(question(form, 'company')).toBeFocused()
  await expect(question(form, 'company')).toHaveValue('')
  await expect(notice(form)).toHaveCount(0)
  expect(await kept(page)).toEqual({})
  await page.reload()
  await expect(question(form, 'company')).toBeVisible()
  await expect(notice(form)).toHaveCount(0)
})

test('what was typed last is kept, too, when the page is left at once', async ({ page, servers }) => {
  const form = await servers.open(page)
  await question(form, 'company').fill('Kessel AG')
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
})

test('answers to sensitive fields are never kept', async ({ page, servers }) => {
  const form = await open(page, servers, sensitive('email'))
  await fill(form, { company: 'Kessel AG', email: 'head@kessel.example' })
  await rested(page, [{ company: 'Kessel AG' }])
  expect(JSON.stringify(await kept(page))).not.toContain('kessel.example')
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'email')).toHaveValue('')
})

test('a field that becomes sensitive is forgotten', async ({ page, servers }) => {
  const form = await open(page, servers)
  await fill(form, { company: 'Kessel AG', contact_name: 'Ms Kessel' })
  await rested(page, [{ company: 'Kessel AG', contact_name: 'Ms Kessel' }])
  await publish(servers, { change: sensitive('contact_name') })
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'contact_name')).toHaveValue('')
})

test('a draft stays in its tab, and goes once the program wants none', async ({ page, context, servers }) => {
  const form = await open(page, servers)
  await question(form, 'company').fill('Kessel AG')
  await rested(page, [{ company: 'Kessel AG' }])
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(question(other.locator('referral-form'), 'company')).toHaveValue('')
  await publish(servers, { change: (program) => (program.drafts = 'off') })
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('')
  expect(await kept(page)).toEqual({})
  await question(form, 'company').fill('Kessel AG')
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('')
})

test('a draft on the device is there in another tab, until its days are over', async ({ page, context, servers }) => {
  const form = await open(page, servers, (/** @type {string} */ program) =>
    Object.assign(program, { drafts: 'device', draft_days: 7 }),
  )
  await question(form, 'company').fill('Kessel AG')
  await rested(page, [{ company: 'Kessel AG' }], 'localStorage')
  const other = await context.newPage()
  await other.goto(page.url())
  const again = other.locator('referral-form')
  await expect(question(again, 'company')).toHaveValue('Kessel AG')
  await expect(notice(again)).toBeVisible()

  await other.evaluate((week) => {
    const name = Object.keys(localStorage).find((name) => name.startsWith('referral-draft ')) ?? ''
    const draft = JSON.parse(localStorage[name])
    localStorage[name] = JSON.stringify({ ...draft, at: draft.at - week })
  }, 7 * 86_400_000)
  await other.reload()
  await expect(question(again, 'company')).toHaveValue('')
  expect(await kept(other, 'localStorage')).toEqual({})
})

test('programs and partners do not mix, and two forms of one program keep both their answers', async ({
  page,
  servers,
}) => {
  const again = servers.embed()
  const others = servers.embed({ partner: 'other' }) + servers.embed({ program: 'industrial-automation' })
  await servers.open(page, { after: again + others })
  const forms = page.locator('referral-form')
  const company = (/** @type {number} */ place) => forms.nth(place).getByLabel('Company', { exact: true })
  const names = ['First AG', 'Second AG', 'Other AG', 'Factory AG']
  for (const [place, name] of names.entries()) {
    await forms.nth(place).scrollIntoViewIfNeeded()
    await company(place).fill(name)
  }
  await expect.poll(async () => (await drafts(page)).length).toBe(4)
  await page.reload()
  for (const place of names.keys()) {
    await forms.nth(place).scrollIntoViewIfNeeded()
    await expect(company(place)).not.toHaveValue('')
  }
  // It does not matter which of the two came first, but both must be there.
  await expect(company(2)).toHaveValue('Other AG')
  await expect(company(3)).toHaveValue('Factory AG')
  const both = await Promise.all([company(0), company(1)].map((field) => field.inputValue()))
  expect(both.toSorted()).toEqual(['First AG', 'Second AG'])
})

test('after an answer that was lost, where the browser keeps no submission, a reload sends it again under the same key @chromium', async ({
  page,
  servers,
}) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }))
  page.on('dialog', (dialog) => dialog.accept())
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  await loseNextAnswer(page, servers.endpoint)
  await button(form).click()
  await expect(form.locator('#queued')).toBeVisible()
  await page.reload()
  await expect(notice(form)).toBeVisible()
  await expect(verdict(form)).toHaveText('Qualifies')
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(new Set(posted.map((sent) => sent.key)).size).toBe(1)
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

test('a lead that is typed after a refusal, or that was never sent, has a key of its own @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  const posted = posts(page)
  await fillAll(form)
  const refuse = (/** @type {Route} */ route) =>
    route.fulfill({ status: 403, headers: { 'Access-Control-Allow-Origin': '*' }, json: { detail: 'Not today.' } })
  await page.route(`${servers.endpoint.origin}/api/referrals`, refuse, { times: 1 })
  await button(form).click()
  await expect(form.locator('#sending')).toContainText('Not today.')
  await page.reload()
  await expect(verdict(form)).toHaveText('Qualifies')
  await accept(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(posted[1].key).not.toBe(posted[0].key)
})

const hostile = {
  'no JSON': '{"at":',
  nothing: 'null',
  'a list': '[]',
  'another shape': '{"at":"yesterday","answers":"DE","key":7}',
  'a time that is none': '{"at":1e300,"answers":{"company":"Kessel AG"}}',
  'answers that are none': '{"at":1,"answers":null}',
  'of no time': '{"at":null,"answers":{"company":"Kessel AG"}}',
}
for (const [what, text] of Object.entries(hostile)) {
  test(`a draft that is ${what} counts for nothing`, async ({ page, servers }) => {
    /** @type {string[]} */
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    const form = await servers.open(page)
    await question(form, 'company').fill('Kessel AG')
    await rested(page, [{ company: 'Kessel AG' }])
    await planted(page, text)
    await page.reload()
    await expect(verdict(form)).toHaveText('6 answers to go')
    await expect(question(form, 'company')).toHaveValue('')
    await expect(notice(form)).toHaveCount(0)
    expect(errors).toEqual([])
  })
}

test('of a draft with odd answers, those that fit stay, and its key cannot keep the lead from being sent', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page)
  await question(form, 'company').fill('Kessel AG')
  await rested(page, [{ company: 'Kessel AG' }])
  const answers = {
    company: 'Kessel AG',
    country: 'XX',
    employees: { a: 1 },
    unknown: 'x',
    constructor: 'x',
    need: ['a'],
  }
  await planted(page, JSON.stringify({ at: Date.now(), answers, key: 'x\ny', v: 9 }))
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'country')).toHaveValue('')
  expect(Object.keys(await form.evaluate((/** @type {FormElement} */ element) => element.value))).toEqual([
    'company',
    'country',
    'need',
  ])
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})

test('a draft whose key and step are of other kinds is a draft all the same', async ({ page, servers }) => {
  /** @type {string[]} */
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  const form = await servers.open(page)
  await question(form, 'company').fill('Kessel AG')
  await rested(page, [{ company: 'Kessel AG' }])
  const key = '9b2f4d0e-7c1a-4e63-8f52-0d6a1c3b5e77'
  for (const odd of [
    { key: [key], step: [null, 7, {}] },
    { key: { length: 36 }, step: {} },
    { key: 7, step: 'x' },
    { key: null, step: null },
  ]) {
    await planted(page, JSON.stringify({ at: Date.now(), answers: { company: 'Kessel AG' }, ...odd }))
    await page.reload()
    await expect(question(form, 'company')).toHaveValue('Kessel AG')
    await expect(notice(form)).toBeVisible()
  }
  expect(errors).toEqual([])
})

const broken = {
  'is blocked': () => {
    for (const name of ['sessionStorage', 'localStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('Blocked', 'SecurityError')
        },
      })
    }
  },
  'is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError')
    }
  },
}
for (const [how, spoil] of Object.entries(broken)) {
  test(`where storage ${how}, the lead is typed and sent as ever`, async ({ page, servers }) => {
    /** @type {string[]} */
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.addInitScript(spoil)
    const form = await servers.open(page)
    await fillAll(form)
    await button(form).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    expect(errors).toEqual([])
  })
}
