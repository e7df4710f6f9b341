/**
 * A vendor's system to which the endpoint delivers leads and events. It fails, is slow, and is killed. What it does to an attempt
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
  /** @type {Map<string, Map<number, Set<string>>>} by the referral: the events that were taken, in order, with their ids */
  events = new Map()
  /** @type {Map<string, number>} by the lead's number, or by the event */
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

  get addressOfEvents() {
    return `http://127.0.0.1:${this.#port}/events`
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
    const body = JSON.parse(String(Buffer.concat(pieces)))
    const id = String(request.headers['webhook-id'])
    if (request.url === '/events') {
      const { referral, sequence } = body.data
      await this.#meet(`${referral} ${sequence}`, response, () => {
        const told = this.events.get(referral) ?? new Map()
        this.events.set(referral, told.set(sequence, (told.get(sequence) ?? new Set()).add(id)))
      })
      return
    }
    const { lead, receipt } = body
    this.ids.set(receipt.referral, (this.ids.get(receipt.referral) ?? new Set()).add(id))
    const [number] = /\d+/.exec(lead.company) ?? ['']
    await this.#meet(number, response, () => this.taken.add(receipt.referral))
  }

  /**
   * Takes a delivery, or does not.
   * @param {string} what
   * @param {ServerResponse} response
   * @param {() => void} take
   */
  async #meet(what, response, take) {
    const attempt = (this.#attempts.get(what) ?? 0) + 1
    this.#attempts.set(what, attempt)
    const next = random(this.#seed, 'receiver', what, attempt)
    const fault = this.isClean ? 'none' : choose(next, FAULTS)
    this.counts[fault] = (this.counts[fault] ?? 0) + 1
    const acts = /** @type {Record<string, Act>} */ (/** @type {unknown} */ (this))
    await acts[`_${fault}`](response, take, next)
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
