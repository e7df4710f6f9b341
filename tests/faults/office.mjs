/**
 * The vendor's people and partners' mailbox: commands are given to any copy of the endpoint, again and again until one is
 * answered, and mails arrive at a server that is busy or breaks off.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Mailbox } from '../browser/servers/mailbox.mjs'
import { choose, random } from './random.mjs'

/**
 * @import { Email } from 'postal-mime'
 * @import { Vendor } from './vendor.mjs'
 */

/** What is done to each referral, and the event that it leads to. */
const COMMANDS = /** @type {const} */ ([
  [{ command: 'advance', stage: 'meeting' }, 'advanced'],
  [{ command: 'note', note: 'Called.' }, 'noted'],
  [{ command: 'ask', message: 'When may we call?' }, 'desk-asked'],
])
/** The letters that a partner gets: that the lead has arrived, its stage, and the question. */
const LETTERS = 3

/** How often each thing happens to a mail. */
const FAULTS = {
  none: 80,
  busy: 10, // 451, and it is not taken
  cut: 10, // it is taken, and the answer does not come back
}

/** A mail server that fails. */
export class Post extends Mailbox {
  isClean = false
  #next

  /** @param {string} seed */
  constructor(seed) {
    super()
    this.#next = random(seed, 'post')
  }

  /** @param {Email} mail */
  arrive(mail) {
    const fault = this.isClean ? 'none' : choose(this.#next, FAULTS)
    if (fault === 'busy') throw Object.assign(new Error('Try again later'), { responseCode: 451 })
    super.arrive(mail)
    if (fault === 'cut') this.cut()
  }

  /** @returns {Map<string, Set<string>>} by the referral: the ids of its mails */
  get ids() {
    const ids = new Map()
    for (const { headers, messageId } of this.mails) {
      const about = headers.find(({ key }) => key === 'references')?.value ?? ''
      const referral = about.replace(/^<|@.*/g, '')
      ids.set(referral, (ids.get(referral) ?? new Set()).add(messageId))
    }
    return ids
  }
}

/** The vendor's people. */
export class Office {
  #vendor
  #next
  #isOpen = true
  /** @type {Promise<void> | undefined} */
  #working
  /** @type {Set<string>} the referrals that have had their commands, or get them now */
  #done = new Set()
  /** How often a command had no answer, and was given again. */
  again = 0

  /**
   * @param {Vendor} vendor
   * @param {string} seed
   */
  constructor(vendor, seed) {
    this.#vendor = vendor
    this.#next = random(seed, 'office')
  }

  /** Begins to give commands to what is stored. */
  open() {
    this.#working = this.#work()
  }

  /** Ends once all that is stored has had its commands. */
  async close() {
    this.#isOpen = false
    await this.#working
    await this.#decide()
  }

  async #work() {
    while (this.#isOpen) {
      await this.#decide()
      await pause(100)
    }
  }

  async #decide() {
    for (const { id } of await this.#vendor.stored().catch(() => [])) {
      if (this.#done.has(id)) continue
      this.#done.add(id)
      for (const [order] of COMMANDS) await this.#give(id, order)
    }
  }

  /**
   * @param {string} id
   * @param {object} order
   */
  async #give(id, order) {
    const key = randomUUID()
    for (;;) {
      const { copies } = this.#vendor
      const { origin, token } = copies[Math.floor(this.#next() * copies.length)]
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': key }
      const request = { method: 'POST', headers, body: JSON.stringify(order) }
      const answer = await fetch(`${origin}/api/referrals/${id}/commands`, request).catch(() => undefined)
      const text = await answer?.text().catch(() => undefined)
      if (answer && text !== undefined && answer.status < 500) {
        assert.equal(answer.status, 200, text)
        return
      }
      this.again += 1
      await pause(50)
    }
  }

  /**
   * Each command was carried out once, and each event was told in order, at least once, under one id.
   * @param {string[]} referrals
   */
  async check(referrals) {
    const { receiver, post } = this.#vendor
    for (const id of referrals) {
      const { events } = await this.#vendor.ask(`/api/referrals/${id}/events`)
      const names = events.map((/** @type {{ event: string | object }} */ { event }) =>
        typeof event === 'string' ? event : Object.keys(event)[0],
      )
      for (const [, name] of COMMANDS)
        assert.equal(names.filter((/** @type {string} */ it) => it === name).length, 1, `${id}: ${names}`)
      const told = receiver.events.get(id) ?? new Map()
      const sequences = events.map((/** @type {{ revision: number }} */ { revision }) => revision)
      assert.deepEqual([...told.keys()], sequences, `the events of ${id} came in order, and none is missing`)
      for (const [sequence, ids] of told) assert.equal(ids.size, 1, `event ${sequence} of ${id} has one id`)
      assert.equal(post.ids.get(id)?.size, LETTERS, `${id}: each mail has one id`)
    }
  }
}
