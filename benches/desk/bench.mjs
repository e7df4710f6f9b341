/**
 * How long the desk takes with few referrals and with many: its list, its search, and the page of a referral. First on SQLite,
 * then on PostgreSQL. It prints the ratio of the two, and fails where one is above the limit.
 *
 *     POSTGRES_BIN=… node bench.mjs REFERRAL PACKAGE [--quick]
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../tests/browser/servers/endpoint.mjs'
import { submissionOf } from '../../tests/faults/lead.mjs'
import { Postgres } from '../../tests/browser/servers/postgres.mjs'

const [referral, pack, quick] = process.argv.slice(2)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const SIZES = quick ? [100, 2_000] : [1_000, 100_000]
/** How often each page is loaded. Of the times, the median counts. */
const TIMES = quick ? 11 : 41
const CONNECTIONS = 32
/** The most that a page may take with many referrals, as a multiple of what it takes with few. */
const LIMIT = 2
const TOKEN = 'the token of the bench'

/**
 * Starts the endpoint.
 * @param {string} folder
 * @param {Record<string, string>} environment
 */
const start = async (folder, environment) => {
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    referral,
    ['serve', '--programs', join(folder, 'rules'), '--package', pack, '--address', address],
    {
      env: {
        ...process.env,
        REFERRAL_TOKEN: TOKEN,
        REFERRAL_PER_ADDRESS: '0',
        REFERRAL_CONNECTIONS_PER_ADDRESS: '0',
        REFERRAL_PER_PARTNER: '0',
        RUST_LOG: 'error',
        ...environment,
      },
      stdio: 'ignore',
    },
  )
  const origin = `http://${address}`
  for (let i = 0; i < 500; i += 1) {
    if (await fetch(`${origin}/health`).catch(() => undefined)) return { child, origin }
    await pause(20)
  }
  child.kill('SIGKILL')
  throw new Error('referral serve did not start')
}

/**
 * Refers customers. Returns the id of the last referral.
 * @param {string} origin
 * @param {number} from
 * @param {number} to
 */
const refer = async (origin, from, to) => {
  let [next, id] = [from, '']
  const one = async () => {
    while (next < to) {
      const body = submissionOf(`${next}x`)
      next += 1
      const answer = await fetch(`${origin}/api/referrals`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
      id = (await answer.json()).referral
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, one))
  return id
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/**
 * The milliseconds that a page takes.
 * @param {string} url
 */
const time = async (url) => {
  const took = []
  for (let i = 0; i < TIMES + 5; i += 1) {
    const begin = performance.now()
    const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } })
    await answer.text()
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`)
    if (i >= 5) took.push(performance.now() - begin)
  }
  return median(took)
}

/**
 * @param {string} origin
 * @param {string} id
 * @returns {[string, string][]}
 */
const pages = (origin, id) => [
  ['list', `${origin}/?status=accepted`],
  ['second page', `${origin}/?after=.90`],
  ['search, one found', `${origin}/?q=muster-7x.example`],
  ['search, all found', `${origin}/?q=muster`],
  ['referral', `${origin}/referrals/${id}`],
]

let missed = false
const folder = mkdtempSync(join(tmpdir(), 'referral-desk-'))
cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true })
const postgres = new Postgres()
await postgres.start('-c shared_buffers=128MB')
/** @type {[string, Record<string, string>][]} */
const databases = [
  ['SQLite', { REFERRAL_DATABASE: join(folder, 'referrals.db') }],
  ['PostgreSQL', { DATABASE_URL: postgres.address }],
]
try {
  for (const [name, environment] of databases) {
    const { child, origin } = await start(folder, environment)
    /** @type {Map<string, number[]>} */
    const found = new Map()
    let have = 0
    for (const size of SIZES) {
      const id = await refer(origin, have, size)
      have = size
      for (const [page, url] of pages(origin, id)) found.set(page, [...(found.get(page) ?? []), await time(url)])
    }
    child.kill('SIGTERM')
    console.log(`${name}: milliseconds with ${SIZES.map((size) => size.toLocaleString('en')).join(' and ')} referrals`)
    for (const [page, [few, many]] of found) {
      missed ||= many / few > LIMIT
      console.log(
        `  ${page.padEnd(18)} ${few.toFixed(1).padStart(7)} ${many.toFixed(1).padStart(7)}  ${(many / few).toFixed(2)} x`,
      )
    }
  }
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
if (missed) {
  console.error(`One of them takes more than ${LIMIT} x the time.`)
  process.exitCode = 1
}
