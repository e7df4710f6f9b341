// Compares the engines before anything is measured: they must agree on every lead.
import { isDeepStrictEqual } from 'node:util'
import { PLAIN } from './peers.mjs'

/** @import { Change, Engine, Lead, Verdict } from './types.js' */

/** Two engines judge a lead differently. */
export class Difference extends Error {}

/**
 * Throws at the first lead on which an engine disagrees with plain JavaScript.
 * @param {Engine[]} engines
 * @param {{ leads: Lead[], csv: string, changes: Change[] }} task
 */
export async function verify(engines, { leads, csv, changes }) {
  const plain = engines.find((engine) => engine.label === PLAIN.label)
  if (!plain) throw new Error('There is nothing to compare with')
  const expected = leads.map(plain.whole)
  for (const engine of engines) {
    for (const [i, lead] of leads.entries()) {
      expectSame(engine, `lead ${i + 1}`, lead, engine.common(await engine.whole(lead)), expected[i])
    }

    const lead = { ...leads[0] }
    await engine.whole(lead)
    for (const [i, { field, value }] of changes.entries()) {
      const verdict = engine.common(await engine.change(lead, field, value))
      expectSame(engine, `change ${i + 1}, of ${field} to ${JSON.stringify(value)}`, lead, verdict, plain.whole(lead))
    }

    const rows = engine.commonRows(await engine.bulk(csv))
    if (rows.length !== leads.length) {
      throw new Difference(`${engine.label} makes ${rows.length} verdicts of a list of ${leads.length} leads.`)
    }
    for (const [i, row] of rows.entries()) expectSame(engine, `row ${i + 1} of the list`, leads[i], row, expected[i])
  }
}

/**
 * Compares an engine's verdict with the expected one. A list may leave out findings.
 * @param {Engine} engine
 * @param {string} where
 * @param {Lead} lead
 * @param {Verdict} said
 * @param {Verdict} expected
 */
function expectSame(engine, where, lead, said, expected) {
  for (const key of /** @type {(keyof Verdict)[]} */ (Object.keys(expected))) {
    if (key === 'findings' && said.findings === undefined) continue
    if (isDeepStrictEqual(said[key], expected[key])) continue
    const found = key === 'findings' ? firstDifference(said.findings ?? [], expected.findings ?? []) : [key, said[key], expected[key]]
    const [what, theirs, ours] = found.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    throw new Difference(
      `${engine.label} and ${PLAIN.label} differ at ${where}, in ${what}: ${theirs}, not ${ours}.\n${JSON.stringify(lead)}`,
    )
  }
}

/**
 * @param {NonNullable<Verdict['findings']>} said
 * @param {NonNullable<Verdict['findings']>} expected
 */
function firstDifference(said, expected) {
  const at = expected.findIndex((finding, i) => !isDeepStrictEqual(finding, said[i]))
  if (at < 0) return ['the number of findings', said.length, expected.length]
  return [`finding ${at + 1}`, said[at], expected[at]]
}
