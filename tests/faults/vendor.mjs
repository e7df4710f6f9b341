/**
 * The vendor's side: one endpoint on a SQLite file, or two copies of it on one PostgreSQL, and what they bring leads, events and
 * mails to.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Endpoint } from '../browser/servers/endpoint.mjs'
import { Postgres } from '../browser/servers/postgres.mjs'
import { Post } from './office.mjs'
import { Receiver } from './receiver.mjs'

/** Signs events. */
const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'

export class Vendor {
  /** @type {Endpoint[]} */
  copies = []
  receiver
  post
  #postgres = new Postgres()
  #hasCopies
  #folder = ''
  /** What was killed and does not run again yet. */
  #down = new Set()

  /**
   * @param {string} seed
   * @param {boolean} hasCopies
   */
  constructor(seed, hasCopies) {
    this.receiver = new Receiver(seed)
    this.post = new Post(seed)
    this.#hasCopies = hasCopies
  }

  async start() {
    this.#folder = await mkdtemp(join(tmpdir(), 'referral-faults-'))
    await this.receiver.start()
    const mail = await this.post.start()
    if (this.#hasCopies) await this.#postgres.start()
    for (const name of this.#hasCopies ? ['one', 'other'] : ['one']) {
      const copy = new Endpoint(join(this.#folder, name))
      // All partners have one address here, and many of them hear that a customer is protected.
      copy.environment = { ...mail, REFERRAL_PROTECTED_ANSWERS: '1000000', REFERRAL_SECRET_HOOK: SECRET }
      if (this.#hasCopies) copy.environment.DATABASE_URL = this.#postgres.address
      const program = join(copy.folder, 'rules/cloud-migration')
      await mkdir(program, { recursive: true })
      const events = {
        id: 'events',
        endpoint: this.receiver.addressOfEvents,
        events: true,
        private_address: true,
        signed_with: 'REFERRAL_SECRET_HOOK',
      }
      const relay = { destinations: [{ id: 'crm', endpoint: this.receiver.address }, events] }
      await writeFile(join(program, 'relay.json'), JSON.stringify(relay))
      const partners = ['northgate-security', 'meridian-systems'].map((id) => ({ id, email: `${id}@partner.example` }))
      await writeFile(join(program, 'partners.json'), JSON.stringify({ partners }))
      this.copies.push(copy)
    }
    await Promise.all(this.copies.map((copy) => copy.start()))
  }

  /** The end of the copies' logs. */
  get log() {
    return this.copies.map((copy) => copy.log.slice(-2_000)).join('\n')
  }

  /**
   * Kills one of the copies while others are sending, and starts it again.
   * @param {() => number} next
   */
  async killCopy(next) {
    await this.#kill(this.copies[Math.floor(next() * this.copies.length)], next)
  }

  /** @param {() => number} next */
  async killReceiver(next) {
    await this.#kill(this.receiver, next)
  }

  /**
   * @param {Endpoint | Receiver} which
   * @param {() => number} next
   */
  async #kill(which, next) {
    if (this.#down.has(which)) return
    this.#down.add(which)
    await pause(next() * 50)
    await which.stop()
    await pause(next() * 700)
    await which.start()
    this.#down.delete(which)
  }

  /** @returns {Promise<any[]>} all referrals that are stored */
  async stored() {
    const all = []
    let before = ''
    do {
      const { referrals, next } = await this.ask(`/api/referrals?limit=200${before && `&before=${before}`}`)
      all.push(...referrals)
      before = next
    } while (before)
    return all
  }

  /**
   * @param {'waiting' | 'failed'} state
   * @returns {Promise<any[]>} the newest deliveries that stand so
   */
  async deliveries(state) {
    return (await this.ask(`/api/deliveries?state=${state}`)).deliveries
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  async ask(path) {
    const { origin, token } = this.copies[0]
    const answer = await fetch(origin + path, { headers: { Authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  async stop() {
    await Promise.all([this.receiver.stop(), this.post.stop(), ...this.copies.map((copy) => copy.stop())])
    await this.#postgres.stop()
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true })
  }
}
