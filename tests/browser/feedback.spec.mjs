// What surrounds the form: what there is to read, whom to ask, and what partners think of the program.
import { ask, expectAccessible } from './ask.mjs'
import { loseNextAnswer, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

const said = async ({ endpoint }) => {
  const answer = await fetch(`${endpoint.origin}/api/feedback`, { headers: { Authorization: `Bearer ${endpoint.token}` } })
  return (await answer.json()).feedback
}

test('feedback is sent once, is no part of the lead, and outlives a newer program @chromium', async ({ page, servers }) => {
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
  await expect(email).toHaveAccessibleDescription('Enter a whole e-mail address, or empty the field')
  await email.fill('me@partner.example')
  const told = form.locator('.opinion').getByRole('status')
  await loseNextAnswer(page, servers.endpoint)
  await send.click()
  await expect(told).toHaveText('It could not be sent. What you wrote stays here: try again.')

  // The page looks for a newer program when it is shown again.
  await ask(servers, { name: 'site', label: 'Site', type: 'text' })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(form.getByLabel('Site (optional)')).toBeVisible()
  await expect(text).toHaveValue('Is it paid in francs, too?')
  await send.click()
  await expect(told).toHaveText('Thank you. It has been sent.')
  await expect(text).toHaveValue('')
  const [only, ...others] = await said(servers)
  expect(others).toEqual([])
  expect(only).toMatchObject({ topic: 'fee', text: 'Is it paid in francs, too?', email: 'me@partner.example', program: 'cloud-migration' })
  expect(only.attribution.partner).toBe('northgate-security')
  expect(await form.evaluate((element) => element.value)).toEqual({})
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
