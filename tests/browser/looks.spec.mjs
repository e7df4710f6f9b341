import { JUDGED, QUALIFIED, button, fill, fillAll, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Locator } from '@playwright/test' */

/** The line that `www/themes/README.md` recommends for pages with text below the form. */
const ROOM = '<style>body { margin: 0 } referral-form { display: block; min-height: 100vh }</style>'
const BELOW = '<p>What stands below the form.</p>'

/**
 * @param {Locator} form
 * @param {string} selector
 */
const box = async (form, selector) => {
  const found = await form.locator(selector).boundingBox()
  if (!found) throw new Error(`${selector} is not shown`)
  return found
}

for (const width of [390, 1280]) {
  test(`${width} pixels wide, nothing on the page moves while the form loads @chromium`, async ({ page, servers }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.addInitScript(() => {
      window.shifts = []
      const note = (/** @type {LayoutShift} */ { value, sources }) =>
        window.shifts.push({ value, moved: sources.map(({ node }) => node?.nodeName) })
      new PerformanceObserver((list) => /** @type {LayoutShift[]} */ (list.getEntries()).forEach(note)).observe({
        type: 'layout-shift',
        buffered: true,
      })
    })
    const release = servers.package.hold('form.wasm')
    const form = await servers.open(page, { before: ROOM, after: BELOW })
    await expect(form.getByText('Loading the referral form…')).toBeVisible()
    const { height = 0 } = (await form.boundingBox()) ?? {}
    expect(height).toBeGreaterThanOrEqual(900)
    release()
    await expect(verdict(form)).toHaveText('6 answers to go')
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    expect(await page.evaluate(() => window.shifts)).toEqual([])
  })
}

test('the form’s own width decides its layout, not the window’s', async ({ page, servers }) => {
  const form = await servers.open(page, { before: '<style>referral-form { width: 600px }</style>' })
  await expect(verdict(form)).toHaveText('6 answers to go')
  const beside = async () => (await box(form, '#verdict')).x > (await box(form, '#f-company')).x + 200
  expect(await beside()).toBe(false)
  await expect(form.locator('#bar')).toBeVisible()
  await form.evaluate((element) => (element.style.width = '700px'))
  expect(await beside()).toBe(true)
  await expect(form.locator('#bar')).toBeHidden()
})

test('the verdict and the fee stay in view, down to the last question', async ({ page, servers }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await expect(form.locator('#fee .amount')).toBeInViewport()
  await form.locator('#f-situation').focus()
  await expect(verdict(form)).toBeInViewport()
  await expect(form.locator('#fee .amount')).toBeInViewport()
})

test('on a phone the verdict is in view at every question', async ({ page, servers }) => {
  await page.setViewportSize({ width: 390, height: 700 })
  const form = await servers.open(page)
  await fill(form, JUDGED)
  for (const name of ['company', 'employees', 'situation']) {
    await form.locator(`#f-${name}`).scrollIntoViewIfNeeded()
    await expect(form.locator('#bar')).toBeInViewport()
    await expect(form.locator('#bar')).toHaveText('Qualifies')
  }
})

test('the form has the page’s font and its text size', async ({ page, servers }) => {
  const form = await servers.open(page, { before: '<style>body { font: 19px/2 Georgia, serif }</style>' })
  for (const selector of ['#f-company', '#submit', 'h2']) {
    await expect(form.locator(selector).first()).toHaveCSS('font-family', 'Georgia, serif')
  }
  await expect(form.locator('#f-company')).toHaveCSS('font-size', '19px')
})

test('a page that counts in tenths of its root’s size gets a form of the usual size', async ({ page, servers }) => {
  const form = await servers.open(page, {
    before: '<style>html { font-size: 62.5% } body { font-size: 1.6rem }</style>',
  })
  const { height } = await box(form, '#f-company')
  expect(height).toBeGreaterThanOrEqual(44)
  await expect(form.locator('#f-company')).toHaveCSS('font-size', '16px')
})

test('what a page does to all of its text does not reach the form', async ({ page, servers }) => {
  const shouting = {
    'font-style': 'italic',
    'letter-spacing': '9px',
    'text-indent': '80px',
    'text-transform': 'uppercase',
    'white-space': 'nowrap',
    'word-spacing': '40px',
  }
  const css = Object.entries(shouting)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ')
  const form = await servers.open(page, { before: `<style>body { ${css} }</style>` })
  await expect(verdict(form)).toHaveText('6 answers to go')
  for (const [name, value] of Object.entries(shouting))
    await expect(form.locator('.intro p').first()).not.toHaveCSS(name, value)
})

test('a compact form is shorter, and its targets are still large enough', async ({ page, servers }) => {
  const form = await servers.open(page)
  await expect(verdict(form)).toHaveText('6 answers to go')
  const before = (await box(form, '.questions')).height
  await form.evaluate((element) => element.setAttribute('density', 'compact'))
  expect((await box(form, '.questions')).height).toBeLessThan(before * 0.85)
  for (const name of ['company', 'country', 'situation']) {
    expect((await box(form, `#f-${name}`)).height).toBeGreaterThanOrEqual(32)
  }
})

test('where less motion is wanted, nothing moves @chromium', async ({ page, servers }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  const release = servers.package.hold('form.wasm')
  const moving = (/** @type {Locator} */ form) =>
    form.evaluate((/** @type {FormElement} */ { shadowRoot }) => shadowRoot.getAnimations().length)
  const form = await servers.open(page)
  await expect.poll(() => moving(form)).toBe(1)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await moving(form)).toBe(0)
  release()
})

test('on paper the form is its questions, answers, verdict and terms, without what only a screen can do @chromium', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page, { before: '<style>:root { color-scheme: light dark }</style>' })
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(form.locator('#f-company')).toHaveValue(QUALIFIED.company)
  for (const text of ['What you earn', 'Your protection']) await expect(form.getByText(text)).toBeVisible()
  await expect(verdict(form)).toBeVisible()
  await expect(button(form)).toBeHidden()
  await expect(form.locator('.widget')).toHaveCSS('background-color', 'rgb(255, 255, 255)')
  await page.emulateMedia({ media: 'screen' })
  await button(form).click()
  await page.emulateMedia({ media: 'print' })
  await expect(receipt(form)).toBeVisible()
})
