// The engines that are measured, and what a page would load for each.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inputs } from './inputs.mjs'
import { rows } from './rows.mjs'

/** @import { Engine, Lead, Measured, Verdict } from './types.js' */

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const { dependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8'))

/**
 * @param {string} module
 * @param {string} library
 * @param {string} loads
 * @param {string} [wasm]
 * @returns {Measured}
 */
const peer = (module, library, loads, wasm) => ({
  module: here(module),
  label: `${library} ${dependencies[library]}`,
  loads: `export ${loads} from '${library}'`,
  wasm: wasm && createRequire(import.meta.url).resolve(wasm),
})

/**
 * All others are compared with this one.
 * @type {Measured}
 */
export const PLAIN = { label: 'plain JavaScript', module: here('engines/plain.mjs') }

export const OURS = {
  label: 'referral-widget',
  module: here('ours.mjs'),
  built: here('../../pkg/dist/leads.js'),
  wasm: here('../../pkg/dist/leads.wasm'),
}

/** In bulk, all others are compared with this one. */
export const CEL = peer('engines/cel-js.mjs', '@marcbachmann/cel-js', '{ Environment }')

/** @type {Measured[]} */
export const ENGINES = [
  PLAIN,
  OURS,
  CEL,
  peer('engines/json-logic-engine.mjs', 'json-logic-engine', '{ LogicEngine }'),
  peer('engines/json-logic-js.mjs', 'json-logic-js', '{ default }'),
  peer(
    'engines/zen.mjs',
    '@gorules/zen-engine-wasm',
    '{ default, Variable }',
    '@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm',
  ),
  peer('engines/json-rules-engine.mjs', 'json-rules-engine', '{ Engine }'),
]

/**
 * Opens an engine for one purpose. Each gets its own copy of the module, so that what V8 has learnt of one kind of
 * lead does not slow down another: plain JavaScript takes five times as long after it has seen texts cut from CSV.
 *
 * `change` and `bulk` are what a host does around an engine that has only `whole`: run everything again, and read
 * the list with PapaParse.
 * @param {Measured} engine
 * @param {string} purpose
 * @returns {Promise<Engine>}
 */
async function openOne(engine, purpose) {
  const module = await import(`${pathToFileURL(engine.module)}?${purpose}`)
  const opened = await module.open({ ...inputs(engine.wasm), rows })
  const same = (/** @type {any} */ verdict) => verdict
  return {
    ...engine,
    asynchronous: false,
    fresh: () => {},
    common: same,
    commonRows: same,
    change: (/** @type {Lead} */ lead, /** @type {string} */ field, /** @type {Lead[string]} */ value) => {
      lead[field] = value
      return opened.whole(lead)
    },
    bulk: opened.asynchronous ? oneByOne : (/** @type {string} */ csv) => rows(csv, opened.whole),
    ...opened,
  }

  /** @param {string} csv */
  async function oneByOne(csv) {
    /** @type {Verdict[]} */
    const verdicts = []
    for (const lead of rows(csv, (lead) => lead)) verdicts.push(await opened.whole(lead))
    return verdicts
  }
}

/**
 * Opens every engine for one purpose.
 * @param {string} purpose
 */
export async function open(purpose) {
  /** @type {Engine[]} */
  const opened = []
  for (const engine of ENGINES) opened.push(await openOne(engine, purpose))
  return opened
}
