import { axe } from './axe.mjs'
import { lowestContrast } from './contrast.mjs'
import { openSituation, publishGallery, situations } from './gallery.mjs'
import { expect, test } from './servers.mjs'

/** @import { Page } from '@playwright/test' */

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The looks that differ from the light one only in colours. */
/** @type {Record<string, Parameters<Page['emulateMedia']>[0]>} */
const colours = {
  dark: { colorScheme: 'dark' },
  'high contrast': { colorScheme: 'light', contrast: 'more' },
}

/**
 * @param {Page} page
 * @param {string[]} [rules]
 */
async function violations(page, rules) {
  const scan = axe(page)
  const { violations } = await (rules ? scan.withRules(rules) : scan.withTags(WCAG)).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.flat().join(' ')).join(', ')}`)
}

/**
 * Waits until changing colours have reached their final value.
 * @param {Page} page
 */
const settled = (page) =>
  page.evaluate(() => {
    const { shadowRoot } = /** @type {FormElement} */ (document.querySelector('referral-form'))
    return Promise.all(shadowRoot.getAnimations().map((animation) => animation.finished))
  })

for (const situation of situations) {
  test(`gallery, ${situation.id}: accessible, legible and no wider than its page, in every look @chromium`, async ({
    page,
    servers,
  }) => {
    publishGallery(servers.partner, servers.endpoint.origin)
    /** @type {string[]} */
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    const form = await openSituation(page, servers.partner, situation)
    expect(await violations(page)).toEqual([])
    expect(await lowestContrast(form)).toBeGreaterThanOrEqual(4.5)
    for (const [look, media] of Object.entries(colours)) {
      await page.emulateMedia(media)
      await settled(page)
      expect(await violations(page, ['color-contrast']), look).toEqual([])
      expect(await lowestContrast(form), look).toBeGreaterThanOrEqual(4.5)
    }
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await violations(page), 'phone').toEqual([])
    const [wide, room] = await form.evaluate(
      (/** @type {FormElement} */ { shadowRoot: { firstElementChild: all } }) => [all?.scrollWidth, all?.clientWidth],
    )
    expect(wide).toBeLessThanOrEqual(Number(room))
    expect(errors).toEqual([])
  })
}

test('the gallery’s list leads to every page @chromium', async ({ page, servers }) => {
  publishGallery(servers.partner, servers.endpoint.origin)
  await page.goto(`${servers.partner.origin}/gallery/index.html`)
  expect(await violations(page)).toEqual([])
  const links = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => /** @type {HTMLAnchorElement} */ (link).href))
  expect(links).toHaveLength(situations.length)
  for (const link of links) expect((await fetch(link)).status).toBe(200)
})
