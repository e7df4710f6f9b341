import { expect, test } from './servers.mjs'
import { LEAD, expectKept, fillIn, headline, send } from './servers/lead.mjs'
import { publish, publishRules } from './servers/publisher.mjs'
import { HOST_BUTTON, witness } from './servers/witness.mjs'

const RECURSION = 'fn deeper(n) { deeper(n + 1) + 1 }'
// The work between two steps would take all the time if the engine did not count it.
const SLOW = `let text = "ab"; for i in 0..15 { text += text; }
  loop { text.replace("a", "b"); text.replace("b", "a"); }`

// Scripts that must not come into force, with what the page hears about them.
/** @type {Record<string, [script: string | Buffer, reason: string, message: RegExp]>} */
const scripts = {
  'a syntax error': ['require("territory", \n  |lead| lead.country in ["DE");', 'rules-refused', /line 2, column \d+/],
  'an unknown field': ['require("a", "A.", |lead| lead.contry == "DE");', 'rules-refused', /did you mean `country`/],
  'no rules': ['// None yet.', 'rules-refused', /declares no rules/],
  'an endless loop': ['loop { }', 'rules-refused', /too many steps; is there an endless loop/],
  'endless recursion': [`${RECURSION} deeper(0);`, 'rules-refused', /calls itself too deeply/],
  'an endless text': ['let text = "ab"; loop { text += text; }', 'rules-refused', /line 1.*[Ll]ength of string/],
  'an endless list': ['let list = [1]; loop { list += list; }', 'rules-refused', /line 1.*[Ss]ize of array/],
  'endless parentheses': ['let x = ' + '('.repeat(50_000), 'rules-refused', /line 1/],
  'endless signs': ['let x = ' + '-'.repeat(50_000) + '1;', 'rules-refused', /line 1/],
  'a call to eval': ['eval("1");', 'rules-refused', /line 1.*eval/],
  'slow texts': [SLOW, 'rules-refused', /too many steps/],
  'a web page in it': ['<!doctype html><title>Sign in</title>', 'rules-refused', /line 1/],
  'binary garbage in it': [Buffer.from([0xff, 0xfe, 0, 1, 2]), 'rules', /is not UTF-8 text/],
  '300 KiB': ['// '.padEnd(300 * 1024, 'a'), 'rules', /is larger than 262144 bytes/],
}

for (const [what, [script, reason, message]] of Object.entries(scripts)) {
  test(`a rules script with ${what} costs only the check, and a good one brings it back`, async ({ page, servers }) => {
    const seen = await witness(page)
    const program = await publish(servers, { script: Buffer.isBuffer(script) ? () => script : script })
    const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
    await fillIn(form)
    await seen.heard(reason, message)
    await expect(headline(form)).toHaveText('A partner manager will check this referral')
    await expect(form.locator('#verdict')).toContainText('You can send the referral all the same')
    await seen.hostWorks()
    await publishRules(servers)
    await expect(headline(form)).toHaveText('Qualifies')
    await expectKept(form)
  })
}

test('a missing rules script costs only the check: the lead arrives', async ({ page, servers }) => {
  const seen = await witness(page)
  const program = await publish(servers, { change: (program) => (program.rules = 'nowhere.rhai') })
  const form = await servers.open(page, { before: HOST_BUTTON, attributes: { program } })
  await fillIn(form)
  await seen.heard('rules', /nowhere\.rhai answered 404/)
  await expect(form.locator('#verdict')).toContainText('cannot be loaded right now')
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  expect(await servers.endpoint.referrals()).toMatchObject([{ lead: { company: LEAD.company } }])
  await seen.hostWorks()
})

test('a lead can be sent while a script is refused', async ({ page, servers }) => {
  const program = await publish(servers, { script: 'loop { }' })
  const form = await servers.open(page, { attributes: { program } })
  await fillIn(form)
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  expect(await servers.endpoint.referrals()).toHaveLength(1)
})

// Rules that compile and fail on every lead.
/** @type {Record<string, [rule: string, message: RegExp]>} */
const rules = {
  'divides by zero': ['lead.employees / (lead.employees - lead.employees) > 1', /[Dd]ivision by zero/],
  'loops without end': ['loop { }', /too many steps/],
  'calls itself without end': ['deeper(0) > 0', /calls itself too deeply/],
  'builds an endless text': ['let text = "ab"; loop { text += text; }', /[Ll]ength of string/],
  'builds an endless list': ['let list = [1]; loop { list += list; }', /[Ss]ize of array/],
  'walks long texts': [SLOW, /too many steps/],
  throws: ['throw "no idea"', /no idea/],
  'answers with something else': ['"yes"', /must answer true or false/],
}

for (const [what, [body, message]] of Object.entries(rules)) {
  test(`a rule that ${what} brings the lead to a partner manager, never loses it`, async ({ page, servers }) => {
    const seen = await witness(page)
    const { endpoint } = servers
    const hostile = `\n${RECURSION}\nreview("hostile", "A new criterion.", |lead| { ${body} });\n`
    await endpoint.edit('cloud-migration', 'qualify.rhai', (good) => good + hostile)
    const form = await servers.open(page, { before: HOST_BUTTON })
    await fillIn(form)
    await expect(headline(form)).toHaveText('A partner manager decides')
    await expect(form.locator('[data-rule=hostile]')).toContainText('Could not be checked; a partner manager will')
    await expect(form.locator('[data-rule=territory]')).toContainText('Met')
    await seen.heard('rules', new RegExp(`Rule \`hostile\` failed\\. qualify\\.rhai, line \\d+.*${message.source}`))
    await seen.hostWorks()
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral received, in review' })).toBeVisible()
    await expect(form.locator('.receipt')).toContainText('A new criterion.')
    const referrals = await endpoint.referrals()
    expect(referrals).toMatchObject([{ status: 'in-review', lead: { company: LEAD.company } }])
    // The reason may repeat an answer. So the referral contains it, but the log does not.
    const { error } = referrals[0].verdict.findings.find(
      (/** @type {{ code: string }} */ { code }) => code === 'hostile',
    )
    expect(error).toMatch(message)
    expect(endpoint.log).toMatch(/a rule failed.*hostile/)
    expect(endpoint.log).not.toContain(error)
  })
}

test('once a failing rule is mended, the open page qualifies the lead without a reload', async ({ page, servers }) => {
  const failing = '\nreview("new", "A new criterion.", |lead| 1 / 0 > lead.employees);\n'
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (good) => good + failing)
  const form = await servers.open(page)
  await fillIn(form)
  await expect(headline(form)).toHaveText('A partner manager decides')
  await servers.endpoint.edit('cloud-migration', 'qualify.rhai', (text) => text.replace(failing, ''))
  await expect(headline(form)).toHaveText('Qualifies')
  await expectKept(form)
})

for (const what of ['a syntax error', 'an endless loop', 'endless recursion', 'slow texts', '300 KiB']) {
  test(`an endpoint keeps the last good rules when they are saved with ${what}`, async ({ page, servers }) => {
    const { endpoint } = servers
    const form = await servers.open(page)
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    await endpoint.edit('cloud-migration', 'qualify.rhai', () => String(scripts[what][0]))
    await expect(form.locator('#refused')).toContainText('is changing the criteria')
    await expect(headline(form)).toHaveText('Qualifies')
    const headers = { Authorization: `Bearer ${endpoint.token}` }
    const { programs } = await (await fetch(`${endpoint.origin}/api/programs`, { headers })).json()
    expect(programs.find((/** @type {{ id: string }} */ { id }) => id === 'cloud-migration')).toMatchObject({
      state: 'refused',
      problems: [{ place: expect.stringContaining('qualify.rhai') }],
    })
    expect(endpoint.log).toMatch(/WARN.*refused/)
    await send(form)
    await expect(form.getByRole('heading', { name: 'Referral accepted' })).toBeVisible()
  })

  test(`a page keeps the last good rules when a plain web server gets ${what}`, async ({ page, servers }) => {
    const program = await publish(servers)
    const form = await servers.open(page, { attributes: { program } })
    await fillIn(form)
    await expect(headline(form)).toHaveText('Qualifies')
    const seen = page.waitForRequest(/qualify\.rhai/)
    await publishRules(servers, String(scripts[what][0]))
    await seen
    await expect(form.locator('#refused')).toContainText('is changing the criteria')
    // From now on the check still covers what is typed.
    await form.locator('#f-employees').fill('20')
    await expect(headline(form)).toHaveText('A partner manager decides')
    await form.locator('#f-employees').fill(LEAD.employees)
    await expect(headline(form)).toHaveText('Qualifies')
  })
}

test('after a refused script, an element that leaves the page and returns still has the last good rules', async ({
  page,
  servers,
}) => {
  const program = await publish(servers)
  const form = await servers.open(page, { attributes: { program } })
  await fillIn(form)
  await expect(headline(form)).toHaveText('Qualifies')
  await publishRules(servers, String(scripts['a syntax error'][0]))
  await expect(form.locator('#refused')).toContainText('is changing the criteria')
  await page.evaluate(async () => {
    const element = /** @type {Element} */ (document.querySelector('referral-form'))
    element.remove()
    await new Promise(requestAnimationFrame)
    document.body.append(element)
  })
  await form.locator('#f-employees').fill('20')
  await expect(headline(form)).toHaveText('A partner manager decides')
  await send(form)
  await expect(form.getByRole('heading', { name: 'Referral received, in review' })).toBeVisible()
})
