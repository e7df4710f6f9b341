// Leads as in a partner's list. They are generated from a seed, so they are the same on every machine.

import { FIELDS, makeLead } from './task/lead.mjs'

/** @import { Change, Lead } from './types.js' */

const NAMES = ['Adler', 'Birken', 'Cobalt', 'Dorn', 'Elster', 'Fjord', 'Granit', 'Hafen', 'Isar', 'Jura', 'Kiesel',
  'Linden', 'Mühlen', 'Nord', 'Opal', 'Pfeil', 'Quell', 'Rhein', 'Söller', 'Tannen', 'Ufer', 'Weser']
const TRADES = ['Pumpen', 'Logistik', 'Kliniken', 'Werkzeuge', 'Medien', 'Handel', 'Software', 'Versicherung']
const FORMS = [' GmbH', ' AG', ' & Co. KG', ', Söhne & Co. KG', ' "Nord" GmbH', ' SE', ' Ltd']
const ROLES = ['Head of IT', 'Managing director', 'CTO', 'Purchasing', 'Operations, night shift']

/**
 * `count` leads. Their values have their types; an answer that is missing is null.
 * @param {number} count
 */
export function leads(count, seed = 20261123) {
  const random = mulberry32(seed)
  /**
   * @template Item
   * @param {Item[]} list
   */
  const pick = (list) => list[Math.floor(random() * list.length)]
  /** @param {[value: string, weight: number][]} weights */
  const weighted = (weights) => {
    let at = random() * 100
    for (const [value, weight] of weights) {
      at -= weight
      if (at < 0) return value
    }
    return weights[0][0]
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  /**
   * @param {number} middle
   * @param {number} spread
   */
  const logNormal = (middle, spread) => middle * Math.exp(spread * normal())
  /**
   * @template Value
   * @param {number} share
   * @param {Value} value
   */
  const sometimes = (share, value) => (random() < share ? null : value)

  return Array.from({ length: count }, (_, i) => {
    const name = pick(NAMES)
    const trade = pick(TRADES)
    const host = `${name}-${trade}-${i}.example`.toLowerCase().replace('ü', 'ue').replace('ö', 'oe')
    const rough = Math.min(5_000_000, logNormal(45_000, 1.2))
    const lead = makeLead(
      `${name} ${trade}${pick(FORMS)}`,
      sometimes(0.2, `https://www.${host}`),
      weighted([['DE', 58], ['AT', 12], ['CH', 11], ['LU', 2], ['LI', 1], ['NL', 4], ['FR', 4], ['IT', 3],
        ['PL', 2], ['BE', 1], ['CZ', 1], ['other', 1]]),
      weighted([['manufacturing', 26], ['logistics', 12], ['healthcare', 11], ['finance', 9], ['public', 8],
        ['retail', 13], ['software', 11], ['media', 7], ['gambling', 2], ['arms', 1]]),
      Math.max(1, Math.min(200_000, Math.round(logNormal(140, 1.4)))),
      weighted([['migration', 36], ['private-cloud', 18], ['recovery', 18], ['kubernetes', 14],
        ['colocation', 8], ['office', 6]]),
      // Most people round a budget; a third copies an offer to the cent.
      random() < 0.33 ? Math.round(rough * 100) / 100 : Math.max(500, Math.round(rough / 500) * 500),
      weighted([['approved', 38], ['planned', 42], ['none', 20]]),
      sometimes(0.25, day(random)),
      weighted([['no', 78], ['yes', 22]]),
      weighted([['no', 82], ['unknown', 12], ['yes', 6]]),
      pick(ROLES),
      `it.${i}@${host}`,
      sometimes(0.3, `+49 30 23125 ${100 + Math.floor(random() * 900)}`),
      random() < 0.97,
    )
    // Some rows lack an answer that is needed.
    if (random() < 0.03) lead[pick(['country', 'industry', 'employees', 'need', 'budget', 'funding', 'in_talks'])] = null
    return lead
  })
}

/**
 * Makes `count` changes of one answer, to the answer of another lead.
 * @param {number} count
 * @param {Lead[]} from
 * @param {string[]} fields
 * @param {number} seed
 * @returns {Change[]}
 */
export function changes(count, from, fields, seed) {
  const random = mulberry32(seed)
  return Array.from({ length: count }, () => {
    const field = fields[Math.floor(random() * fields.length)]
    return { field, value: from[Math.floor(random() * from.length)][field] }
  })
}

/**
 * The leads as CSV (RFC 4180), a header first.
 * @param {Lead[]} list
 */
export function csv(list) {
  /** @param {Lead[string]} value */
  const cell = (value) => {
    const text = value === null ? '' : String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const rows = list.map((lead) => FIELDS.map((column) => cell(lead[column])).join(','))
  return [FIELDS.join(','), ...rows, ''].join('\r\n')
}

/**
 * A day from six months before the evaluation date to eighteen after it.
 * @param {() => number} random
 */
function day(random) {
  const first = Date.UTC(2026, 4, 23)
  return new Date(first + Math.floor(random() * 731) * 86_400_000).toISOString().slice(0, 10)
}

/**
 * A generator with 32 bits of state (public domain, named after its design). It needs no library and gives the same
 * numbers everywhere.
 * @param {number} seed
 */
function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
