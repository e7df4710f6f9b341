/**
 * Stands between the page and the copies of the endpoint, and sends each request to any of them. It damages submissions
 * only. What it does to an attempt follows from the seed and the numbers of the lead and the attempt.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { choose, random } from './random.mjs'

/**
 * @import { IncomingMessage, Server, ServerResponse } from 'node:http'
 * @import { AddressInfo } from 'node:net'
 *
 * @typedef {(request: IncomingMessage, response: ServerResponse, body: Buffer, next: () => number) => Promise<void>} Spoil
 */

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Retry-After, Location',
}

/** How often each fault happens. */
const FAULTS = {
  none: 40,
  drop: 8, // the request never arrives
  cut: 10, // it arrives and is stored, and the answer does not come back
  half: 5, // the same with half an answer
  delay: 8,
  twice: 8, // it arrives twice at once, at two copies if there are two
  rival: 5, // another partner refers the same customer at the same time
  reorder: 5, // later ones overtake it
  lie: 5, // it is stored, and a failure is answered
  busy: 5, // 429, with the seconds or the date of the next attempt
  broken: 5, // 5xx with garbage
  garbage: 3, // it is stored, and what is answered cannot be read
  elsewhere: 3, // a redirect to a sign-in page
  moved: 3, // a redirect that takes it along
}

export class Proxy {
  /** @type {Record<string, number>} */
  counts = {}
  isClean = false
  /** @type {Map<string, { fault: string, end: string }[]>} */
  #attempts = new Map() // by lead number: what was done to each
  /** @type {((value?: unknown) => void)[]} */
  #held = []
  /** @type {Server} */
  #server
  origin = ''
  /** @type {Map<string, number | undefined>} by the keys of rivals' submissions: what was answered, if anything was */
  rivals = new Map()
  #copies
  #seed

  /**
   * @param {string[]} copies
   * @param {string} seed
   */
  constructor(copies, seed) {
    this.#copies = copies
    this.#seed = seed
  }

  async start() {
    this.#server = createServer((request, response) => this.#answer(request, response).catch(() => response.destroy()))
    await new Promise((listening) => this.#server.listen(0, '127.0.0.1', () => listening(undefined)))
    this.origin = `http://127.0.0.1:${/** @type {AddressInfo} */ (this.#server.address()).port}`
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async #answer(request, response) {
    /** @type {Buffer[]} */
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const isSubmission = request.method === 'POST' && request.url?.startsWith('/api/referrals')
    if (!isSubmission) {
      if (request.url === '/sign-in') return response.writeHead(200, CORS).end('<h1>Sign in</h1>')
      return this.#pass(request, response, await this.#forward(request, body, Math.random))
    }
    const [number] = /\d+/.exec(JSON.parse(String(body)).lead.company) ?? ['']
    const attempts = this.#attempts.get(number) ?? []
    this.#attempts.set(number, attempts)
    const next = random(this.#seed, 'fault', number, attempts.length + 1)
    const fault = this.isClean ? 'none' : choose(next, FAULTS)
    this.counts[fault] = (this.counts[fault] ?? 0) + 1
    const attempt = { fault, end: 'under way' }
    attempts.push(attempt)
    response.on('close', () => (attempt.end = response.writableFinished ? 'answered' : 'broken off'))
    const faults = /** @type {Record<string, Spoil>} */ (/** @type {unknown} */ (this))
    await faults[`_${fault}`].call(this, request, response, body, next)
    for (const go of this.#held.splice(0)) go()
  }

  /**
   * What was done to a lead.
   * @param {number} number
   */
  told(number) {
    return JSON.stringify(this.#attempts.get(String(number)) ?? [])
  }

  /**
   * @param {IncomingMessage} request
   * @param {Buffer} body
   * @param {() => number} next
   */
  #forward(request, body, next) {
    return this.#send(request, body, this.#copies[Math.floor(next() * this.#copies.length)])
  }

  /**
   * @param {IncomingMessage} request
   * @param {Buffer} body
   * @param {string | undefined} copy
   * @param {string} [key] another one than the request's
   */
  async #send(request, body, copy, key) {
    const { host: _host, connection: _connection, 'content-length': _length, ...others } = request.headers
    const headers = /** @type {Record<string, string>} */ (others)
    if (key) headers['idempotency-key'] = key
    /** @type {RequestInit} */
    const options = { method: request.method, headers, redirect: 'manual' }
    if (body.length) options.body = new Uint8Array(body)
    const answer = await fetch(`${copy}${request.url}`, options)
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  /**
   * @param {IncomingMessage} _
   * @param {ServerResponse} response
   * @param {{ answer: Response, bytes: Buffer }} answered
   */
  #pass(_, response, { answer, bytes }) {
    /** @type {Record<string, string>} */
    const headers = Object.fromEntries(answer.headers)
    for (const name of ['transfer-encoding', 'content-encoding', 'content-length', 'connection']) delete headers[name]
    response.writeHead(answer.status, headers).end(bytes)
  }

  /** @type {Spoil} */
  async _none(request, response, body, next) {
    this.#pass(request, response, await this.#forward(request, body, next))
  }

  /** @type {Spoil} */
  async _drop(_, response) {
    response.destroy()
  }

  /** @type {Spoil} */
  async _cut(request, response, body, next) {
    await this.#forward(request, body, next)
    response.destroy()
  }

  /** @type {Spoil} */
  async _half(request, response, body, next) {
    const { answer, bytes } = await this.#forward(request, body, next)
    response.writeHead(answer.status, { ...CORS, 'Content-Type': 'application/json', 'Content-Length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2))
    await pause(20)
    response.destroy()
  }

  /** @type {Spoil} */
  async _delay(request, response, body, next) {
    await pause(50 + next() * 1_500)
    await this._none(request, response, body, next)
  }

  /** @type {Spoil} */
  async _twice(request, response, body) {
    const [first, last] = [this.#copies[0], this.#copies.at(-1)]
    const [, second] = await Promise.all([this.#send(request, body, first), this.#send(request, body, last)])
    this.#pass(request, response, second)
  }

  /** @type {Spoil} */
  async _rival(request, response, body, next) {
    const submission = JSON.parse(String(body))
    const key = randomUUID()
    this.rivals.set(key, undefined)
    const attribution = { ...submission.attribution, partner: 'meridian-systems' }
    const rival = Buffer.from(JSON.stringify({ ...submission, key, attribution }))
    const ends = [this.#copies[0], this.#copies.at(-1)]
    if (next() < 0.5) ends.reverse()
    const refer = () => this.#send(request, rival, ends[1], key)
    const before = next() < 0.5 ? refer() : undefined
    const [own, theirs] = await Promise.all([this.#send(request, body, ends[0]), before ?? refer()])
    this.rivals.set(key, theirs.answer.status)
    this.#pass(request, response, own)
  }

  /** @type {Spoil} */
  async _reorder(request, response, body, next) {
    await Promise.race([new Promise((go) => this.#held.push(go)), pause(800)])
    await this._none(request, response, body, next)
  }

  /** @type {Spoil} */
  async _lie(request, response, body, next) {
    await this.#forward(request, body, next)
    response.writeHead(next() < 0.5 ? 502 : 408, CORS).end()
  }

  /** @type {Spoil} */
  async _busy(_, response, __, next) {
    const wait = next() < 0.5 ? '1' : new Date(Date.now() + 2_000).toUTCString()
    response.writeHead(429, { ...CORS, 'Retry-After': wait }).end()
  }

  /** @type {Spoil} */
  async _broken(_, response, __, next) {
    response.writeHead(500 + Math.floor(next() * 5), { ...CORS, 'Content-Type': 'application/json' }).end('\u0000{{]')
  }

  /** @type {Spoil} */
  async _garbage(request, response, body, next) {
    await this.#forward(request, body, next)
    response.writeHead(201, { ...CORS, 'Content-Type': 'application/json' }).end('{"referral": "x", "status":')
  }

  /** @type {Spoil} */
  async _elsewhere(_, response) {
    response.writeHead(303, { ...CORS, Location: '/sign-in' }).end()
  }

  /** @type {Spoil} */
  async _moved(request, response) {
    const location = request.url?.includes('moved') ? request.url + '1' : `${request.url}?moved=1`
    response.writeHead(307, { ...CORS, Location: location }).end()
  }
}
