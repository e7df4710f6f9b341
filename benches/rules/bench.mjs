// node --expose-gc bench.mjs FOLDER [--quick]: verifies, measures, prints the table. FOLDER takes the bundles.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../figures.mjs'
import { bundle, bytes } from './bundle.mjs'
import { changes, csv, leads } from './leads.mjs'
import { oneChange, wholeLeads, wholeList } from './measure.mjs'
import { ENGINES, open } from './peers.mjs'
import { print } from './table.mjs'
import { READ_FIELDS, RULES } from './task/rules.mjs'
import { Difference, verify } from './verify.mjs'

/** @import { Engine, Lead, Times } from './types.js' */

const [folder, flag] = process.argv.slice(2)
const quick = flag === '--quick'
const rounds = quick ? { lead: 2, change: 2, short: 1, long: 0, cold: 1 } : { lead: 25, change: 25, short: 7, long: 7, cold: 15 }

/** Engines that take longer than this for a lead in bulk run the long list only once. */
const SLOW_MICROS = 60

/** @param {string} text */
const say = (text) => console.log(`▸ ${text}`)

try {
  const list = leads(10_000)
  const short = csv(list)

  say(`Comparing ${ENGINES.length} engines on ${list.length} leads, lead by lead, changed and in bulk`)
  await verify(await open('verify'), { leads: list, csv: short, changes: changes(2_000, list, READ_FIELDS, 1) })
  console.log(`✓ They say the same: status, score, plan, fee, route and the outcome of ${RULES.length} rules`)

  say('One lead whole')
  const whole = await wholeLeads(await open('whole'), list, rounds.lead)
  say('One field changed')
  const change = await oneChange(await open('change'), list, rounds.change)
  say('10,000 leads from CSV')
  const engines = await open('bulk')
  const thousands = await wholeList(engines, short, list.length, rounds.short)
  const many = rounds.long > 0 ? await longList(engines, thousands) : undefined
  say('Cold start and bytes')
  const cold = await coldStarts(list[0])
  const sizes = new Map()
  for (const engine of ENGINES) sizes.set(engine.label, await bytes(engine))

  print({ engines: ENGINES, whole, change, thousands, many, cold, sizes, quick })
  console.log(`Node.js ${process.versions.node}, ${cpus().length} cores of ${cpus()[0].model.trim()}.`)
} catch (error) {
  console.error(error instanceof Difference ? `\n${error.message}` : error)
  process.exitCode = 1
}

/**
 * @param {Engine[]} engines
 * @param {Times} thousands
 */
async function longList(engines, thousands) {
  say('100,000 leads from CSV')
  const list = leads(100_000)
  const text = csv(list)
  const measured = await wholeList(engines, text, list.length, 1)
  const quickOnes = engines.filter(({ label }) => median(thousands.get(label) ?? []) < SLOW_MICROS)
  const more = await wholeList(quickOnes, text, list.length, rounds.long - 1)
  for (const [label, times] of more) measured.get(label)?.push(...times)
  return measured
}

/**
 * Milliseconds from the start of a process to the first verdict: a new process each time, the engines in turn.
 * @param {Lead} lead
 */
async function coldStarts(lead) {
  mkdirSync(folder, { recursive: true })
  const script = fileURLToPath(new URL('cold.mjs', import.meta.url))
  /** @type {(import('./types.js').Measured & { file: string, times: number[] })[]} */
  const starts = []
  for (const engine of ENGINES) starts.push({ ...engine, file: await bundle(engine, resolve(folder)), times: [] })
  for (let round = 0; round < rounds.cold; round++) {
    for (const { file, wasm, times } of starts) {
      times.push(Number(execFileSync(process.execPath, [script, file, wasm ?? '', JSON.stringify(lead)])))
    }
  }
  return new Map(starts.map(({ label, times }) => [label, median(times)]))
}
