// Every type of question, as assistive technology hears of it and as the keyboard reaches it (WCAG 2.2 AA).
import { button, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Servers } from './servers.mjs'
 * @import { Page } from '@playwright/test'
 */

const options = (/** @type {string[]} */ labels) =>
  labels.map((/** @type {string} */ label) => ({ value: label.toLowerCase(), label }))
/** The types of questions that the sample program does not ask. */
const FURTHER = [
  {
    name: 'products',
    label: 'Products',
    type: 'multiselect',
    required: true,
    hint: 'One or more.',
    options: options(['CRM', 'ERP']),
  },
  { name: 'share', label: 'Share in the cloud', type: 'percent', help: 'Of all its servers.' },
  { name: 'plant', label: 'Plant', type: 'country', example: 'France' },
]

/**
 * @param {Page} page
 * @param {Servers} servers
 */
async function open(page, servers) {
  await servers.endpoint.edit('cloud-migration', 'program.json', (/** @type {string} */ text) => {
    const program = { ...JSON.parse(text), territory: [] }
    program.fields.splice(9, 0, ...FURTHER)
    return JSON.stringify(program)
  })
  const form = await servers.open(page, {
    before: '<style>body { margin: 0 }</style><button>Before</button>',
    after: '<button>After</button>',
  })
  await expect(form.locator('input[role=combobox]')).toBeAttached()
  await expect(verdict(form)).toHaveText('6 answers to go')
  return form
}

/**
 * Lists the questions in Chromium's accessibility tree by name, with role, description, and whether they are invalid.
 * @param {Page} page
 */
async function told(page) {
  const devtools = await page.context().newCDPSession(page)
  const { nodes } = await devtools.send('Accessibility.getFullAXTree')
  await devtools.detach()
  const roles = ['textbox', 'combobox', 'checkbox', 'radio', 'group', 'Date']
  const asked = nodes.filter(({ ignored, role, name }) => !ignored && roles.includes(role?.value) && name?.value)
  return asked.map(({ role, name, description, properties }) => {
    const invalid = properties?.some((it) => it.name === 'invalid' && it.value.value === 'true')
    return [role?.value, name?.value, description?.value ?? '', ...(invalid ? ['invalid'] : [])]
  })
}

test('assistive technology is told each question’s role, name and hint, and only then of mistakes @chromium', async ({
  page,
  servers,
}) => {
  const form = await open(page, servers)
  const before = await told(page)
  for (const question of QUESTIONS) expect(before).toContainEqual(question)
  expect(before.filter(([, , , invalid]) => invalid)).toEqual([])

  await button(form).click()
  await expect(form.locator('#summary')).toBeFocused()
  const after = await told(page)
  for (const question of MISTAKES) expect(after).toContainEqual([...question, 'invalid'])
  // An optional question is never marked as wrong, and every question still has its label.
  expect(after.filter(([, name, , invalid]) => invalid && name.endsWith('(optional)'))).toEqual([])
  expect(after.map(([role, name]) => [role, name])).toEqual(before.map(([role, name]) => [role, name]))
})

const CONSENT = 'The contact knows that I pass on these details, and expects your call.'
const QUESTIONS = [
  ['textbox', 'Company', 'The registered name, with GmbH, AG and so on.'],
  ['combobox', 'Country', 'Where the contract would be signed.'],
  ['combobox', 'What does the company need most?', ''],
  ['textbox', 'Employees', 'All locations together. A good guess is enough.'],
  ['group', 'Does the company already buy from us?', 'You earn a fee either way; the rates differ.'],
  ['radio', 'Yes, something else', ''],
  ['Date', 'When will the company decide? (optional)', 'Leave it empty if you do not know.'],
  ['group', 'Products', 'One or more.'],
  ['checkbox', 'CRM', ''],
  ['textbox', 'Share in the cloud (optional)', ''],
  ['combobox', 'Plant (optional)', 'For example: France'],
  ['textbox', 'E-mail address of the contact', 'At the company, not a private address.'],
  ['checkbox', CONSENT, ''],
  ['checkbox', 'I accept the Referral agreement 2026-11, version 2026-11.', ''],
]
const MISTAKES = [
  ['textbox', 'Company', 'The registered name, with GmbH, AG and so on. Enter an answer: Company'],
  ['combobox', 'What does the company need most?', 'Choose an answer: What does the company need most?'],
  ['radio', 'Yes, something else', ''],
  ['checkbox', 'CRM', ''],
  ['checkbox', CONSENT, `Tick to confirm: ${CONSENT}`],
]

/** Finds the element that has the focus, in any shadow tree. */
const active = () => {
  const { activeElement } = document
  return activeElement?.shadowRoot?.activeElement ?? activeElement
}

/**
 * Describes what a person sees who tabs to a control, once it is painted: where the focus is, how it looks, and what
 * covers it.
 * @param {Page} page
 */
const seen = (page) =>
  page.evaluate(async (active) => {
    for (const _ of ['scrolled', 'painted']) await new Promise(requestAnimationFrame)
    const element = eval(active)()
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    const { x, y, width, height, right, bottom } = element.getBoundingClientRect()
    const points = [
      [x + width / 2, y + height / 2],
      [x + 3, y + 3],
      [right - 3, y + 3],
      [x + 3, bottom - 3],
      [right - 3, bottom - 3],
    ]
    const root = element.getRootNode()
    /**
     * Finds the element that covers the control at a point.
     * @param {number[]} point
     */
    const over = ([x, y]) => {
      const on = root.elementFromPoint(x, y)
      if (!on) return `the edge of the window: ${Math.round(y)} of ${innerHeight}`
      return element.contains(on) || on.contains(element) || element.labels?.[0]?.contains(on)
        ? ''
        : `${on.localName}.${on.className}`
    }
    // A box's label is part of its target.
    const size = (element.closest('label') ?? element).getBoundingClientRect()
    const isPart = window.lastStop === element
    window.lastStop = element
    return {
      name: element.name || element.id || element.textContent.trim().slice(0, 30),
      isOurs: root !== document,
      isInline: element.localName === 'a' && getComputedStyle(element).display === 'inline',
      top: y + scrollY,
      left: x,
      // The browser itself marks the parts of a date.
      isPart,
      isMarked: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none',
      covers: points.map(over).filter(Boolean),
      size: [size.width, size.height],
    }
  }, `(${active})`)

test('320 pixels wide, Tab goes down the form, and each stop is seen, marked, uncovered and large enough @firefox', async ({
  page,
  servers,
}) => {
  // This equals 1280 by 1024 pixels at 400 % zoom (1.4.10).
  await page.setViewportSize({ width: 320, height: 256 })
  await open(page, servers)
  await page.getByRole('button', { name: 'Before' }).focus()
  const stops = []
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await seen(page)
    if (!stop.isOurs) break
    stops.push(stop)
  }
  for (const stop of stops) {
    if (!stop.isPart) expect.soft(stop.isMarked, `${stop.name} is marked`).toBe(true)
    expect.soft(stop.covers, `${stop.name} is not covered`).toEqual([])
    if (!stop.isInline) expect.soft(Math.min(...stop.size), `${stop.name} is large enough`).toBeGreaterThanOrEqual(24)
  }
  expect(stops.length).toBeGreaterThan(20)
  const tops = stops.map(({ top }) => top)
  expect(tops).toEqual(tops.toSorted((a, b) => a - b))
})

/** The spacing that readers set for themselves (WCAG 1.4.12). The form's own style sheets must not undo it. */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }'

test('320 pixels wide, wider spaced text is neither cut off nor makes the page scroll sideways, upright or not', async ({
  page,
  servers,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const form = await open(page, servers)
  await button(form).click()
  await form.evaluate((/** @type {FormElement} */ { shadowRoot }, css) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadowRoot.adoptedStyleSheets.push(sheet)
  }, SPACED)
  const lost = () =>
    form.evaluate((/** @type {FormElement} */ { shadowRoot }) => {
      const texts = [.../** @type {NodeListOf<HTMLElement>} */ (shadowRoot.querySelectorAll('*'))].filter(
        (it) => it.checkVisibility() && it.innerText && !it.closest('.hidden, select, details'),
      )
      const cut = texts.filter((it) => {
        const { overflowX, overflowY } = getComputedStyle(it)
        const isWide = it.scrollWidth > it.clientWidth + 1 && overflowX !== 'visible'
        return it.clientWidth && (isWide || (it.scrollHeight > it.clientHeight + 1 && overflowY !== 'visible'))
      })
      const beyond = texts.filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
      return [...cut, ...beyond].map((it) => `${it.localName}#${it.id}.${it.className} ${it.innerText.slice(0, 40)}`)
    })
  for (const [width, height] of [
    [320, 640],
    [640, 320],
  ]) {
    await page.setViewportSize({ width, height })
    expect(await lost(), `${width} × ${height}`).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  }
})
