// Prints the table, and which promises are kept.
import { readFileSync } from 'node:fs'
import { digits, median, printTable, promise } from '../figures.mjs'
import { of, timesCel, timesPlain } from './measure.mjs'
import { OURS } from './peers.mjs'

/**
 * @import { Measured, Times } from './types.js'
 *
 * @typedef {object} Printed
 * @property {Measured[]} engines
 * @property {Times} whole one lead
 * @property {Times} change one answer
 * @property {Times} thousands the short list
 * @property {Times} [many] the long one
 * @property {Map<string, number>} cold milliseconds
 * @property {Map<string, number>} sizes bytes
 * @property {boolean} quick
 */

/**
 * Prints all results. A quick run proves that the bench works, but its times say little.
 * @param {Printed} measured
 */
export function print({ engines, whole, change, thousands, many, cold, sizes, quick }) {
  const head = [
    ['', ''],
    ['one lead', '× plain'],
    ['', 'µs'],
    ['one change', '× plain'],
    ['', 'µs'],
    ['10,000 CSV', '× cel-js'],
    ['', 'leads/s'],
    ['100,000 CSV', '× cel-js'],
    ['cold start', 'ms'],
    ['loads', 'KiB'],
  ]
  const rows = engines.map(({ label }) => [
    label,
    digits(timesPlain(whole, label)),
    digits(median(of(whole, label))),
    digits(timesPlain(change, label)),
    digits(median(of(change, label))),
    digits(timesCel(thousands, label)),
    String(Math.round(1_000_000 / median(of(thousands, label)))),
    many ? digits(timesCel(many, label)) : '–',
    digits(Number(cold.get(label))),
    digits(Number(sizes.get(label)) / 1024),
  ])
  printTable([head.map(([top]) => top), head.map(([, bottom]) => bottom), ...rows])

  const ours = OURS.label
  const form = JSON.parse(readFileSync(new URL('../../pkg/dist/sizes.json', import.meta.url), 'utf8')).rules_module
  console.log(`\nWhat ${ours} must reach`)
  promise('one lead whole, × plain JavaScript', timesPlain(whole, ours), '≤', 90)
  promise('one field changed, × plain JavaScript', timesPlain(change, ours), '≤', 10)
  promise('10,000 leads from CSV, × PapaParse + cel-js', timesCel(thousands, ours), '≥', 2)
  if (many) promise('100,000 leads from CSV, × PapaParse + cel-js', timesCel(many, ours), '≥', 4)
  promise('rules module of a form, KiB after Brotli', form.brotli / 1024, '≤', 230)
  if (quick) console.log('A quick run: too few rounds to judge by.')
  console.log()
}
