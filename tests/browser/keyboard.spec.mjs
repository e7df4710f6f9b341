import { JUDGED, button, fill, inDays, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Page } from '@playwright/test' */

/**
 * Presses Tab until the control of that name has the focus. A date has a stop for each of its parts.
 * @param {Page} page
 * @param {string} name
 */
async function tabTo(page, name) {
  const reached = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('name'))
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await reached()) === name) return
  }
  throw new Error(`Tab does not lead to ${name} but to ${await reached()}`)
}

test.use({ locale: 'en-US' })

test('the whole way from the page to the receipt and to the next lead goes by keyboard alone @firefox', async ({
  page,
  servers,
}) => {
  const form = await servers.open(page, { before: '<button>The page’s own</button>' })
  await expect(verdict(form)).toHaveText('6 answers to go')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'The page’s own' })).toBeFocused()
  const { keyboard } = page
  const [year, month, day] = inDays(90).split('-')
  const steps = {
    company: () => keyboard.type('Beispiel Pumpen GmbH'),
    website: () => keyboard.type('pumpen.example'),
    country: () => keyboard.type('Germ'),
    need: () => keyboard.type('Backup'),
    first_year_spend: () => keyboard.type('150,000'),
    employees: () => keyboard.type('320'),
    existing_customer: () => arrows('No', 'Yes, something else', 'existing_customer'),
    in_talks: () => arrows('No', 'Yes', 'in_talks'),
    decision_date: () => keyboard.type(`${month}${day}${year}`),
    contact_name: () => keyboard.type('Head of IT'),
    email: () => keyboard.type('head.of.it@pumpen.example'),
    phone: () => undefined,
    situation: () => keyboard.type('First line\nSecond line'),
    consent: () => keyboard.press('Space'),
    'accept-agreement': () => keyboard.press('Space'),
  }
  /**
   * @param {string} first
   * @param {string} second
   * @param {string} name
   */
  async function arrows(first, second, name) {
    const choice = (/** @type {string} */ label) => question(form, name).getByLabel(label, { exact: true })
    await keyboard.press('ArrowDown')
    await expect(choice(second)).toBeChecked()
    await keyboard.press('ArrowUp')
    await expect(choice(first)).toBeChecked()
  }
  for (const [name, act] of Object.entries(steps)) {
    await tabTo(page, name)
    await act()
  }
  await expect(question(form, 'country')).toHaveValue('DE')
  await expect(verdict(form)).toHaveText('Qualifies')
  // The agreement's own text is a link on the way.
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await expect(button(form)).toBeFocused()
  await keyboard.press('Enter')

  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(receipt(form)).toBeFocused()
  const [referral, ...others] = await servers.endpoint.referrals()
  expect(others).toEqual([])
  expect(referral.lead).toMatchObject({
    country: 'DE',
    need: 'recovery',
    existing_customer: 'no',
    decision_date: inDays(90),
    situation: 'First line\nSecond line',
  })

  for (const name of ['Save receipt', 'Print']) {
    await keyboard.press('Tab')
    await expect(button(form, name)).toBeFocused()
  }
  await keyboard.press('Tab')
  await expect(form.getByRole('link', { name: 'Follow this referral' })).toBeFocused()
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await expect(button(form, 'Refer another customer')).toBeFocused()
  await keyboard.press('Enter')
  await expect(question(form, 'company')).toBeFocused()
  await expect(question(form, 'company')).toHaveValue('')
})

test('Enter in a field sends the form, as in any form', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await question(form, 'employees').press('Enter')
  await expect(form.locator('#summary')).toBeFocused()
  await expect(question(form, 'employees')).toHaveValue('320')
})
