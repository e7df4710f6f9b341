// The form as a page of the endpoint, where no script runs.
import AxeBuilder from '@axe-core/playwright'
import { QUALIFIED, criterion, fillAll, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

const open = async (page, { endpoint }, program = 'cloud-migration') => {
  await page.goto(`${endpoint.origin}/refer/${program}?partner=northgate-security`)
  return page.locator('referral-form')
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a partner mends an answer, checks, sends, and gets a receipt @chromium', async ({ page, servers }) => {
    const form = await open(page, servers)
    await expect(criterion(form, 'territory')).toHaveAttribute('data-outcome', 'pending')
    await fillAll(form, { company: 'Söhne & "Co" &lt;', first_year_spend: 'a lot' })
    await page.getByRole('button', { name: 'Send referral' }).click()

    await expect(page).toHaveTitle(/^Error: /)
    await expect(page.locator('#summary')).toBeFocused()
    await page.getByRole('alert').getByRole('link', { name: /spend/ }).click()
    const spend = question(form, 'first_year_spend')
    await expect(spend).toBeInViewport()
    await expect(spend).toHaveValue('a lot')
    await expect(spend).toHaveAccessibleDescription(/number/)
    await expect(question(form, 'company')).toHaveValue('Söhne & "Co" &lt;')
    await expect(question(form, 'situation')).toHaveValue(QUALIFIED.situation)
    await expect(question(form, 'in_talks').getByLabel('No', { exact: true })).toBeChecked()

    await spend.fill('1,500,000')
    await page.getByRole('button', { name: 'Check without sending' }).click()
    await expect(verdict(form)).toHaveText('A partner manager decides')
    expect(await servers.endpoint.referrals()).toEqual([])

    await question(form, 'first_year_spend').fill('150,000')
    await page.getByRole('button', { name: 'Send referral' }).click()
    await expect(receipt(form)).toHaveText('Referral accepted')
    await page.reload()
    await expect(receipt(form)).toHaveText('Referral accepted')
    const [stored, ...others] = await servers.endpoint.referrals()
    expect(others).toEqual([])
    expect(stored.lead).toMatchObject({ company: 'Söhne & "Co" &lt;', first_year_spend: '150000.00', employees: 320 })
    expect(stored.attribution.partner).toBe('northgate-security')
    await page.getByRole('link', { name: 'Refer another customer' }).click()
    await expect(question(form, 'company')).toHaveValue('')
  })

  test('every question is asked until the rules say which are', async ({ page, servers }) => {
    const form = await open(page, servers, 'solar-roofs')
    for (const field of await form.locator('.field[data-field]').all()) await expect(field).toBeVisible()
  })
})

/** Once its colours stand still: the pointer is over a button. */
const barriers = async (page) => {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  return (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

test('the page has no barrier that axe finds, empty and with errors @chromium', async ({ page, servers }) => {
  await open(page, servers, 'solar-roofs')
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Send referral' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  expect(await barriers(page)).toEqual([])
})
