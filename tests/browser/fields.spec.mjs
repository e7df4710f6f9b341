// Types of questions that the sample programs do not ask. Each is answered, sent and found in the store.
import { ask, expectAccessible, sent } from './ask.mjs'
import { button, fillAll, verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

const PRODUCTS = {
  name: 'products',
  label: 'Which products?',
  type: 'multiselect',
  required: true,
  min_items: 2,
  options: ['CRM', 'ERP', 'BI'].map((label) => ({ value: label.toLowerCase(), label })),
}

test('several options are chosen, judged, and sent as a list @firefox', async ({ page, servers }) => {
  await ask(servers, PRODUCTS, { script: 'require("crm", "The CRM is among them.", |lead| "crm" in lead.products);' })
  const form = await servers.open(page)
  const group = form.getByRole('group', { name: PRODUCTS.label, exact: true })
  const box = (/** @type {string} */ label) => group.getByRole('checkbox', { name: label, exact: true })
  await expectAccessible(page)

  await box('BI').check()
  await expect(form.locator('#verdict li[data-rule="crm"]')).toHaveAttribute('data-outcome', 'pending')
  // Moving to the next option does not show an error yet.
  await box('CRM').focus()
  await expect(group.locator('.error')).toBeEmpty()
  await form.getByLabel('Company', { exact: true }).focus()
  await expect(group.locator('.error')).toHaveText('Which products?: choose 2 or more')
  await expect(box('ERP')).toHaveAttribute('aria-invalid', 'true')
  await box('CRM').check()
  await expect(group.locator('.error')).toBeEmpty()
  await expect(form.locator('#verdict li[data-rule="crm"]')).toHaveAttribute('data-outcome', 'met')
  await box('ERP').check()
  await box('ERP').uncheck()
  expect((await sent(servers, form)).products).toEqual(['crm', 'bi'])
})

test('a list is given and read by the page, which gets a copy', async ({ page, servers }) => {
  await ask(servers, PRODUCTS)
  const form = await servers.open(page)
  await form.evaluate((/** @type {FormElement} */ element) => (element.value = { products: ['erp', 'bi'] }))
  for (const [label, isChecked] of Object.entries({ CRM: false, ERP: true, BI: true })) {
    await expect(form.getByRole('checkbox', { name: label, exact: true })).toBeChecked({ checked: isChecked })
  }
  const read = await form.evaluate((/** @type {FormElement} */ element) => {
    const products = /** @type {string[]} */ (element.value.products)
    products.push('crm')
    return element.value.products
  })
  expect(read).toEqual(['erp', 'bi'])
})

test('a list that is not asked of every lead is required where it is asked', async ({ page, servers }) => {
  await ask(servers, { ...PRODUCTS, visible_when: 'lead.need == "recovery"' })
  const form = await servers.open(page)
  const question = form.locator('.field[data-field=products]')
  await expect(question).toBeAttached()
  await expect(question).toBeHidden()
  await fillAll(form, { need: 'Backup and recovery' })
  await expect(verdict(form)).toHaveText('Qualifies')
  await button(form).click()
  await expect(form.getByRole('link', { name: 'Choose an answer: Which products?' })).toBeVisible()
  await form.getByRole('link', { name: 'Choose an answer: Which products?' }).click()
  await expect(form.getByRole('checkbox', { name: 'CRM', exact: true })).toBeFocused()
})

test('a question is explained by hint, example, prefix, suffix, and help that opens', async ({ page, servers }) => {
  await ask(servers, {
    name: 'cycle',
    label: 'Cycle time',
    type: 'number',
    hint: 'Of one piece.',
    example: '12',
    help: 'The time from one finished piece to the next.',
    prefix: 'about',
    suffix: 'seconds',
  })
  const form = await servers.open(page)
  const control = form.getByLabel('Cycle time (optional)', { exact: true })
  await expect(control).toHaveAccessibleDescription('Of one piece. For example: 12')
  await expect(form.locator('.field[data-field=cycle] .framed')).toHaveText('aboutseconds')
  const help = form.getByText('The time from one finished piece to the next.')
  await expect(help).toBeHidden()
  await form.getByText('What is this? Cycle time').click()
  await expect(help).toBeVisible()
  await expectAccessible(page)
})

test('a percentage is typed with or without its sign, judged, and sent as a decimal', async ({ page, servers }) => {
  const field = { name: 'cloud_share', label: 'Share in the cloud', type: 'percent', required: true }
  await ask(servers, field, {
    script: 'review("share", "At most half is in the cloud.", |lead| lead.cloud_share <= 50);',
  })
  const form = await servers.open(page)
  const control = form.getByLabel(field.label, { exact: true })
  await expect(form.locator('.field[data-field=cloud_share] .framed')).toHaveText('%')
  await control.fill('140')
  await form.getByLabel('Company', { exact: true }).focus()
  await expect(form.locator('#e-cloud_share')).toHaveText('Share in the cloud must be 100 or less')
  await expectAccessible(page)
  await fillAll(form)
  await control.fill('62.5%')
  await expect(form.locator('#verdict .suggestions')).toContainText('Share in the cloud: 50%')
  await control.fill('40')
  await expect(verdict(form)).toHaveText('Qualifies')
  expect((await sent(servers, form)).cloud_share).toBe('40.00')
})

test('the company’s website fills in its domain, once it is left and if nobody has', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    program.fields.find((/** @type {{ name: string }} */ { name }) => name === 'website').fills = 'domain'
    program.fields.push({ name: 'domain', label: 'Domain', type: 'text', required: true })
    return JSON.stringify(program)
  })
  const form = await servers.open(page)
  const domain = form.getByLabel('Domain', { exact: true })
  const website = form.getByLabel(/^Company website/)
  await expect(domain).toBeVisible()
  const type = async (/** @type {string} */ address) => {
    await website.fill(address)
    await form.getByLabel('Company', { exact: true }).focus()
  }
  await type('www.pumpen')
  await expect(domain).toHaveValue('')
  await type('www.pumpen.example/kontakt')
  await expect(domain).toHaveValue('pumpen.example')
  await type('werke.example')
  await expect(domain).toHaveValue('pumpen.example')
  expect((await sent(servers, form)).domain).toBe('pumpen.example')
})
