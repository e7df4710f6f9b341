// What browsers and password managers fill in: without key presses, all at once, and each with different events.
import { ask, sent } from './ask.mjs'
import { verdict } from './fill.mjs'
import { expect, test } from './servers.mjs'

const PLANT = { name: 'plant', label: 'Plant', type: 'country', required: true }
const FILLED = {
  company: 'Beispiel Pumpen GmbH',
  website: 'https://pumpen.example/kontakt',
  country: 'DE',
  plant: 'Austria',
  contact_name: 'Kim Beispiel',
  email: 'kim.beispiel@pumpen.example',
  phone: '+49 30 23125 100',
}

const ways = {
  // Chromium and Firefox: the value, then input and change; no focus.
  'a browser’s autofill': ['value', 'input', 'change'],
  // Extensions send the same events as typing.
  'a password manager @firefox': [
    'focus',
    'keydown',
    'keypress',
    'input',
    'keyup',
    'value',
    'keydown',
    'keyup',
    'input',
    'change',
    'blur',
  ],
  'a script that knows of change alone': ['value', 'change'],
}

for (const [who, steps] of Object.entries(ways)) {
  test(`what ${who} fills in is judged, kept and sent`, async ({ page, servers }) => {
    await ask(servers, PLANT, {
      change: { territory: [] },
      script: 'require("plant", "In Austria.", |lead| lead.plant == "AT");',
    })
    const form = await servers.open(page)
    await expect(form.locator('input[role=combobox]')).toBeAttached()
    await expect(verdict(form)).toHaveText('7 answers to go')
    await form.evaluate(
      (/** @type {FormElement} */ { shadowRoot }, { filled, steps }) => {
        for (const [name, value] of Object.entries(filled)) {
          const control = /** @type {HTMLInputElement} */ (shadowRoot.getElementById(`f-${name}`))
          for (const step of steps) {
            if (step === 'value') control.value = value
            else if (step === 'focus' || step === 'blur') control[step]()
            else
              control.dispatchEvent(
                step.startsWith('key')
                  ? new KeyboardEvent(step, { bubbles: true })
                  : new Event(step, { bubbles: true }),
              )
          }
        }
      },
      { filled: FILLED, steps },
    )
    await expect(verdict(form)).toHaveText('5 answers to go')
    await expect(form.getByRole('listbox')).toHaveCount(0)
    await expect(form.locator('.error:not(:empty)')).toHaveCount(0)
    expect(await form.evaluate((/** @type {FormElement} */ element) => element.value)).toMatchObject({
      ...FILLED,
      plant: 'AT',
    })

    // HTML defines every name that the form gives to browsers.
    const names = await form
      .locator('.field [autocomplete]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('autocomplete')))
    expect(new Set(names)).toEqual(new Set(['organization', 'url', 'country', 'name', 'email', 'tel', 'country-name']))
    const { plant, company } = await sent(servers, form)
    expect([plant, company]).toEqual(['AT', FILLED.company])
  })
}
