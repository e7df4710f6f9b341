import { createServer } from 'node:http'

/** An HTTP server on a free port. Subclasses answer. */
export class Site {
  #server = createServer((request, response) => this.answer(request, response))

  /** `host` is the name in the origin; the server itself listens on the loopback address. */
  async start(host = '127.0.0.1') {
    await new Promise((done) => this.#server.listen(0, '127.0.0.1', done))
    this.origin = `http://${host}:${this.#server.address().port}`
  }

  async stop() {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }
}
