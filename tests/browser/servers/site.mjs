import { createServer } from 'node:http'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { AddressInfo } from 'node:net'
 */

/** An HTTP server on a free port. Subclasses answer. */
export class Site {
  #server = createServer((request, response) => this.answer(request, response))

  origin = ''

  /** `host` is the name in the origin; the server itself listens on the loopback address. */
  async start(host = '127.0.0.1') {
    await new Promise((done) => this.#server.listen(0, '127.0.0.1', () => done(undefined)))
    this.origin = `http://${host}:${/** @type {AddressInfo} */ (this.#server.address()).port}`
  }

  /**
   * @param {IncomingMessage} _request
   * @param {ServerResponse} response
   * @returns {unknown}
   */
  answer(_request, response) {
    return response.writeHead(404).end()
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}
