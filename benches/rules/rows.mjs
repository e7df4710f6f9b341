// Reads a partner's list for an engine that has no reader of its own: PapaParse splits it, then each value is read by
// its type.
import Papa from 'papaparse'
import { FIELDS, makeLead } from './task/lead.mjs'

/** @import { Lead } from './types.js' */

/** @param {string} cell */
const text = (cell) => (cell === '' ? null : cell)
/** @param {string} cell */
const number = (cell) => (cell === '' ? null : Number(cell))

/**
 * Calls `each` with every lead of a CSV text, and returns the results.
 *
 * PapaParse returns rows as arrays, because its `header: true` and `dynamicTyping` take longer.
 * @template Made
 * @param {string} csv
 * @param {(lead: Lead) => Made} each
 * @returns {Made[]}
 */
export function rows(csv, each) {
  const { data } = Papa.parse(csv, { skipEmptyLines: true })
  const [company, website, country, industry, employees, need, budget, funding, decision, existing, talks, contact,
    email, phone, consent] = FIELDS.map((field) => data[0].indexOf(field))
  const results = new Array(data.length - 1)
  for (let i = 1; i < data.length; i++) {
    const row = data[i]
    results[i - 1] = each(
      makeLead(
        text(row[company]), text(row[website]), text(row[country]), text(row[industry]), number(row[employees]),
        text(row[need]), number(row[budget]), text(row[funding]), text(row[decision]), text(row[existing]),
        text(row[talks]), text(row[contact]), text(row[email]), text(row[phone]), row[consent] === 'true',
      ),
    )
  }
  return results
}
