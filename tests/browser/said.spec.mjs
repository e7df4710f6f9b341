// What a partner says of a program and of a referral is answered at the desk, and the partner sees the answer.
import { axe } from './axe.mjs'
import { QUALIFIED, button, fillAll, receipt } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Locator, Page } from '@playwright/test'
 * @import { Servers } from './servers.mjs'
 */

/** @param {Page} page */
const isAccessible = async (page) => {
  // Firefox cannot load axe-core by WebDriver BiDi yet.
  if (page.context().browser()?.browserType().name() !== 'chromium') return
  const { violations } = await axe(page).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/**
 * Opens a page with the form, and with `<referral-status>` below it.
 * @param {Page} page
 * @param {Servers} servers
 */
async function both(page, servers) {
  const { origin } = servers.endpoint
  const after = `<script type="module" src="${servers.package.statusScript}"></script>
<referral-status endpoint="${origin}"></referral-status>`
  return {
    form: await servers.open(page, { before: '<h1>Refer</h1>', after }),
    status: page.locator('referral-status'),
  }
}

/**
 * Opens a page of the endpoint as the vendor. It has no script of its own, but axe-core is one.
 * @param {Page} page
 * @param {Servers} servers
 * @param {string} path
 */
async function deskAt(page, servers, path) {
  const context = await page
    .context()
    .browser()
    ?.newContext({ httpCredentials: { username: 'desk', password: servers.endpoint.token } })
  if (!context) throw new Error('no browser')
  const desk = await context.newPage()
  await desk.goto(servers.endpoint.origin + path)
  return desk
}

/**
 * Opens a part by the keyboard, writes in it, and sends it.
 * @param {Page} page
 * @param {Locator} place
 * @param {{ name: string, label: string, text: string, send: string }} what
 */
async function write(page, place, { name, label, text, send }) {
  const part = place.locator('details', { has: page.locator('summary', { hasText: name }) }).first()
  if ((await part.getAttribute('open')) === null) {
    await part.locator('summary').focus()
    await page.keyboard.press('Enter')
  }
  await part.getByLabel(label).focus()
  await page.keyboard.type(text)
  await part.getByRole('button', { name: send }).focus()
  await page.keyboard.press('Enter')
}

test('feedback on a program comes back with the desk’s answer @chromium', async ({ page, servers }) => {
  const { form, status } = await both(page, servers)
  await expect(status).toContainText('No customer was referred from this browser yet.')
  await form.getByText('Feedback on this program').click()
  await form.getByLabel('What should be clearer, or better?').fill('Is it paid in <francs>?')
  await form.getByRole('button', { name: 'Send feedback' }).click()
  await expect(form.locator('.opinion').getByRole('status')).toHaveText('Thank you. It has been sent.')
  const said = status.locator('#said')
  await expect(said).toContainText('Is it paid in <francs>?')
  await expect(said).toContainText('Not answered yet.')

  const desk = await deskAt(page, servers, '/feedback')
  const card = desk.locator('.card', { hasText: 'Is it paid in <francs>?' })
  await expect(card).toContainText('Not answered yet. The partner waits.')
  await isAccessible(desk)
  await write(desk, card, { name: 'Answer', label: 'Answer', text: 'Yes, on demand.', send: 'Send the answer' })
  await expect(card.locator('blockquote')).toContainText('Yes, on demand.')
  await expect(card).not.toContainText('The partner waits.')
  await isAccessible(desk)

  await page.reload()
  await expect(said).toContainText('Yes, on demand.')
  await expect(said).toContainText('The vendor’s answer')
  await isAccessible(page)
  // A later answer takes the place of the first.
  await write(desk, card, { name: 'Correct the answer', label: 'Answer', text: 'No. ', send: 'Send the answer' })
  await expect(card.locator('blockquote')).toContainText('No. ')
  await page.reload()
  await expect(said).toContainText('No. ')
})

test('a partner says what is wrong with a closed referral by the keyboard, and sees the answer at once @firefox', async ({
  page,
  servers,
}) => {
  const { form, status } = await both(page, servers)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [{ id }] = await servers.endpoint.referrals()
  const lose = await fetch(`${servers.endpoint.origin}/api/referrals/${id}/commands`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${servers.endpoint.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ command: 'lose', reason: 'no-budget' }),
  })
  expect(lose.status, await lose.text()).toBe(200)
  const card = status.locator('.referral', { hasText: QUALIFIED.company })
  await expect(card.locator('.badge')).toHaveText('lost')
  await isAccessible(page)
  const wrong = { name: 'Something is wrong', label: 'What is wrong?', send: 'Something is wrong' }
  await write(page, card, { ...wrong, text: 'They have bought.' })
  await expect(card).toContainText('Not answered yet.')
  await expect(card.getByText('They have bought.')).toBeVisible()
  await expect(card.locator('.badge')).toHaveText('lost')

  const desk = await deskAt(page, servers, `/referrals/${id}`)
  const section = desk.getByRole('region', { name: 'What the partner says is wrong' })
  await expect(section).toContainText('They have bought.')
  await isAccessible(desk)
  await write(desk, section, { name: 'Answer', label: 'Answer', text: 'We look again.', send: 'Send the answer' })
  await expect(section.locator('blockquote')).toContainText('We look again.')
  await expect(card.getByText('We look again.')).toBeVisible()
  await expect(card).not.toContainText('Not answered yet.')
  await isAccessible(page)
})

test('on the page behind the link of a receipt a partner says what is wrong, too @chromium', async ({
  page,
  servers,
}) => {
  const { form } = await both(page, servers)
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  const [sent] = JSON.parse(await page.evaluate(() => localStorage.getItem('referral-sent') ?? '[]'))
  const own = await deskAt(page, servers, `/partner/${sent.referral}~${sent.status_key}`)
  const wrong = { name: 'Something is wrong', label: 'What is wrong?', send: 'Something is wrong' }
  await write(own, own.locator('main'), { ...wrong, text: 'Nobody has called.' })
  await expect(own.getByRole('region', { name: 'What you said' })).toContainText('Nobody has called.')
  await expect(own.getByRole('region', { name: 'What you said' })).toContainText('Not answered yet.')
  await isAccessible(own)
})
