// Measures all engines interleaved in one process. Each round runs every engine, in another order, so that anything
// that disturbs the machine affects all. Time is the CPU time of the process: it leaves out other programs, and
// includes garbage collection on any thread. The result is the median of the rounds' ratios.
import { median } from '../figures.mjs'
import { changes } from './leads.mjs'
import { CEL, PLAIN } from './peers.mjs'
import { READ_FIELDS } from './task/rules.mjs'

/** @import { Engine, Lead, Times } from './types.js' */

/** Milliseconds that one engine's share of a round should take. */
const SHARE = 60
/** How many changes a form gets before the next one starts: about as many key presses as it takes to fill one in. */
const SESSION = 200
/** Rounds that are not counted, because V8 is still compiling and optimizing. */
const WARM_UP = 5

/**
 * Microseconds for one whole lead, by round and engine. No lead comes twice in a share.
 * @param {Engine[]} engines
 * @param {Lead[]} leads
 * @param {number} rounds
 */
export async function wholeLeads(engines, leads, rounds) {
  const counts = await calibrate(engines, leads)
  return interleaved(engines, rounds, WARM_UP, async (engine, round) => {
    const count = Number(counts.get(engine.label))
    const first = (round * 1_237) % leads.length
    await engine.fresh()
    return timed(count, async () => {
      if (engine.asynchronous) for (let i = 0; i < count; i++) await engine.whole(leads[(first + i) % leads.length])
      else for (let i = 0; i < count; i++) engine.whole(leads[(first + i) % leads.length])
    })
  })
}

/**
 * Microseconds for the verdict after one answer changed. Nothing is remembered from the form before.
 * @param {Engine[]} engines
 * @param {Lead[]} leads
 * @param {number} rounds
 */
export async function oneChange(engines, leads, rounds) {
  const counts = await calibrate(engines, leads)
  return interleaved(engines, rounds, WARM_UP, async (engine, round) => {
    const sessions = Math.max(1, Math.floor(Number(counts.get(engine.label)) / SESSION))
    let micros = 0
    for (let session = 0; session < sessions; session++) {
      const lead = { ...leads[(round * 331 + session * 17) % leads.length] }
      const steps = changes(SESSION, leads, READ_FIELDS, round * 1_000 + session)
      await engine.fresh()
      await engine.whole(lead)
      const start = process.cpuUsage()
      if (engine.asynchronous) for (const { field, value } of steps) await engine.change(lead, field, value)
      else for (const { field, value } of steps) engine.change(lead, field, value)
      micros += since(start)
    }
    return micros / (sessions * SESSION)
  })
}

/**
 * Microseconds for each lead of a list, from its CSV text. Nothing is remembered from the list before.
 * @param {Engine[]} engines
 * @param {string} csv
 * @param {number} length
 * @param {number} rounds
 */
export function wholeList(engines, csv, length, rounds) {
  return interleaved(engines, rounds, 0, async (engine) => {
    await engine.fresh()
    // Collect garbage first, so that no engine pays for the list of the engine before it. Before shares as short as the
    // ones above, that would cost more than it saves, because V8 throws away compiled code, too.
    globalThis.gc?.()
    return timed(length, () => engine.bulk(csv))
  })
}

/**
 * The rounds of an engine.
 * @param {Times} measured
 * @param {string} label
 */
export const of = (measured, label) => measured.get(label) ?? []

/**
 * How many times longer than plain JavaScript: the median of the rounds.
 * @param {Times} measured
 * @param {string} label
 */
export const timesPlain = (measured, label) =>
  median(of(measured, label).map((micros, round) => micros / of(measured, PLAIN.label)[round]))

/**
 * How many times as many leads as PapaParse and cel-js in the same time: the median of the rounds.
 * @param {Times} measured
 * @param {string} label
 */
export const timesCel = (measured, label) =>
  median(of(measured, label).map((micros, round) => of(measured, CEL.label)[round] / micros))

/**
 * How many leads an engine needs to fill its share. This also warms it up.
 * @param {Engine[]} engines
 * @param {Lead[]} leads
 */
async function calibrate(engines, leads) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const engine of engines) {
    const start = performance.now()
    let count = 0
    while (performance.now() - start < 5 * SHARE) await engine.whole(leads[count++ % leads.length])
    counts.set(engine.label, Math.max(20, Math.min(leads.length, Math.round(count / 5))))
  }
  return counts
}

/**
 * @param {Engine[]} engines
 * @param {number} rounds
 * @param {number} warmUp
 * @param {(engine: Engine, round: number) => Promise<number>} measure
 * @returns {Promise<Times>}
 */
async function interleaved(engines, rounds, warmUp, measure) {
  /** @type {Times} */
  const measured = new Map(engines.map((engine) => [engine.label, []]))
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let i = 0; i < engines.length; i++) {
      const engine = engines[(i + round) % engines.length]
      const micros = await measure(engine, round)
      if (round >= warmUp) measured.get(engine.label)?.push(micros)
    }
  }
  return measured
}

/**
 * @param {number} count
 * @param {() => unknown} run
 */
async function timed(count, run) {
  const start = process.cpuUsage()
  await run()
  return since(start) / count
}

/**
 * Microseconds of CPU time.
 * @param {NodeJS.CpuUsage} start
 */
function since(start) {
  const { user, system } = process.cpuUsage(start)
  return user + system
}
