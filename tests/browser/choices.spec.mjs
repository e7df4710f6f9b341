// Countries, and lists that can be searched.
import { ask, expectAccessible, sent } from './ask.mjs'
import { button, fillAll } from './fill.mjs'
import { expect, test } from './servers.mjs'

/** @import { Locator } from '@playwright/test' */

const PLANT = { name: 'plant', label: 'Where is the plant?', type: 'country', required: true }
/** The sample program sells in three countries. Here it sells anywhere. */
const anywhere = { territory: [] }

/**
 * Finds the combobox. The native list has the same role and is there until the script has loaded, so it is left out.
 * @param {Locator} form
 */
const search = (form) => form.getByRole('combobox', { name: PLANT.label, exact: true }).and(form.locator('input'))
/** @param {Locator} form */
const options = (form) => form.getByRole('listbox', { name: PLANT.label }).getByRole('option')

test('a country is found by the letters it begins with, by keyboard alone, and sent as its code @firefox', async ({
  page,
  servers,
}) => {
  await ask(servers, PLANT, {
    change: anywhere,
    script: 'require("plant", "The plant is in Austria.", |lead| lead.plant == "AT");',
  })
  const form = await servers.open(page)
  const input = search(form)
  await expect(input).toHaveAttribute('aria-autocomplete', 'list')
  await expectAccessible(page)
  await input.pressSequentially('au')
  await expect(input).toHaveAttribute('aria-expanded', 'true')
  // Names that begin with the text come first.
  await expect(options(form)).toHaveText([/^Australia$/, /^Austria$/, ...Array(7).fill(/au/i)])
  await expect(form.getByRole('status').filter({ hasText: '9 options' })).toBeAttached()
  await expectAccessible(page)
  await input.press('ArrowDown')
  await input.press('End')
  await expect(options(form).last()).toHaveAttribute('aria-selected', 'true')
  await input.press('Home')
  await input.press('ArrowDown')
  const active = await input.getAttribute('aria-activedescendant')
  await expect(options(form).nth(1)).toHaveId(active ?? '')
  await input.press('Enter')
  await expect(input).toHaveValue('Austria')
  await expect(options(form)).toHaveCount(0)
  await expect(form.locator('#verdict li[data-rule="plant"]')).toHaveAttribute('data-outcome', 'met')
  expect((await sent(servers, form)).plant).toBe('AT')
})

test('a country is chosen by a tap, and Escape leaves the answer as it was', async ({ page, servers }) => {
  await ask(servers, PLANT, { change: anywhere })
  const form = await servers.open(page)
  const input = search(form)
  const height = () =>
    form.locator('.field[data-field=plant]').evaluate((/** @type {HTMLInputElement} */ field) => field.offsetHeight)
  const before = await height()
  await input.click()
  await expect(options(form)).toHaveCount(249)
  expect(await height()).toBe(before)
  await options(form).filter({ hasText: 'Switzerland' }).click()
  await expect(input).toHaveValue('Switzerland')
  await expect(input).toBeFocused()
  await input.fill('jap')
  await input.press('Escape')
  await expect(input).toHaveValue('Switzerland')
  await expect(options(form)).toHaveCount(0)
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.value.plant)).toBe('CH')
})

test('what is no country is told once the question is left, and mended by one that is', async ({ page, servers }) => {
  await ask(servers, PLANT, { change: anywhere })
  const form = await servers.open(page)
  const input = search(form)
  const error = form.locator('#e-plant')
  await input.fill('Wakanda')
  await expect(error).toBeEmpty()
  await form.getByLabel('Company', { exact: true }).focus()
  await expect(error).toHaveText('Enter a complete, valid answer, or clear the field')
  await expect(input).toHaveAttribute('aria-invalid', 'true')
  await fillAll(form)
  await button(form).click()
  await form.locator('#summary').getByRole('link').click()
  await expect(input).toBeFocused()
  // The beginning of a name is enough, without accents, as long as no other name begins so.
  await input.fill('aland')
  await form.getByLabel('Company', { exact: true }).focus()
  await expect(input).toHaveValue('Åland Islands')
  await expect(error).toBeEmpty()
})

// For each language of the form: what is typed, and the country that it means. Where the form must ask, there is no
// country.
/** @type {Record<string, Record<string, string>>} */
const CALLED = {
  en: {
    UK: 'GB',
    'u.k.': 'GB',
    GBR: 'GB',
    'Great Britain': 'GB',
    England: 'GB',
    USA: 'US',
    'U.S.A.': 'US',
    America: 'US',
    'the Netherlands': 'NL',
    Holland: 'NL',
    Turkey: 'TR',
    Türkiye: 'TR',
    'Czech Republic': 'CZ',
    'Ivory Coast': 'CI',
    "Cote d'Ivoire": 'CI',
    Burma: 'MM',
    'South Korea': 'KR',
    'Republic of Korea': 'KR',
    'North Korea': 'KP',
    Russia: 'RU',
    UAE: 'AE',
    Swaziland: 'SZ',
    Macedonia: 'MK',
    Vatican: 'VA',
    Taiwan: 'TW',
    Palestine: 'PS',
    Deutschland: 'DE',
    Oesterreich: 'AT',
    Česko: 'CZ',
    日本: 'JP',
    'Saint Lucia': 'LC',
    'Bosnia and Herzegovina': 'BA',
    Niger: 'NE',
    Guinea: 'GN',
    Dominica: 'DM',
    Ireland: 'IE',
    Samoa: 'WS',
    ＵＳＡ: 'US',
    'South\u00a0 Africa': 'ZA',
    Congo: '',
    Korea: '',
    United: '',
    Saint: '',
    A: '',
    Wakanda: '',
    Ukr: 'UA',
    Germ: 'DE',
  },
  de: {
    UK: 'GB',
    Großbritannien: 'GB',
    Grossbritannien: 'GB',
    USA: 'US',
    Amerika: 'US',
    Holland: 'NL',
    Tschechien: 'CZ',
    Weissrussland: 'BY',
    Elfenbeinküste: 'CI',
    Elfenbeinkueste: 'CI',
    Germany: 'DE',
    Österreich: 'AT',
    Kongo: '',
    Korea: '',
    Niger: 'NE',
    Vatikan: 'VA',
  },
  ja: {
    米国: 'US',
    アメリカ: 'US',
    英国: 'GB',
    イギリス: 'GB',
    ｲｷﾞﾘｽ: 'GB',
    韓国: 'KR',
    北朝鮮: 'KP',
    ドイツ: 'DE',
    Germany: 'DE',
    USA: 'US',
    コンゴ: '',
  },
  fr: { 'Etats-Unis': 'US', Allemagne: 'DE', Angleterre: 'GB', 'Pays Bas': 'NL', UK: 'GB', Guinée: 'GN', Congo: '' },
  es: { 'EE. UU.': 'US', Inglaterra: 'GB', Holanda: 'NL', Alemania: 'DE', 'Costa de Marfil': 'CI' },
}

for (const [lang, called] of Object.entries(CALLED))
  test(`countries are known by what people call them, in ${lang}`, async ({ page, servers }) => {
    await ask(servers, PLANT, { change: anywhere })
    const form = await servers.open(page, { attributes: { lang } })
    const input = search(form)
    /** @type {Record<string, unknown>} */
    const taken = {}
    for (const name of Object.keys(called)) {
      await input.fill(name)
      await input.blur()
      const { plant } = await form.evaluate((/** @type {FormElement} */ element) => element.value)
      taken[name] = plant ?? ''
      if (!plant) await expect(form.locator('#e-plant'), name).not.toBeEmpty()
    }
    expect(taken).toEqual(called)
  })

test('what another country is called is the beginning of none that is asked for', async ({ page, servers }) => {
  const territory = 'UA UG DE AT CH FR IT ES PT NL BE LU DK SE NO FI PL CZ SK HU RO BG GR HR SI EE'.split(' ')
  await ask(servers, PLANT, { change: { territory } })
  const form = await servers.open(page)
  const input = search(form)
  await input.fill('UK')
  await input.blur()
  await expect(form.locator('#e-plant')).not.toBeEmpty()
  expect((await form.evaluate((/** @type {FormElement} */ element) => element.value)).plant ?? '').toBe('')
  await input.fill('Ukr')
  await input.blur()
  await expect(input).toHaveValue('Ukraine')
})

test('other names find a country in the list, and the country that is called so stands first', async ({
  page,
  servers,
}) => {
  await ask(servers, PLANT, { change: anywhere })
  const form = await servers.open(page)
  await search(form).pressSequentially('uk')
  await expect(options(form).first()).toHaveText('United Kingdom')
  await search(form).fill('hollan')
  await expect(options(form)).toHaveText(['Netherlands'])
})

test('keys while one composes are the input method’s', async ({ page, servers }) => {
  await ask(servers, PLANT, { change: anywhere })
  const form = await servers.open(page, { attributes: { lang: 'ja' } })
  const input = search(form)
  await input.fill('ド')
  await expect(options(form).first()).toBeVisible()
  const press = (/** @type {string} */ key, /** @type {object} */ more) =>
    input.evaluate(
      (element, { key, more }) => {
        const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more })
        return element.dispatchEvent(event) // false if a listener stopped it
      },
      { key, more },
    )
  for (const more of [{ isComposing: true }, { keyCode: 229 }])
    for (const key of ['ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'Home', 'End', 'Tab'])
      expect(await press(key, more), key).toBe(true)
  await expect(input).not.toHaveAttribute('aria-activedescendant')
  await expect(input).toHaveValue('ド')
  await expect(options(form).first()).toBeVisible()
  expect(await press('ArrowDown', {})).toBe(false)
  await expect(input).toHaveAttribute('aria-activedescendant', /./)
})

test('countries have their names in the page’s language, and those of the territory are a plain list', async ({
  page,
  servers,
}) => {
  await ask(servers, PLANT)
  const html = `<!doctype html><html lang="de"><title>Kunden empfehlen</title><main>${servers.embed()}</main></html>`
  await page.goto(servers.partner.page('/', html))
  const form = page.locator('referral-form')
  const list = form.getByLabel(PLANT.label, { exact: true })
  await expect(list.locator('option')).toHaveText(['Bitte wählen …', 'Deutschland', 'Österreich', 'Schweiz'])
  await list.selectOption('Österreich')
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.value.plant)).toBe('AT')
})

test('answers that are there before stand in the list, and again when the form is emptied', async ({
  page,
  servers,
}) => {
  await ask(servers, PLANT, { change: anywhere })
  const form = await servers.open(page)
  await expect(search(form)).toHaveValue('')
  await form.evaluate((/** @type {FormElement} */ element) => (element.value = { plant: 'FR' }))
  await expect(search(form)).toHaveValue('France')
  await form.evaluate((/** @type {FormElement} */ element) => element.reset())
  await expect(search(form)).toHaveValue('')
})

test('where the search cannot be loaded, the list is there with its codes', async ({ page, servers }) => {
  await ask(servers, PLANT, { change: anywhere })
  servers.package.replace('choices.js', 'document.title = "not what was built"')
  const form = await servers.open(page)
  await form.getByLabel(PLANT.label, { exact: true }).selectOption('JP')
  await expect(page).toHaveTitle('Refer a customer')
  expect((await sent(servers, form)).plant).toBe('JP')
})

test('only programs with long lists load the search', async ({ page, servers }) => {
  const form = await servers.open(page)
  await expect(form.getByLabel('Company', { exact: true })).toBeVisible()
  await fillAll(form)
  expect(servers.package.requests).not.toContain('choices.js')
})
