/**
 * A vendor's system to which the endpoint delivers leads. It fails, is slow, and is killed. What it does to an attempt
 * follows from the seed and the numbers of the lead and the attempt.
 */
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../browser/servers/endpoint.mjs'
import { choose, random } from './random.mjs'

/**
 * @import { IncomingMessage, Server, ServerResponse } from 'node:http'
 *
 * @typedef {(response: ServerResponse, take: () => void, next: () => number) => Promise<void> | void} Act
 */

/** How often each thing happens. */
const FAULTS = {
  none: 60,
  slow: 12,
  drop: 8, // no answer, and nothing taken
  cut: 8, // it is taken, and the answer does not come back
  broken: 6, // 5xx
  busy: 6, // 429, with the seconds until the next attempt
}

export class Receiver {
  /** @type {Record<string, number>} */
  counts = {}
  isClean = false
  /** @type {Map<string, Set<string>>} by the referral: under which ids it came, taken or not */
  ids = new Map()
  /** @type {Set<string>} the referrals that were taken */
  taken = new Set()
  /** @type {Map<string, number>} by the lead's number */
  #attempts = new Map()
  /** @type {Server} */
  #server
  #port = 0
  #seed

  /** @param {string} seed */
  constructor(seed) {
    this.#seed = seed
  }

  get address() {
    return `http://127.0.0.1:${this.#port}/leads`
  }

  /** A later start uses the same port. */
  async start() {
    this.#port ||= await freePort()
    this.#server = createServer((request, response) => this.#answer(request, response).catch(() => response.destroy()))
    await new Promise((listening) => this.#server.listen(this.#port, '127.0.0.1', () => listening(undefined)))
  }

  /** Ends it at once, in the middle of its work. */
  async stop() {
    this.#server?.closeAllConnections()
    await new Promise((closed) => (this.#server ? this.#server.close(closed) : closed(undefined)))
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async #answer(request, response) {
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    const { lead, receipt } = JSON.parse(String(Buffer.concat(pieces)))
    const ids = this.ids.get(receipt.referral) ?? new Set()
    this.ids.set(receipt.referral, ids.add(String(request.headers['webhook-id'])))
    const [number] = /\d+/.exec(lead.company) ?? ['']
    const attempt = (this.#attempts.get(number) ?? 0) + 1
    this.#attempts.set(number, attempt)
    const next = random(this.#seed, 'receiver', number, attempt)
    const fault = this.isClean ? 'none' : choose(next, FAULTS)
    this.counts[fault] = (this.counts[fault] ?? 0) + 1
    const acts = /** @type {Record<string, Act>} */ (/** @type {unknown} */ (this))
    await acts[`_${fault}`](response, () => this.taken.add(receipt.referral), next)
  }

  /** @type {Act} */
  _none(response, take) {
    take()
    response.writeHead(204).end()
  }

  /** @type {Act} */
  async _slow(response, take, next) {
    await pause(200 + next() * 2_000)
    if (!response.destroyed) this._none(response, take, next)
  }

  /** @type {Act} */
  _drop(response) {
    response.destroy()
  }

  /** @type {Act} */
  _cut(response, take) {
    take()
    response.destroy()
  }

  /** @type {Act} */
  _broken(response, _, next) {
    response.writeHead(500 + Math.floor(next() * 5)).end('<h1>Broken</h1>')
  }

  /** @type {Act} */
  _busy(response) {
    response.writeHead(429, { 'Retry-After': '1' }).end()
  }
}
