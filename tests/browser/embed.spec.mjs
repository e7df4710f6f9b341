// What a page can say to the element: attributes, properties, parameters of its address.
import { QUALIFIED, button, fill, fillAll, question, receipt, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'
import { publish } from './servers/publisher.mjs'

test('attributes fill in answers, also as data-…, and reset comes back to them', async ({ page, servers }) => {
  const attributes = { 'value-country': 'DE', 'data-value-company': 'Kessel AG', 'value-consent': 'true', 'value-nothing': 'x' }
  const form = await servers.open(page, { attributes })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'country')).toHaveValue('DE')
  await expect(question(form, 'consent')).toBeChecked()
  await expect(verdict(form)).toHaveText('5 answers to go')
  await fill(form, { company: 'Muster AG', employees: '320' })
  await expect(verdict(form)).toHaveText('4 answers to go')
  await form.evaluate((element) => element.reset())
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'employees')).toHaveValue('')
})

test('the element can be written with data-… alone', async ({ page, servers }) => {
  const html = `<script type="module" src="${servers.package.script}"></script>
<referral-form data-program="${servers.endpoint.program('cloud-migration')}" data-partner="acme" data-campaign="autumn"></referral-form>`
  await page.goto(servers.partner.page('/', `<!doctype html><html lang="en"><title>A page</title>${html}`))
  const form = page.locator('referral-form')
  await fillAll(form)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ attribution }] = await servers.endpoint.referrals()
  expect(attribution).toMatchObject({ partner: 'acme', campaign: 'autumn' })
})

test('parameters of the address answer what the program allows, and nothing else', async ({ page, servers }) => {
  const program = await publish(servers, { change: (program) => (program.prefill = ['company', 'country', 'need']) })
  const query = '?referral-company=Kessel%20AG&company=Other&country=XX&need=migration&employees=320&partner=thief'
  const form = await servers.open(page, { attributes: { program }, query })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'need')).toHaveValue('migration')
  // Answers like any others: this one is no option.
  await expect(question(form, 'country')).toHaveValue('')
  await expect(question(form, 'employees')).toHaveValue('')
  await expect(verdict(form)).toHaveText('5 answers to go')
  expect(await form.evaluate((element) => element.partner)).toBe('northgate-security')
})

test('a sensitive answer is not taken from the address, even before the program is checked', async ({ page, servers }) => {
  const program = await publish(servers, {
    change: (program) => {
      program.prefill = ['email', 'company']
      program.fields.find((field) => field.name === 'email').sensitive = true
    },
  })
  servers.package.hold('rules.wasm')
  const form = await servers.open(page, { attributes: { program }, query: '?company=Kessel%20AG&email=a@kessel.example' })
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  await expect(question(form, 'email')).toHaveValue('')
})

test('what was typed goes before what the page fills in, and what a script sets before both', async ({ page, servers }) => {
  const attributes = { 'value-company': 'Attribute AG', 'value-employees': '20' }
  const form = await servers.open(page, { attributes })
  await question(form, 'company').fill('Typed AG')
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(1)
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Typed AG')
  await expect(question(form, 'employees')).toHaveValue('20')
  await page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => (document.querySelector('referral-form').value = { company: 'Script AG' }))
  })
  await page.reload()
  await expect(question(form, 'company')).toHaveValue('Script AG')
})

test('properties set before the script is there count once it is', async ({ page, servers }) => {
  const release = servers.package.hold('referral-widget.js')
  const opened = servers.open(page)
  const form = page.locator('referral-form')
  await form.evaluate((element) => Object.assign(element, { value: { company: 'Kessel AG' }, partner: 'early', campaign: 'spring' }))
  release()
  await opened
  await expect(question(form, 'company')).toHaveValue('Kessel AG')
  expect(await form.evaluate(({ partner, campaign }) => [partner, campaign])).toEqual(['early', 'spring'])
})

test('another partner and campaign count from then on, and nothing typed is lost', async ({ page, servers }) => {
  const form = await servers.open(page)
  await fillAll(form)
  await form.evaluate((element) => {
    element.partner = 'acme'
    element.setAttribute('campaign', 'winter')
  })
  await expect(question(form, 'company')).toHaveValue(QUALIFIED.company)
  await button(form).click()
  await expect(receipt(form)).toBeVisible()
  const [{ attribution }] = await servers.endpoint.referrals()
  expect(attribution).toMatchObject({ partner: 'acme', campaign: 'winter' })
})
