import { text } from 'node:stream/consumers'
import { Site } from './site.mjs'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 *
 * @typedef {{ referral: string, revision: number, status: string, status_said: string, may: string[], events: object[] } & Record<string, unknown>} View
 * @typedef {{ referrals?: { referral: string, status_key: string }[], token?: string, program?: string, language?: string }} Question
 */

const SIGN_OF_LIFE_MS = 1000

/** The part of an endpoint that partners ask, with a few referrals in memory. It can be told to misbehave. */
export class PartnerApi extends Site {
  /** @type {Map<string, { key: string, view: View }>} */
  referrals = new Map()
  /** @type {{ route: string, body: any, type: string | undefined }[]} */
  requests = []
  /** @type {Set<{ response: ServerResponse, question: Question, life: NodeJS.Timeout }>} */
  streams = new Set()
  token = 'a-token'
  /** A proxy keeps streams back: their answers never come. */
  isHoldingBack = false
  /** @type {Map<string, (response: ServerResponse, body: any) => unknown>} */
  spoilt = new Map()

  /**
   * Adds a referral, and gives its entry in the list of a browser.
   * @param {Partial<View>} view
   */
  add(view = {}) {
    const number = this.referrals.size + 1
    const referral = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    const key = `11111111-0000-4000-8000-${String(number).padStart(12, '0')}`
    const received_at = new Date(Date.now() - 86_400_000 + number * 1000).toISOString()
    this.referrals.set(referral, {
      key,
      view: {
        referral,
        revision: 1,
        program: { id: 'cloud-migration', name: 'Cloud migration' },
        vendor: 'Nimbus',
        company: `Customer ${number}`,
        status: 'in-review',
        status_said: 'in review',
        stage: null,
        received_at,
        protected_until: '2027-03-30',
        due: [],
        reasons: [],
        fee: null,
        events: [{ name: 'received', at: received_at, said: 'Received' }],
        feedback: [],
        may: ['ask', 'withdraw'],
        ...view,
      },
    })
    return { endpoint: this.origin, referral, status_key: key, sent_at: received_at }
  }

  /**
   * Changes a referral, and tells the streams that show it.
   * @param {string} referral
   * @param {Partial<View>} change
   */
  change(referral, change) {
    const kept = this.referrals.get(referral)
    if (!kept) throw new Error(`There is no ${referral}`)
    kept.view = { ...kept.view, revision: kept.view.revision + 1, ...change }
    for (const { response, question } of this.streams)
      if (this.#shown(question).includes(kept.view)) this.#send(response, 'referral', kept.view)
    return kept.view
  }

  /** Breaks all streams off. */
  cut() {
    for (const { response } of this.streams) response.destroy()
  }

  /** @param {string} route */
  count(route) {
    return this.requests.filter((request) => request.route === route).length
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After')
    response.setHeader('Cache-Control', 'no-store')
    const route = String(request.url).replace('/api/partner/', '')
    const body = JSON.parse((await text(request)) || 'null')
    this.requests.push({ route, body, type: request.headers['content-type'] })
    const spoilt = this.spoilt.get(route)
    if (spoilt) return spoilt(response, body)
    if (route === 'referrals') return this.#json(response, 200, this.#all(body))
    if (route === 'stream') return this.#stream(response, body)
    if (route === 'commands') return this.#command(response, body)
    response.writeHead(404).end()
  }

  /** @param {Question} question */
  #shown({ referrals = [], token }) {
    const all = [...this.referrals.values()]
    const known = all.filter(({ key, view }) =>
      referrals.some((asked) => asked.referral === view.referral && asked.status_key === key),
    )
    return (token === this.token ? all : known).map(({ view }) => view)
  }

  /** @param {Question} question */
  #all(question) {
    const shown = this.#shown(question)
    const isShown = (/** @type {string} */ id) => shown.some(({ referral }) => referral === id)
    const missing = (question.referrals ?? []).filter(({ referral }) => !isShown(referral))
    const closed = missing.map(({ referral }) => ({
      referral,
      why: 'unknown',
      said: 'The vendor does not know this referral.',
    }))
    return { referrals: shown, feedback: [], closed }
  }

  /**
   * @param {ServerResponse} response
   * @param {Question} question
   */
  #stream(response, question) {
    if (this.isHoldingBack) return
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    const life = setInterval(() => response.write(': \n\n'), SIGN_OF_LIFE_MS)
    const stream = { response, question, life }
    this.streams.add(stream)
    response.on('close', () => {
      clearInterval(life)
      this.streams.delete(stream)
    })
    this.#send(response, 'referrals', this.#all(question))
  }

  /**
   * @param {ServerResponse} response
   * @param {any} body
   */
  #command(response, { referral, status_key, token, command, message, revision }) {
    const kept = this.referrals.get(referral)
    if (!kept || (kept.key !== status_key && token !== this.token))
      return this.#problem(response, 403, 'The key of this referral is not valid.')
    if (revision !== kept.view.revision) return this.#problem(response, 412, 'It changed meanwhile.')
    if (!kept.view.may.includes(command)) return this.#problem(response, 409, 'This is not possible.')
    const at = new Date().toISOString()
    const [name, said] = {
      ask: ['partner-asked', 'You asked'],
      answer: ['partner-answered', 'You answered'],
      withdraw: ['withdrawn', 'Withdrawn'],
    }[/** @type {'ask' | 'answer' | 'withdraw'} */ (command)]
    const events = [...kept.view.events, { name, at, said, ...(message && { message }) }]
    const closed = { status: 'withdrawn', status_said: 'withdrawn', due: [], may: [] }
    const may = kept.view.may.filter((other) => other !== 'answer')
    const view = this.change(referral, { events, may, ...(command === 'withdraw' && closed) })
    this.#json(response, 200, view)
  }

  /**
   * @param {ServerResponse} response
   * @param {string} name
   * @param {unknown} data
   */
  #send(response, name, data) {
    response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /**
   * @param {ServerResponse} response
   * @param {number} status
   * @param {unknown} body
   */
  #json(response, status, body) {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  }

  /**
   * @param {ServerResponse} response
   * @param {number} status
   * @param {string} detail
   * @param {object} more
   */
  #problem(response, status, detail, more = {}) {
    const type = { 'Content-Type': 'application/problem+json' }
    response.writeHead(status, type).end(JSON.stringify({ title: 'Refused', status, detail, ...more }))
  }
}
