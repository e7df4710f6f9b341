// The verdict follows each answer, and what has not changed in it stays where it is.
import { JUDGED, criterion, fill, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

test('what an answer does not change stays: nobody’s selection is lost', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  await criterion(form, 'territory').evaluate((item) => {
    window.kept = item
    getSelection().selectAllChildren(item)
  })
  await form.locator('#f-employees').evaluate((input) => {
    input.value = '20'
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
  })
  await expect(verdict(form)).toHaveText('A partner manager decides')
  await expect(criterion(form, 'company-size')).toHaveAttribute('data-outcome', 'review')
  expect(await page.evaluate(() => window.kept.isConnected)).toBe(true)
})

test('criteria that new rules add or drop appear and go', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fill(form, JUDGED)
  await expect(verdict(form)).toHaveText('Qualifies')
  const count = await form.locator('#verdict li[data-rule]').count()
  const soon = { timeout: 15_000 }
  let good
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => {
    good = text
    return `require("first", "A new criterion.", |lead| lead.employees > 1);\n${text}`
  })
  await expect(form.locator('#verdict li[data-rule]')).toHaveCount(count + 1, soon)
  await expect(criterion(form, 'first')).toContainText('A new criterion. Met')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', () => good)
  await expect(form.locator('#verdict li[data-rule]')).toHaveCount(count, soon)
})
