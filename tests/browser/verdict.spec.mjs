// The verdict follows each answer. Parts of it that have not changed stay in place.
import { JUDGED, QUALIFIED, button, criterion, fill, fillAll, listen, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

/** @import { Locator } from '@playwright/test' */

test('what an answer does not change stays: nobody’s selection is lost', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await criterion(form, 'territory').evaluate((item) => {
    window.kept = item
    getSelection()?.selectAllChildren(item)
  })
  await form.locator('#f-employees').evaluate((/** @type {HTMLInputElement} */ input) => {
    input.value = '20'
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
  })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await expect(criterion(form, 'company-size')).toHaveAttribute('data-outcome', 'review')
  expect(await page.evaluate(() => window.kept.isConnected)).toBe(true)
})

/**
 * Answers a question, and returns the verdict's text before the browser can draw.
 * @param {Locator} form
 * @param {string} employees
 */
const headlineAtOnce = (form, employees) =>
  form.locator('#f-employees').evaluate(async (/** @type {HTMLInputElement} */ input, employees) => {
    input.value = employees
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    for (let i = 0; i < 50; i++) await undefined
    return /** @type {ShadowRoot} */ (input.getRootNode()).querySelector('#verdict .headline')?.textContent
  }, employees)

test('quick rules answer before the next frame', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  // Wait until the rules have moved from the worker to the main thread.
  let few = false
  await expect
    .poll(async () => {
      few = !few
      return [few, await headlineAtOnce(form, few ? '20' : '320')]
    })
    .toEqual([true, 'A partner manager decides'])
  expect(await headlineAtOnce(form, '320')).toBe('Qualifies')
})

test('an amount changes in its place', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  const amount = form.locator('#fee .amount')
  await expect(amount).toHaveText('EUR 15,000')
  await amount.evaluate((element) => (window.kept = element))
  await form.locator('#f-first_year_spend').fill('160,000')
  await expect(amount).toHaveText('EUR 16,000')
  await expect(form.locator('#fee li')).toContainText('10% of EUR 160,000')
  expect(await page.evaluate(() => window.kept.isConnected)).toBe(true)
})

test('a fee of six digits stands in one line', async ({ page, servers }) => {
  // The narrowest page that shows verdict and form side by side, in a wide font.
  await page.setViewportSize({ width: 740, height: 900 })
  const form = await servers.open(page)
  await form.evaluate((form) => (form.style.font = '17px/1.5 "DejaVu Sans", Verdana, sans-serif'))
  await fill(form, { ...JUDGED, first_year_spend: '1,500,000' })
  const amount = form.locator('#fee .amount')
  await expect(amount).toHaveText('EUR 180,000')
  expect(
    await amount.evaluate(
      (element) => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight),
    ),
  ).toBeLessThan(1.5)
})

test('a criterion turns in its place', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  const criterion = form.locator('[data-rule=deal-size]')
  await expect(criterion).toHaveAttribute('data-outcome', 'met')
  await criterion.evaluate((element) => (window.kept = element))
  await form.locator('#f-first_year_spend').fill('1,600,000')
  await expect(criterion).toHaveAttribute('data-outcome', 'review')
  await expect(criterion).toHaveClass('review')
  await expect(criterion.locator('.state')).toHaveText('For a partner manager')
  await expect(form.locator('.suggestions')).toBeVisible()
  await form.locator('#f-first_year_spend').fill('160,000')
  await expect(criterion).toHaveClass('met')
  await expect(form.locator('.suggestions')).toHaveCount(0)
  expect(await page.evaluate(() => window.kept.isConnected)).toBe(true)
})

test('a verdict that a browser has translated still turns', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  const amount = form.locator('#fee .amount')
  await expect(amount).toHaveText('EUR 15,000')
  // Chromium's translation does this: it puts each text into new elements.
  await form.locator('#verdict').evaluate((verdict) => {
    const walker = document.createTreeWalker(verdict, NodeFilter.SHOW_TEXT)
    /** @type {Text[]} */
    const texts = []
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode))
    for (const text of texts) {
      const font = document.createElement('font')
      text.replaceWith(font)
      const inner = document.createElement('font')
      inner.textContent = `» ${text.data}`
      font.append(inner)
    }
  })
  await form.locator('#f-first_year_spend').fill('1,600,000')
  await expect(amount).toHaveText('EUR 192,000')
  await expect(form.locator('[data-rule=deal-size] .state')).toHaveText('For a partner manager')
  await expect(form.locator('#status .headline')).toHaveText('A partner manager decides')
})

test('a label keeps its letters when the amount beside it changes', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) =>
    text.replace('"label": "Expected spend in the first year"', '"label": "Spend & <budget>"'),
  )
  const form = await servers.open(page)
  const spend = form.getByLabel('Spend & <budget>')
  await expect(spend).toBeVisible()
  const { first_year_spend, ...others } = JUDGED
  await fill(form, others)
  for (const amount of ['150,000', '160,000']) {
    await spend.fill(amount)
    await expect(form.locator('#fee li')).toHaveText(`10% of EUR ${amount} (Spend & <budget>)`)
  }
})

test('criteria that new rules add or drop appear and go', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  const count = await form.locator('#verdict li[data-rule]').count()
  const soon = { timeout: 20_000 }
  let good = ''
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => {
    good = text
    return `require("first", "A new criterion.", |lead| lead.employees > 1);\n${text}`
  })
  await expect(form.locator('#verdict li[data-rule]')).toHaveCount(count + 1, soon)
  await expect(criterion(form, 'first')).toContainText('A new criterion. Met')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', () => good)
  await expect(form.locator('#verdict li[data-rule]')).toHaveCount(count, soon)
})

test('a program may keep the verdict for the receipt: mistakes are shown all the same', async ({ page, servers }) => {
  const told = await listen(page)
  const program = await publish(servers, { change: (program) => (program.verdict = 'after-submit') })
  const form = await servers.open(page, { attributes: { program } })
  await fillAll(form, { email: 'head.of.it', employees: '20' })
  await expect(form.locator('#e-email')).toHaveText(/must be an e-mail address/)
  expect(await form.evaluate(async (/** @type {FormElement} */ element) => (await element.precheck()).status)).toBe(
    'review',
  )
  expect((await told('referral-verdict')).at(-1)?.detail.status).toBe('review')
  await expect(form.locator('aside, #bar, #status, #criteria, #score, #fee')).toHaveCount(0)
  await expect(form.locator('#live')).toBeEmpty()
  await expect(form.getByText('A partner manager decides')).toHaveCount(0)
  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  await fill(form, { email: QUALIFIED.email })
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral received, in review')
  await expect(form.getByText('The company has 50 employees or more.')).toBeVisible()
  await expect(form.getByText(/^Your fee is estimated at/)).toBeVisible()
})

for (const height of [640, 720, 900])
  test(`the fee is seen without scrolling past fifteen criteria, in a window of ${height} pixels`, async ({
    page,
    servers,
  }) => {
    await page.setViewportSize({ width: 1280, height })
    const more = Array.from(
      { length: 12 },
      (_, i) => `require("more-${i}", "The company is fine in respect ${i} of twelve.", |lead| lead.employees > ${i});`,
    )
    await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => `${text}\n${more.join('\n')}`)
    const form = await servers.open(page)
    await fill(form, JUDGED)
    await expect(criterion(form, 'more-11')).toHaveAttribute('data-outcome', 'met')
    await form.locator('.columns').evaluate((columns) => scrollTo(0, columns.getBoundingClientRect().top + scrollY))
    await expect(form.locator('#verdict .amount')).toBeInViewport({ ratio: 1 })
  })
