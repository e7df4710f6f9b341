import PostalMime from 'postal-mime'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/**
 * @import { AddressInfo } from 'node:net'
 * @import { Email } from 'postal-mime'
 */

/** A mail server that keeps what comes. */
export class Mailbox {
  /** @type {Email[]} */
  mails = []
  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => this.arrive(mail))
        .then(() => done(), done)
    },
  })

  /**
   * What becomes of a mail. An error is the server's answer.
   * @param {Email} mail
   */
  arrive(mail) {
    this.mails.push(mail)
  }

  /** Breaks all connections off. */
  cut() {
    for (const connection of this.#server.connections) /** @type {any} */ (connection)._socket.destroy()
  }

  /** Starts it, and returns the settings of the endpoint that sends mails there. */
  async start() {
    await new Promise((done, fail) => {
      this.#server.once('error', fail)
      this.#server.listen(0, '127.0.0.1', () => done(undefined))
    })
    // A sender that is killed breaks its connection off.
    this.#server.on('error', () => {})
    const { port } = /** @type {AddressInfo} */ (this.#server.server.address())
    return {
      REFERRAL_MAIL: `smtp://127.0.0.1:${port}`,
      REFERRAL_MAIL_FROM: 'Partner desk <partners@vendor.example>',
      REFERRAL_PUBLIC_ADDRESS: 'https://vendor.example',
    }
  }

  async stop() {
    await new Promise((done) => this.#server.close(() => done(undefined)))
  }
}
