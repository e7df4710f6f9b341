// Pages that isolate themselves, pages that show the form in a dialog, and visitors whose blockers remove parts of it.
import { ask } from './ask.mjs'
import { button, fillAll, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

test('on a page that isolates itself from other origins all works, in a worker @firefox', async ({ page, servers }) => {
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
  const seen = await witness(page)
  const form = await servers.open(page, { before: HOST_BUTTON, headers })
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  expect(page.workers()).toHaveLength(1)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  expect(await seen.failures()).toEqual([])
  await seen.hostWorks()
})

test('in a dialog, once inert, Tab stays and Escape closes a list before it closes the dialog @firefox', async ({
  page,
  servers,
}) => {
  await ask(servers, { name: 'plant', label: 'Plant', type: 'country' }, { change: { territory: [] } })
  const before =
    '<button id="open" onclick="document.querySelector(\'dialog\').showModal()">Refer</button><dialog><div inert>'
  const form = await servers.open(page, { before, after: '</div></dialog>' })
  await page.getByRole('button', { name: 'Refer' }).click()
  const company = form.locator('#f-company')
  await expect(company).toBeVisible()
  await company.evaluate((input) => input.focus())
  await expect(company).not.toBeFocused()
  await form.evaluate((element) => element.parentElement?.removeAttribute('inert'))

  const plant = form.locator('input[role=combobox]')
  await plant.pressSequentially('au')
  await expect(form.getByRole('listbox')).toBeVisible()
  await plant.press('Escape')
  await expect(form.getByRole('listbox')).toBeHidden()
  await expect(page.locator('dialog')).toHaveAttribute('open')
  // A mistake's link leads to its question.
  await button(form).click()
  await form.locator('#summary').getByRole('link').first().click()
  await expect(company).toBeFocused()
  await expect(company).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(page.locator('dialog')).not.toHaveAttribute('open')
  await page.getByRole('button', { name: 'Refer' }).click()
  await fillAll(form)
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
  await expect(receipt(form)).toBeFocused()
})

const blocked = {
  'the whole package': { url: '**/referral-widget/**', leaves: 'link' },
  Wasm: { url: '**/*.wasm', leaves: 'message' },
  'the rules alone': { url: '**/rules.*', leaves: 'form' },
}

test('where a blocker takes a part away, what is left is the form, or at least the page’s own link', async ({
  page,
  servers,
}) => {
  for (const [what, { url, leaves }] of Object.entries(blocked)) {
    await page.unrouteAll()
    await page.route(url, (route) => route.abort('blockedbyclient'))
    const form = await servers.open(page)
    const link = form.getByRole('link', { name: 'Refer a customer' })
    if (leaves !== 'form') await expect(link, what).toBeVisible()
    if (leaves === 'message') await expect(form.getByRole('alert'), what).toContainText('cannot be shown right now')
  }
  const form = page.locator('referral-form')
  await expect(verdict(form)).toHaveText('A partner manager will check this referral')
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toHaveText('Referral accepted')
})
