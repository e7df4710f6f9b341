// The built leads module must judge as the native engine does, single leads, changes and lists.
//
//     node tests/conformance/leads.mjs REFERRAL DIST
//
// REFERRAL is the command, whose `precheck` is the native engine. DIST holds leads.js and leads.wasm.
import { deepStrictEqual as same } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** @import { Row } from '../../pkg/leads.js' */

const TODAY = '2026-11-23'

const [referral, dist] = process.argv.slice(2)
/** @type {typeof import('../../pkg/leads.js')} */
const { open } = await import(pathToFileURL(resolve(dist, 'leads.js')).href)
const folder = fileURLToPath(new URL('../../rules/cloud-migration/', import.meta.url))
const [program, script, csv] = await Promise.all(
  ['program.json', 'qualify.rhai', 'leads.csv'].map((file) => readFile(join(folder, file), 'utf8')),
)
const leads = await open(program, script, { today: TODAY, wasm: await readFile(join(dist, 'leads.wasm')) })

// The command's exit status is 1, because some rows of the sample cannot be read.
const native = precheck(['precheck', folder, join(folder, 'leads.csv'), '--format', 'jsonl', '--today', TODAY])

/**
 * Reduces a verdict to what both engines report.
 * @param {Extract<Row, { score: number }>} row
 */
const common = ({ line, status, score, plan, fee, currency, route, findings }) => ({
  line,
  status,
  score,
  plan,
  currency,
  route,
  unmet: findings.filter(({ outcome }) => outcome === 'unmet').map(({ code }) => code),
  // The sample pays in euros, so the fee is in cents.
  fee: fee === null ? null : (fee / 100).toFixed(2),
})

// Cut the text everywhere, even within letters.
const bytes = new TextEncoder().encode(csv)
for (const piece of [1, 7, 100, bytes.length]) {
  const list = leads.list()
  /** @type {Row[]} */
  const rows = []
  for (let at = 0; at < bytes.length; at += piece) rows.push(...list.feed(bytes.subarray(at, at + piece)))
  rows.push(...list.end())
  const known = native.filter(({ status }) => status !== 'unreadable')
  const judged = rows.filter((row) => row.status !== 'unreadable')
  same(
    judged.map(common),
    known.map(({ errors: _errors, waiting_for: _waiting, ...row }) => ({
      plan: null,
      fee: null,
      currency: null,
      route: null,
      ...row,
    })),
  )
  same(
    rows.filter((row) => row.status === 'unreadable').map(({ line, notes }) => [line, notes]),
    native.filter(({ status }) => status === 'unreadable').map(({ line, errors }) => [line, errors]),
  )
}

// Answers that come one by one, as somebody types them, lead to the same verdict as the whole lead.
const lead = {
  country: 'DE',
  need: 'migration',
  first_year_spend: '150000',
  employees: 320,
  existing_customer: 'no',
  in_talks: 'no',
  decision_date: null,
  consent: true,
}
const whole = structuredClone(leads.verdict(lead))
same(
  [whole.status, whole.plan, whole.fee, whole.currency, whole.route],
  ['qualified', 'new-customer', 1500000, 'EUR', 'sales-frankfurt'],
)
// A verdict does not change when later leads are judged.
const kept = leads.verdict(lead)
leads.verdict({})
same(kept, whole)
for (const [name, answer] of Object.entries(lead)) leads.change(name, answer)
same(leads.change('employees', 320), whole)
same(leads.change('employees', 'many').status, 'incomplete')
same(leads.change('country', 'FR').findings.find(({ code }) => code === 'territory')?.outcome, 'unmet')

// Rules that read facts of the partner decide with what is known, and leave the rest to the endpoint.
const reading = JSON.stringify({ ...JSON.parse(program), partner_facts: ['country', 'level'] })
const level = 'require("level", "Gold.", |lead| partner.level == "gold" || partner.country == "AT");'
/** @type {[import('../../pkg/leads.js').PartnerFacts | undefined, string, string][]} */
const partners = [
  [undefined, 'review', 'pending'],
  [{ level: 'gold' }, 'qualified', 'met'],
  [{ level: 'silver' }, 'review', 'pending'],
  [{ level: '', country: '' }, 'disqualified', 'unmet'],
]
for (const [partner, status, outcome] of partners) {
  const judge = await open(reading, level, { today: TODAY, partner })
  const { findings, ...verdict } = judge.verdict({})
  same([verdict.status, findings[0].outcome], [status, outcome])
  const list = judge.list()
  const rows = [...list.feed('country\nDE\n'), ...list.end()]
  same([rows.length, rows[0].status], [1, status])
}

// Mistakes in a program, a script or a list are refused with a message, and have no other effect.
const refused = async (/** @type {() => unknown} */ act) => {
  try {
    await act()
  } catch (error) {
    return String(/** @type {Error} */ (error).message)
  }
  throw new Error('nothing was refused')
}
const says = (/** @type {string} */ message, /** @type {string} */ what) => {
  if (!message.includes(what)) throw new Error(`${JSON.stringify(what)} is missing in: ${message}`)
}
says(await refused(() => open('{}', script)), 'vendor: is missing')
says(await refused(() => open(program, 'require("a", "A.", |lead| lead.employes > 1);')), 'did you mean `employees`?')
says(await refused(() => open(program, script, { today: 'soon' })), 'today')
says(await refused(() => open(reading, level, { partner: { country: 'Austria' } })), '`partner` `country` must be')
says(await refused(() => leads.list().feed(`a,b\n${'1,2\n'.repeat(20_000)}`)), 'no column')
says(await refused(() => leads.change('employes', 1)), 'employes')
same(leads.verdict(lead), whole)

console.log(`Native and Wasm agree on ${native.length} rows and on single leads.`)

/** @param {string[]} args */
function precheck(args) {
  try {
    return lines(execFileSync(referral, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch (error) {
    const { status, stdout } = /** @type {import('node:child_process').SpawnSyncReturns<string>} */ (error)
    if (status !== 1) throw error
    return lines(stdout)
  }
}

/**
 * @param {string} text
 * @returns {any[]}
 */
function lines(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
