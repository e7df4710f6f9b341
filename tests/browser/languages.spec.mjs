// The form in the page's language: texts, numbers, dates and direction.
import { expectAccessible } from './ask.mjs'
import { QUALIFIED } from './fill.mjs'
import { expect, test } from './servers.mjs'

/**
 * @import { Typed } from './fill.mjs'
 * @import { Servers } from './servers.mjs'
 * @import { Locator, Page } from '@playwright/test'
 */

const LEAD = { ...QUALIFIED, country: 'DE', need: 'migration', existing_customer: 'no', in_talks: 'no' }

/**
 * Answers questions by their names: what they say depends on the language.
 * @param {Locator} form
 * @param {Typed} answers
 */
async function answer(form, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const control = form.locator(`[name="${name}"]`)
    await expect(control.first()).toBeVisible()
    const kind = await control.first().evaluate((input) => /** @type {HTMLInputElement} */ (input).type)
    if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check()
    else if (kind === 'checkbox') await control.setChecked(value === true)
    else if (kind.startsWith('select')) await control.selectOption(String(value))
    else await control.fill(String(value))
  }
}

/**
 * @param {Page} page
 * @param {string} language
 * @param {number} number
 */
const amount = (page, language, number) =>
  page.evaluate(
    ({ language, number }) =>
      new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 }).format(number),
    { language, number },
  )

/** @param {Locator} form */
const headline = (form) => form.locator('#verdict .headline')
const open = (/** @type {Servers} */ servers, /** @type {Page} */ page, /** @type {string} */ lang) =>
  servers.open(page, { attributes: { lang, 'data-show-missing-texts': '' } })

/**
 * Expects that every text is translated.
 * @param {Locator} form
 */
const expectComplete = (form) => expect(form.locator('.widget')).not.toContainText('⟦')

const WALKS = [
  {
    language: 'de',
    dir: 'ltr',
    spend: '150.000',
    open: 'Noch 6 Antworten',
    problem: 'Es gibt ein Problem',
    missing: 'Geben Sie eine Antwort ein: Company',
    tooSmall: 'mindestens 1',
    qualifies: 'Qualifiziert',
    accepted: 'Empfehlung angenommen',
  },
  {
    language: 'ja',
    dir: 'ltr',
    spend: '１５０，０００',
    open: '残り 6 件の回答',
    problem: '入力内容をご確認ください',
    missing: '入力してください：Company',
    tooSmall: '1 以上の値',
    qualifies: '条件を満たしています',
    accepted: '紹介が承認されました',
  },
  {
    language: 'ar-EG',
    dir: 'rtl',
    spend: '١٥٠٬٠٠٠',
    open: 'تبقّت ٦ إجابات',
    problem: 'توجد مشكلة',
    missing: 'يُرجى إدخال إجابة: Company',
    tooSmall: '١ على الأقل',
    qualifies: 'مؤهلة',
    accepted: 'قُبلت الإحالة',
  },
]

for (const { language, dir, spend, open: toGo, problem, missing, tooSmall, qualifies, accepted } of WALKS) {
  test(`in ${language} the form asks, and says what is wrong`, async ({ page, servers }) => {
    const form = await open(servers, page, language)
    await expect(headline(form)).toHaveText(toGo)
    await expect(form.locator('.widget')).toHaveAttribute('dir', dir)
    await expect(form.locator('.widget')).toHaveAttribute('lang', language)
    await answer(form, { employees: '0' })
    await form.locator('#submit').click()
    await expect(form.locator('#summary h3')).toHaveText(problem)
    await expect(form.locator('#e-company')).toHaveText(missing)
    await expect(form.locator('#summary')).toContainText(missing)
    await expect(form.locator('#e-employees')).toContainText(tooSmall)
    await expectComplete(form)
    await expectAccessible(page)
  })

  test(`in ${language} a lead is judged and sent, and there is a receipt`, async ({ page, servers }) => {
    const form = await open(servers, page, language)
    await answer(form, { ...LEAD, first_year_spend: spend, 'accept-agreement': true })
    await expect(headline(form)).toHaveText(qualifies)
    await expect(form.locator('#bar')).toHaveText(qualifies)
    await expect(form.locator('#verdict .amount')).toHaveText(await amount(page, language, 15_000))
    await expectComplete(form)
    await form.locator('#submit').click()
    await expect(form.locator('#receipt')).toHaveText(accepted)
    const [referral] = await servers.endpoint.referrals()
    expect(referral).toMatchObject({
      status: 'accepted',
      verdicts_agree: true,
      lead: { first_year_spend: '150000.00' },
    })
    const until = await page.evaluate(
      ([language, day]) =>
        new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day)),
      [language, referral.receipt.protected_until],
    )
    await expect(form.locator('.next')).toContainText(until)
    await expectComplete(form)
    await expectAccessible(page)
  })
}

for (const language of ['fr', 'es', 'pt', 'it', 'nl']) {
  test(`numbers are read in ${language} as they are written`, async ({ page, servers }) => {
    const form = await open(servers, page, language)
    const written = await page.evaluate((language) => new Intl.NumberFormat(language).format(150_000.5), language)
    await answer(form, { ...LEAD, first_year_spend: written })
    await expect(form.locator('#verdict .amount')).toHaveText(
      await page.evaluate(
        (language) => new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(15_000.05),
        language,
      ),
    )
    await expectComplete(form)
  })
}

test('in Arabic the form is mirrored @firefox', async ({ page, servers }) => {
  await page.setViewportSize({ width: 1280, height: 900 })
  const form = await open(servers, page, 'ar')
  await expect(headline(form)).toContainText('تبقّت')
  const [questions, side] = await Promise.all(['.questions', '.side'].map((part) => form.locator(part).boundingBox()))
  if (!questions || !side) throw new Error('One is not shown')
  expect(questions.x).toBeGreaterThan(side.x + side.width)
})

test('addresses and numbers run from left to right in the Arabic form, on its side @firefox', async ({
  page,
  servers,
}) => {
  const form = await open(servers, page, 'ar')
  for (const name of ['website', 'email', 'phone', 'first_year_spend', 'employees']) {
    const style = await form.locator(`#f-${name}`).evaluate((input) => {
      const { direction, textAlign } = getComputedStyle(input)
      return { direction, textAlign }
    })
    expect(style, name).toEqual({ direction: 'ltr', textAlign: 'end' }) // the right edge, for text from left to right
  }
  const company = await form.locator('#f-company').evaluate((input) => getComputedStyle(input).direction)
  expect(company).toBe('rtl')
  // Error messages have examples, which run in their own direction.
  await form.locator('#f-phone').fill('none')
  await form.locator('#f-phone').blur()
  const error = form.locator('#e-phone')
  await expect(error).toContainText('+49 30 1234567')
  const [plus, last] = await error.evaluate((element) => {
    const letters = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const next = () => /** @type {Text} */ (letters.nextNode())
    while (!next().data.includes('+49'));
    const at = (/** @type {number} */ place) => {
      const range = document.createRange()
      range.setStart(letters.currentNode, place)
      range.setEnd(letters.currentNode, place + 1)
      return range.getBoundingClientRect().left
    }
    const { data } = /** @type {Text} */ (letters.currentNode)
    return [at(data.indexOf('+')), at(data.lastIndexOf('7'))]
  })
  expect(plus).toBeLessThan(last)
})

test('English texts of a program run from left to right in the Arabic form, and stand on its side @firefox', async ({
  page,
  servers,
}) => {
  const form = await open(servers, page, 'ar')
  await form.locator('#submit').click()
  const asked = 'Does the company already buy from us?'
  const texts = [form.locator('legend', { hasText: asked }), form.locator('#e-existing_customer bdi')]
  for (const text of texts) {
    await expect(text).toHaveText(asked)
    const [first, last] = await text.evaluate((element) => {
      const letters = /** @type {Text} */ (document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode())
      const at = (/** @type {number} */ place) => {
        const range = document.createRange()
        range.setStart(letters, place)
        range.setEnd(letters, place + 1)
        return range.getBoundingClientRect().left
      }
      return [at(letters.data.indexOf('D')), at(letters.data.indexOf('?'))]
    })
    expect(first).toBeLessThan(last)
  }
  const right = (/** @type {Locator} */ locator) =>
    locator.evaluate((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return Math.round(range.getBoundingClientRect().right - element.getBoundingClientRect().right)
    })
  expect(await right(form.locator('.intro > p').last())).toBe(0)
})

test('another language is shown at once, and answers keep their meaning', async ({ page, servers }) => {
  const form = await servers.open(page)
  await answer(form, { ...LEAD, first_year_spend: '150,000.50' })
  await expect(headline(form)).toHaveText('Qualifies')
  await form.locator('[name=accept-agreement]').check()
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'de'))
  await expect(headline(form)).toHaveText('Qualifiziert')
  await expect(form.locator('[name=first_year_spend]')).toHaveValue('150000,5')
  await expect(form.locator('[name=company]')).toHaveValue(LEAD.company)
  await expect(form.locator('[name=accept-agreement]')).toBeChecked()
  await expect(form.locator('#verdict .amount')).toHaveText('15.000,05\u00a0€')
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'en'))
  await expect(headline(form)).toHaveText('Qualifies')
  await expect(form.locator('[name=first_year_spend]')).toHaveValue('150000.5')
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000.05')
})

test('the language is the nearest that the page names, across shadow roots', async ({ page, servers }) => {
  const html = `<!doctype html><html lang="en"><title>Page</title><main><div id="host" lang="fr"></div></main></html>`
  await page.goto(servers.partner.page('/', html))
  await page.evaluate((embed) => {
    const root = /** @type {Element} */ (document.querySelector('#host')).attachShadow({ mode: 'open' })
    root.innerHTML = embed
    const script = document.createElement('script')
    Object.assign(script, { type: 'module', src: root.querySelector('script')?.src })
    document.head.append(script)
  }, servers.embed())
  await expect(headline(page.locator('referral-form'))).toHaveText('Encore 6 réponses')
})

test.describe('where the page names no language that there is', () => {
  test.use({ locale: 'nl-BE' })

  test('it is the browser’s', async ({ page, servers }) => {
    const html = `<!doctype html><html lang="pl"><title>Strona</title><main>${servers.embed()}</main></html>`
    await page.goto(servers.partner.page('/', html))
    await expect(headline(page.locator('referral-form'))).toHaveText('Nog 6 antwoorden')
  })
})

test('a language that cannot be loaded leaves the form in English, numbers too', async ({ page, servers }) => {
  servers.package.fail('texts.de.json')
  const form = await open(servers, page, 'de')
  await expect(headline(form)).toHaveText('6 answers to go')
  await answer(form, { ...LEAD, first_year_spend: '150,000' })
  await expect(form.locator('#verdict .amount')).toHaveText('EUR 15,000')
  await expect(form.locator('.widget')).toHaveAttribute('lang', 'en')
})

test('an English form loads no other language, and another one only its own', async ({ page, servers }) => {
  const form = await servers.open(page)
  await expect(headline(form)).toHaveText('6 answers to go')
  expect(servers.package.requests.filter((file) => /language|texts/.test(file))).toEqual([])
  await form.evaluate((/** @type {FormElement} */ element) => (element.lang = 'de-AT'))
  await expect(headline(form)).toHaveText('Noch 6 Antworten')
  expect(servers.package.requests.filter((file) => /language|texts/.test(file))).toEqual(
    expect.arrayContaining(['language.js', 'texts.de.json']),
  )
})

test('a program has its texts in the form’s language, and its verdict in its own', async ({ page, servers }) => {
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    program.name = { en: program.name, de: 'Cloud-Umzug' }
    program.fields[0].label = { en: 'Company', de: 'Firma' }
    program.messages = { territory: { de: 'Das Unternehmen ist in Deutschland, Österreich oder der Schweiz.' } }
    for (const plan of program.compensation) plan.payment.after = { en: plan.payment.after, de: 'Zahlung des Kunden' }
    return JSON.stringify(program)
  })
  const form = await open(servers, page, 'de')
  await expect(form.locator('h2')).toHaveText('Cloud-Umzug')
  await expect(form.getByLabel('Firma', { exact: true })).toBeVisible()
  const territory = form.locator('[data-rule=territory]')
  await expect(territory).toContainText('Das Unternehmen ist in Deutschland')
  await answer(form, { ...LEAD, first_year_spend: '150.000', country: 'FR', 'accept-agreement': true })
  await expect(headline(form)).toHaveText('Nicht qualifiziert')
  await form.locator('#submit').click()
  await expect(form.locator('.receipt')).toContainText(
    'Das Unternehmen ist in Deutschland, Österreich oder der Schweiz.',
  )
  const [referral] = await servers.endpoint.referrals()
  expect(referral.verdicts_agree).toBe(true)
  expect(JSON.stringify(referral.verdict)).not.toContain('Das Unternehmen')
})

test('numbers as typed are read in the language that was shown, where the rules never arrived', async ({
  page,
  servers,
}) => {
  servers.package.fail('rules.wasm')
  const form = await open(servers, page, 'de')
  await expect(headline(form)).toHaveText('Ein Partnermanager prüft diese Empfehlung')
  await answer(form, { ...LEAD, first_year_spend: '150.000' })
  await form.locator('[name=accept-agreement]').check()
  await form.locator('#submit').click()
  await expect(form.locator('#receipt')).toHaveText('Empfehlung angenommen')
  expect((await servers.endpoint.referrals())[0].lead.first_year_spend).toBe('150000.00')
})
