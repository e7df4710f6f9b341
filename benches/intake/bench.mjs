/**
 * The endpoint's intake beside a plain server that inserts one row per request: as durable, in one run, turn by turn. First
 * both on SQLite (WAL, synchronous=FULL), then both on one PostgreSQL (fsync and synchronous_commit on). The endpoint reads,
 * checks, judges, signs and stores each lead.
 *
 *     POSTGRES_BIN=… node bench.mjs REFERRAL BASELINE PACKAGE [--quick]
 */
import autocannon from 'autocannon'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../tests/browser/servers/endpoint.mjs'
import { submissionOf } from '../../tests/faults/lead.mjs'
import { Postgres } from '../../tests/browser/servers/postgres.mjs'

/**
 * A server under load: what it accepted in each round, and how long that took.
 * @typedef {{ name: string, url: string, child: import('node:child_process').ChildProcess, taken: number[], p99: number[] }} Server
 */

const [referral, baseline, pack, quick] = process.argv.slice(2)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const rounds = quick ? 1 : 5
const seconds = quick ? 2 : 8
const CONNECTIONS = 32
/** Overload: this many times the rate that was accepted before. */
const OVERLOAD = 4

const submission = () => submissionOf(randomUUID())

/** @type {Server[]} */
const servers = []
const folder = mkdtempSync(join(tmpdir(), 'referral-intake-'))
cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true })
/**
 * @param {string} name
 * @param {string} command
 * @param {(address: string) => string[]} arguments_
 * @returns {Promise<Server>}
 */
const start = async (name, command, arguments_, environment = {}) => {
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const child = spawn(command, arguments_(address), { env: { ...process.env, ...environment }, stdio: 'ignore' })
  for (let i = 0; i < 500; i += 1) {
    const answer = await fetch(`http://${address}/`).catch(() => undefined)
    if (answer) {
      const server = { name, url: `http://${address}/api/referrals`, child, taken: [], p99: [] }
      servers.push(server)
      return server
    }
    await pause(20)
  }
  child.kill('SIGKILL')
  throw new Error(`${name} did not start`)
}

/**
 * @param {string} url
 * @param {import('autocannon').Options} [options]
 * @returns {Promise<import('autocannon').Result>}
 */
const load = (url, options) =>
  new Promise((done, fail) => {
    const run = autocannon(
      {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        connections: CONNECTIONS,
        duration: seconds,
        timeout: 30,
        setupClient: (client) => {
          client.setBody(submission())
          client.on('response', () => client.setBody(submission()))
        },
        ...options,
      },
      (error, result) => (error ? fail(error) : done(result)),
    )
    run.on('error', fail)
  })

/** @param {import('node:child_process').ChildProcess} child */
const memory = ({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** @param {string[]} database arguments that name it, or none where the environment does */
const endpoint = (database, environment = {}) =>
  start(
    'referral serve',
    referral,
    (address) => ['serve', '--programs', join(folder, 'rules'), '--package', pack, '--address', address, ...database],
    {
      REFERRAL_TOKEN: 'the token of the bench',
      REFERRAL_PER_ADDRESS: '0',
      REFERRAL_CONNECTIONS_PER_ADDRESS: '0',
      REFERRAL_PER_PARTNER: '0',
      RUST_LOG: 'error',
      ...environment,
    },
  )

/** @param {string} database */
const oneRow = (database) => start('one row per request', baseline, (address) => [database, address])

/**
 * Loads both servers in turn, and prints how much they accepted. The ratio is the median of the rounds' ratios.
 * @param {string} database
 * @param {Server} ours
 * @param {Server} plain
 */
const compare = async (database, ours, plain) => {
  for (const server of [ours, plain]) await load(server.url, { duration: 2 })
  for (let round = 0; round < rounds; round += 1) {
    for (const server of round % 2 ? [plain, ours] : [ours, plain]) {
      const { '2xx': good, non2xx, errors, duration, latency } = await load(server.url)
      if (non2xx || errors) throw new Error(`${server.name}: ${non2xx} answers were not 2xx, ${errors} errors`)
      server.taken.push(good / duration)
      server.p99.push(latency.p99)
    }
  }
  console.log(
    `\n${database.padEnd(22)}${'leads a second'.padStart(16)}${'p99, ms'.padStart(10)}${'memory, MiB'.padStart(14)}`,
  )
  for (const { name, taken, p99, child } of [plain, ours]) {
    console.log(
      `${name.padEnd(22)}${median(taken).toFixed(0).padStart(16)}${median(p99).toFixed(0).padStart(10)}${memory(child).toFixed(0).padStart(14)}`,
    )
  }
  const ratio = median(ours.taken.map((taken, i) => taken / plain.taken[i])).toFixed(2)
  const target = database === 'SQLite' ? ' (must reach 0.6)' : ''
  console.log(`ratio, median of ${rounds} rounds: ${ratio}${target}`)
}

/** @param {Server} ours */
const overload = async (ours) => {
  const rate = Math.round(median(ours.taken) * OVERLOAD)
  const {
    '2xx': good,
    non2xx,
    errors,
    timeouts,
    statusCodeStats,
    latency,
  } = await load(ours.url, {
    connections: CONNECTIONS * 16,
    overallRate: rate,
    duration: quick ? 3 : 15,
  })
  const statuses = Object.entries(statusCodeStats)
    .map(([status, { count }]) => `${status}: ${count}`)
    .join(', ')
  console.log(
    `${OVERLOAD} × that, ${rate} a second from ${CONNECTIONS * 16} connections: ${good} taken, ${non2xx} others, ${errors} errors, ${timeouts} timeouts (${statuses}); p99 ${latency.p99} ms, ${memory(ours.child).toFixed(0)} MiB`,
  )
  const dishonest = Object.keys(statusCodeStats).filter((status) => !/^(2\d\d|429|503)$/.test(status))
  if (dishonest.length || errors)
    throw new Error(`Beyond 429 and 503 there were ${dishonest.join(', ')} and ${errors} errors`)
}

const postgres = new Postgres()
try {
  const onFile = await endpoint(['--database', join(folder, 'ours.db')])
  await compare('SQLite', onFile, await oneRow(join(folder, 'plain.db')))
  await overload(onFile)

  await postgres.start('-c fsync=on -c shared_buffers=128MB')
  const onServer = await endpoint([], { DATABASE_URL: postgres.address })
  await compare('PostgreSQL', onServer, await oneRow(postgres.address))
  await overload(onServer)
} finally {
  for (const { child } of servers) child.kill('SIGKILL')
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
