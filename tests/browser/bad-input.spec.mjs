import { expect, test } from './servers.mjs'
import { fillIn, headline, send } from './servers/lead.mjs'
import { publish } from './servers/publisher.mjs'
import { Site } from './servers/site.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Locator, Page } from '@playwright/test'
 * @import { Witness } from './servers/witness.mjs'
 */

const LIMIT = 256 * 1024
const MISTAKE = /has a mistake/

/**
 * Expects, in the place of the form: the reason why there is none, an event for the page, and a way that needs no form.
 * @param {Page} page
 * @param {Locator} form
 * @param {Witness} seen
 * @param {{ says: RegExp, reason?: string, message?: RegExp }} failure
 */
async function expectFailure(page, form, seen, { says, reason = 'program', message = says }) {
  const alert = form.getByRole('alert')
  await expect(alert).toBeVisible()
  await expect(alert).toContainText('This referral form cannot be shown right now.')
  await expect(alert).toContainText(says)
  await seen.heard(reason, message)
  await expect(form.getByRole('link', { name: 'Refer a customer' })).toBeVisible()
  await expect(form.locator('form')).toHaveCount(0)
  await seen.hostWorks()
}

/** @type {Record<string, { says: RegExp, status?: number, headers?: Record<string, string>, document?: string | Buffer }>} */
const answers = {
  'is not there': { status: 404, says: /answered 404/ },
  'cannot be made by the server': {
    status: 500,
    headers: { 'Content-Type': 'application/problem+json' },
    document: '{ "title": "Broken", "detail": "The disk is full." }',
    says: /answered 500\. The disk is full\./,
  },
  'is refused with a page': { status: 503, document: '<h1>Maintenance</h1>', says: /answered 503/ },
  'is a web page': { document: '<!doctype html><title>Sign in</title>', says: /is not JSON/ },
  'is empty': { document: '', says: /is not JSON/ },
  'is null': { document: 'null', says: /must be an object in braces, but is null/ },
  'is a list': { document: '[]', says: /must be an object in braces, but is a list/ },
  'is binary garbage': { document: Buffer.from([0x89, 0x50, 0xff, 0xfe, 0, 1, 2]), says: /is not UTF-8 text/ },
  'is cut off': { document: '{\n  "id": "cloud-', says: /is not JSON.*line 2,? column \d+/ },
  'has a missing comma': { document: '{\n  "id": "a"\n  "name": "b"\n}', says: /is not JSON.*line 3,? column 3/ },
  'nests without end': { document: '['.repeat(100_000) + ']'.repeat(100_000), says: /cannot|mistake|must be/ },
}

for (const [what, { status, headers, document, says }] of Object.entries(answers)) {
  test(`a program that ${what} leaves a message and the link`, async ({ page, servers }) => {
    const seen = await witness(page)
    const program = await publish(servers, { document: document ?? '', headers })
    if (status) {
      await page.route(program, async (route) => route.fulfill({ response: await route.fetch(), status }))
    }
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await expectFailure(page, form, seen, { says })
  })
}

/** @type {Record<string, [change: (p: any) => unknown, says: RegExp]>} */
const mistakes = {
  'fields that are no list': [(p) => (p.fields = {}), /fields: must be a list in brackets, but is an object/],
  'a flag in quotes': [(p) => (p.fields[0].required = 'yes'), /fields\[0\]\.required: must be true or false/],
  'a misspelt key': [(p) => (p.fields[1].lable = 'Website'), /fields\[1\]\.lable.*did you mean `label`\?/],
  'an unknown type': [(p) => (p.fields[0].type = 'txt'), /fields\[0\]\.type.*did you mean `text`\?/],
  'no name': [(p) => delete p.name, /name: is missing/],
  'a number too large to be exact': [
    (p) => (p.compensation[0].cap = 1e30),
    /compensation\[0\]\.cap: must be a decimal/,
  ],
  'a link that runs a script': [
    (p) => (p.agreement.link = 'javascript:window.hacked=1'),
    /agreement\.link: `javascript:.*is not a web address/,
  ],
  'a product link that runs a script': [
    (p) => (p.products[0].link = ' JavaScript:window.hacked=1'),
    /products\[0\]\.link: .*is not a web address/,
  ],
  // The form's module does not check for these, but the rules engine does.
  'a choice without options': [(p) => (p.fields[2].options = []), /fields\[2\] `country`: has no options/],
  'two fields of one name': [(p) => (p.fields[1].name = 'company'), /is the name of two fields/],
  'a fee of an unknown field': [
    (p) => (p.compensation[0].basis = 'first_year_spent'),
    /did you mean `first_year_spend`/,
  ],
  'an unknown currency': [(p) => (p.currency = 'EURO'), /`EURO` is not a currency/],
  'groups in groups': [
    (p) => {
      /** @type {(deep: number) => object} */
      const group = (deep) => ({
        name: 'rows',
        label: 'Rows',
        type: 'group',
        item: 'Row',
        min_items: 20,
        fields: [deep ? group(deep - 1) : { name: 'one', label: 'One', type: 'text' }],
      })
      p.fields[0] = group(12)
    },
    /fields\[0\] `rows`, fields\[0\] `rows`: is a group in a group/,
  ],
  'no fields': [(p) => (p.fields = []), /fields: is empty/],
  'an endpoint that is no web address': [(p) => (p.delivery.endpoint = 'javascript:1'), /delivery\.endpoint: /],
  'a value that turns what follows around': [
    (p) => (p.fields[2].options[0].value = 'D\u202eE'),
    /fields\[2\] `country`, options\[0\]\.value: has the invisible character U\+202E/,
  ],
  'more options than anyone reads': [
    (p) => (p.fields[2].options = Array.from({ length: 5_000 }, (_, i) => ({ value: `${i}`, label: 'x' }))),
    /fields\[2\] `country`: has 5000 options; the limit is 1000/,
  ],
  'a name that is no name': [(p) => (p.fields[0].name = '"><img src=x onerror=hacked=1>'), /is not a field name/],
}

for (const [what, [change, says]] of Object.entries(mistakes)) {
  test(`a program with ${what} is refused, with the place and the mend`, async ({ page, servers }) => {
    const seen = await witness(page)
    const program = await publish(servers, { change })
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await expectFailure(page, form, seen, { says, message: new RegExp(`${MISTAKE.source}.*${says.source}`) })
  })
}

test('where nobody can tell what is wrong with a program, the form says at least that something is', async ({
  page,
  servers,
}) => {
  servers.package.fail('rules.wasm', 503)
  const seen = await witness(page)
  const program = await publish(servers, { change: (program) => (program.fields = {}) })
  const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
  await expectFailure(page, form, seen, { says: MISTAKE })
})

test('a broken program is explained, and shown once it is mended', async ({ page, servers }) => {
  const seen = await witness(page)
  const program = await publish(servers, { document: '{ "fields": 7 }' })
  const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
  await expectFailure(page, form, seen, { says: /fields: must be a list in brackets, but is 7/, message: MISTAKE })
  await publish(servers)
  await expect(form.getByLabel('Company', { exact: true })).toBeVisible()
})

/** Sends a program that never ends, in pieces and without its length. */
class EndlessSite extends Site {
  sent = 0
  /** @type {Promise<unknown> | undefined} */
  closed

  /**
   * @param {IncomingMessage} _request
   * @param {ServerResponse} response
   */
  answer(_request, response) {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' })
    const piece = ' '.repeat(16 * 1024)
    const more = () => {
      while (!response.destroyed && response.write(piece)) this.sent += piece.length
    }
    response.on('drain', more)
    this.closed = new Promise((done) => response.on('close', done))
    more()
  }
}

test('a program without end is refused without reading it all', async ({ page, servers }) => {
  const site = new EndlessSite()
  await site.start()
  try {
    const seen = await witness(page)
    const program = `${site.origin}/program.json`
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await expectFailure(page, form, seen, { says: /is larger than 262144 bytes/ })
    await site.closed
    expect(site.sent).toBeLessThan(64 * LIMIT)
  } finally {
    await site.stop()
  }
})

test('a program that is too large is refused even if it says how large it is', async ({ page, servers }) => {
  const seen = await witness(page)
  const document = ' '.repeat(LIMIT) + '{}'
  const program = await publish(servers, { document, headers: { 'Content-Length': String(document.length) } })
  const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
  await expectFailure(page, form, seen, { says: /is larger than 262144 bytes/ })
})

/** @type {Record<string, [program: string, reason: string, says: RegExp]>} */
const addresses = {
  'no program': ['', 'module', /no `program` attribute/],
  'an address that is none': ['http://[', 'module', /Invalid URL|valid URL/],
  'an address of no web server': ['ftp://vendor.example/program.json', 'program', /could not be reached/],
  'an unreachable host': ['http://127.0.0.1:9/program.json', 'program', /could not be reached.*CORS/],
  'an address that runs a script': ['javascript:window.hacked=1', 'program', /could not be reached/],
}

for (const [what, [program, reason, says]] of Object.entries(addresses)) {
  test(`an element with ${what} says so and keeps its link`, async ({ page, servers }) => {
    const seen = await witness(page)
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await expectFailure(page, form, seen, { says, reason })
  })
}

test('a server that does not let this page read the program is named', async ({ page, servers }) => {
  const seen = await witness(page)
  const site = new Site()
  site.answer = (request, response) => response.writeHead(200).end('{}')
  await site.start()
  try {
    const program = `${site.origin}/program.json`
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await expectFailure(page, form, seen, { says: /could not be reached.*\(CORS\)/ })
  } finally {
    await site.stop()
  }
})

test('texts of a program are shown as they are written, and nothing in them runs', async ({ page, servers }) => {
  const seen = await witness(page)
  const markup = `</option></select>"'><script>hacked=1</script><img src=x onerror=alert(1)>`
  const hostile = (/** @type {string} */ where) => `${markup} \u202e${where}`
  const change = (/** @type {any} */ program) => {
    for (const key of ['name', 'summary']) program[key] = hostile(key)
    program.vendor.name = hostile('vendor')
    program.contact.name = hostile('contact')
    program.ideal_customer = [hostile('customer')]
    program.products[0].name = hostile('product')
    program.agreement.title = hostile('agreement')
    Object.assign(program.fields[0], { label: hostile('label'), hint: hostile('hint'), autocomplete: hostile('fill') })
    Object.assign(program.fields[2].options[0], { value: markup, label: hostile('option') })
    program.fields[6].options[0].label = hostile('radio')
  }
  const message = JSON.stringify(hostile('message'))
  const program = await publish(servers, {
    change,
    script: (good) => `${good}\nreview("hostile", ${message}, |lead| true);`,
  })
  const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
  for (const where of ['name', 'summary', 'hint', 'message']) await expect(form).toContainText(hostile(where))
  await expect(form.getByText(hostile('vendor')).first()).toBeVisible()
  await form.getByLabel(hostile('label')).fill('Kessel AG')
  await form.getByLabel('Country', { exact: true }).selectOption({ label: hostile('option') })
  await expect(form.getByLabel('Country', { exact: true })).toHaveValue(markup)
  await expect(form.getByLabel(hostile('radio'))).toBeVisible()
  await expect(form.locator('script, img')).toHaveCount(0)
  await seen.hostWorks()
})

test('fields named like parts of a form, of our own page and of objects are fields like others @firefox', async ({
  page,
  servers,
}) => {
  const seen = await witness(page)
  const names = [
    'summary',
    'submit',
    'action',
    'elements',
    'length',
    'name',
    'id',
    'title',
    'verdict',
    'live',
    'reset',
    'constructor',
    'value',
  ]
  const fields = names.map((name) => ({ name, label: `Field ${name}`, type: 'text' }))
  await servers.endpoint.edit('cloud-migration', 'program.json', (text) => {
    const program = JSON.parse(text)
    program.fields.push(...fields)
    return JSON.stringify(program)
  })
  const form = await servers.open(page, { before: HOST_BUTTON })
  for (const name of names) await form.getByLabel(`Field ${name} (optional)`, { exact: true }).fill(`of ${name}`)
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
  const answers = Object.fromEntries(names.map((name) => [name, `of ${name}`]))
  expect(await form.evaluate((/** @type {FormElement} */ element) => element.value)).toMatchObject(answers)
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  const [{ lead }] = await servers.endpoint.referrals()
  expect(lead).toMatchObject(answers)
  await seen.hostWorks()
})

/** @type {Record<string, [change: (text: string) => string, why: RegExp]>} */
const edits = {
  'malformed JSON': [(text) => text.slice(0, -20), /line \d+, column \d+: is not JSON/],
  'a misspelt key': [(text) => text.replace('"label": "Company"', '"lable": "Company"'), /did you mean `label`/],
  'a link that runs a script': [
    (text) => text.replace('https://quarzgrat.example/migration', 'javascript:1'),
    /web address/,
  ],
}

for (const [what, [change, why]] of Object.entries(edits)) {
  test(`an endpoint keeps the last good program when it is saved with ${what}`, async ({ page, servers }) => {
    const { endpoint } = servers
    const seen = await witness(page)
    const form = await servers.open(page, { before: HOST_BUTTON })
    await form.getByLabel('Company', { exact: true }).fill('Kessel AG')
    await endpoint.edit('cloud-migration', 'program.json', change)
    await expect(form.locator('#refused')).toContainText('is changing the criteria')
    await expect(form.locator('#refused')).toContainText(why)
    await seen.heard('rules-refused', why)
    await expect(form.getByLabel('Company', { exact: true })).toHaveValue('Kessel AG')
    expect(endpoint.log).toMatch(/WARN.*refused/)
    const headers = { Authorization: `Bearer ${endpoint.token}` }
    const answer = await fetch(`${endpoint.origin}/api/programs`, { headers })
    const { programs } = await answer.json()
    const { state, problems } = programs.find((/** @type {{ id: string }} */ { id }) => id === 'cloud-migration')
    expect(state).toBe('refused')
    expect(JSON.stringify(problems)).toMatch(/is not JSON|did you mean `label`|web address/)
    await seen.hostWorks()
  })
}
