/**
 * Open pages of partners: how much memory 500 streams take, and how long it takes from the answer to a command until an open page
 * has it.
 *
 *     node bench.mjs REFERRAL PACKAGE
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../tests/browser/servers/endpoint.mjs'
import { submissionOf } from '../../tests/faults/lead.mjs'

const [referral, pack] = process.argv.slice(2)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const STREAMS = 500
const CHANGES = 200
const TOKEN = 'the token of the bench'

const folder = mkdtempSync(join(tmpdir(), 'referral-live-'))
cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true })
const address = `127.0.0.1:${await freePort()}`
const child = spawn(
  referral,
  [
    'serve',
    '--programs',
    join(folder, 'rules'),
    '--package',
    pack,
    '--address',
    address,
    '--database',
    join(folder, 'live.db'),
  ],
  {
    env: {
      ...process.env,
      REFERRAL_TOKEN: TOKEN,
      REFERRAL_PER_ADDRESS: '0',
      REFERRAL_PER_PARTNER: '0',
      // Each stream comes from an address of its own, as a proxy says.
      REFERRAL_BEHIND_PROXY: 'true',
      RUST_LOG: 'error',
    },
    stdio: 'inherit',
  },
)
/** In MiB. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024

/**
 * @param {string} path
 * @param {string} body JSON
 * @param {Record<string, string>} [headers]
 */
const post = (path, body, headers) =>
  fetch(`http://${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })

/** @param {number} i */
const referred = async (i) => {
  const statusKey = randomUUID()
  const answer = await post('/api/referrals', submissionOf(i, { status_key: statusKey }))
  if (answer.status !== 201) throw new Error(await answer.text())
  return { referral: (await answer.json()).referral, status_key: statusKey }
}

/** @type {Map<string, (at: number) => void>} what is waited for, by the text that the stream has to bring */
const awaited = new Map()

/**
 * @param {{ referral: string, status_key: string }} held
 * @param {number} i
 */
const open = (held, i) =>
  new Promise((done, fail) => {
    const stream = request(`http://${address}/api/partner/stream`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'x-forwarded-for': `10.${i >> 8}.${i & 255}.1` },
    })
    stream.on('error', fail)
    stream.on('response', (response) => {
      if (response.statusCode !== 200) fail(new Error(`HTTP ${response.statusCode}`))
      response.setEncoding('utf8').on('data', (text) => {
        done(stream)
        for (const [word, seen] of awaited) if (text.includes(word)) seen(performance.now())
      })
    })
    stream.end(JSON.stringify({ referrals: [held] }))
  })

try {
  for (let i = 0; i < 500 && !(await fetch(`http://${address}/health`).catch(() => undefined)); i += 1) await pause(20)
  const all = []
  for (let i = 0; i < STREAMS; i += 1) all.push(await referred(i))
  const before = memory()
  const streams = await Promise.all(all.map(open))
  await pause(2_000)
  const after = memory()
  /** @type {number[]} in milliseconds */
  const took = []
  for (let i = 0; i < CHANGES; i += 1) {
    const word = randomUUID()
    const seen = new Promise((done) => awaited.set(word, done))
    const order = { command: 'ask', message: word }
    const { referral } = all[(i * 37) % STREAMS]
    const given = await post(`/api/referrals/${referral}/commands`, JSON.stringify(order), {
      Authorization: `Bearer ${TOKEN}`,
    })
    const committed = performance.now()
    if (given.status !== 200) throw new Error(await given.text())
    took.push(Math.max(0, (await seen) - committed))
    awaited.delete(word)
  }
  took.sort((a, b) => a - b)
  const share = (/** @type {number} */ part) => took[Math.floor(part * (CHANGES - 1))].toFixed(0)
  console.log(
    `${STREAMS} open pages take ${(after - before).toFixed(0)} MiB (at most 100); the endpoint has ${after.toFixed(0)} MiB`,
  )
  console.log(
    `from the answer to a command to the page: half within ${share(0.5)} ms, 95 % within ${share(0.95)} ms (below 1000)`,
  )
  for (const stream of streams) stream.destroy()
} finally {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
