// Prints the table, and which limits are kept.
import { extname } from 'node:path'
import { digits, median, printTable, promise } from '../figures.mjs'
import { AHEAD, HINTED, OURS, SNIPPET } from './forms.mjs'

/** @import { Round } from './types.js' */

/** How much the package may weigh before its first field can be used, and how much it should, in KiB after Brotli. */
const LIMIT_KIB = 45
const AIM_KIB = 32

/** @param {number} bytes */
const kib = (bytes) => (bytes === 0 ? '–' : digits(bytes / 1024))

/**
 * How many bytes of one kind a form had loaded.
 * @param {Round} round
 * @param {string[]} extensions
 */
const weight = ({ loaded }, ...extensions) =>
  loaded
    .filter(({ name }) => extensions.length === 0 || extensions.includes(extname(name)))
    .reduce((sum, { bytes }) => sum + bytes, 0)

/** The share of that peer's time that the snippet may take until its first field. */
const AHEAD_SHARE = 0.95

/**
 * Prints all results: the rounds, by form. A quick run proves that the bench works, but its times say little.
 * @param {Map<string, Round[]>} measured
 * @param {boolean} quick
 */
export function print(measured, quick) {
  const of = (/** @type {string} */ label) => measured.get(label) ?? []
  const ours = of(OURS)
  const share = (/** @type {string} */ label, /** @type {string} */ other) =>
    median(of(label).map(({ usableAt }, round) => usableAt / of(other)[round].usableAt))
  const head = [
    ['', ''],
    ['loads', 'KiB'],
    ['script', 'KiB'],
    ['Wasm', 'KiB'],
    ['CSS', 'KiB'],
    ['program', 'KiB'],
    ['page', 'KiB'],
    ['', 'requests'],
    ['first field', 'ms'],
    ['', '× ours'],
  ]
  const rows = [...measured].map(([label, rounds]) => [
    label,
    kib(weight(rounds[0]) + rounds[0].page),
    kib(weight(rounds[0], '.js')),
    kib(weight(rounds[0], '.wasm')),
    kib(weight(rounds[0], '.css')),
    kib(weight(rounds[0], '.json')),
    kib(rounds[0].page),
    String(rounds[0].loaded.length),
    String(Math.round(median(rounds.map(({ usableAt }) => usableAt)))),
    digits(share(label, OURS)),
  ])
  printTable([head.map(([top]) => top), head.map(([, bottom]) => bottom), ...rows])

  const path = weight(ours[0], '.js', '.wasm', '.css') / 1024
  console.log(`\nWhat ${OURS} must reach`)
  promise('what its first field needs, KiB after Brotli', path, '≤', LIMIT_KIB)
  promise('the aim', path, '≤', AIM_KIB)
  promise(`time to the first field of the snippet, × ${AHEAD}`, share(SNIPPET, AHEAD), '≤', AHEAD_SHARE)
  console.log(
    `Of the script and the element alone it is ${digits(share(OURS, AHEAD))} ×, with hints ${digits(share(HINTED, AHEAD))} ×.`,
  )
  if (quick) console.log('A quick run: too few rounds to judge times by.')
  console.log()
}
