import { lowestContrast } from './contrast.mjs'
import { expect, test } from './servers.mjs'
import { fillIn, headline, send } from './servers/lead.mjs'
import { publish } from './servers/publisher.mjs'

/** @import { Page } from '@playwright/test' */

const BOTH_SCHEMES = '<style>:root { color-scheme: light dark } body { margin: 8px }</style>'

/** @param {Page} page */
async function expectFits(page) {
  const [wide, room] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return [scrollWidth, clientWidth]
  })
  expect(wide).toBeLessThanOrEqual(room)
}

/** @type {Record<string, Parameters<Page['emulateMedia']>[0]>} */
const modes = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'forced colours, dark': { forcedColors: 'active', colorScheme: 'dark' },
}

for (const [what, media] of Object.entries(modes)) {
  test(`320 pixels wide (${what}), every state fits, and every text can be read @chromium`, async ({
    page,
    servers,
  }) => {
    await page.emulateMedia(media)
    await page.setViewportSize({ width: 320, height: 700 })
    const form = await servers.open(page, { before: BOTH_SCHEMES })
    const check = async () => {
      await expectFits(page)
      expect(await lowestContrast(form)).toBeGreaterThanOrEqual(4.5)
    }
    await expect(headline(form)).toContainText('answers to go')
    await check()
    await send(form)
    await expect(form.locator('#summary')).toContainText('There is a problem')
    await check()
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    await check()
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
    await check()
  })
}

test('in dark mode, a page that is dark gets a dark form, and a page that is light a light one @chromium', async ({
  page,
  servers,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  const brightness = async (/** @type {string} */ before) => {
    const form = await servers.open(page, { before })
    const color = await form.locator('.widget').evaluate((widget) => getComputedStyle(widget).backgroundColor)
    const parts = /** @type {RegExpMatchArray} */ (color.match(/\d+/g))
    return Math.max(...parts.map(Number))
  }
  expect(await brightness(BOTH_SCHEMES)).toBeLessThan(80)
  expect(await brightness('<style>:root { color-scheme: light }</style>')).toBeGreaterThan(200)
})

test('320 pixels wide, endless words in a program do not make the page scroll sideways', async ({ page, servers }) => {
  const word = 'Donaudampfschifffahrt'.repeat(20)
  const program = await publish(servers, {
    change(program) {
      Object.assign(program, { name: word, summary: word, ideal_customer: [word] })
      program.vendor.name = word
      program.agreement.title = word
      Object.assign(program.fields[0], { label: word, hint: word })
      program.fields[2].options[0].label = word
      program.fields[6].options[0].label = word
      program.compensation[0].name = word
    },
    script: (good) => good.replace(/require\("territory", "[^"]*"/, `require("territory", "${word}"`),
  })
  await page.setViewportSize({ width: 320, height: 700 })
  const form = await servers.open(page, { before: BOTH_SCHEMES, attributes: { program } })
  await expect(headline(form)).toContainText('answers to go')
  await expectFits(page)
})

test('320 pixels wide, a failure with endless words does not make the page scroll sideways', async ({
  page,
  servers,
}) => {
  await page.setViewportSize({ width: 320, height: 700 })
  const form = await servers.open(page, { before: BOTH_SCHEMES, attributes: { program: `/${'a'.repeat(500)}` } })
  await expect(form.getByRole('alert')).toContainText('answered 404')
  await expectFits(page)
})
