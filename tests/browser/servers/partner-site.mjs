import { Site } from './site.mjs'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

/** A partner's website. */
export class PartnerSite extends Site {
  /** @type {Map<string, { html: string | Buffer, headers: Record<string, string> }>} */
  #pages = new Map()
  /**
   * The requests that did more than show a page.
   * @type {Pick<IncomingMessage, 'method' | 'url' | 'headers'>[]}
   */
  taken = []

  // The host name differs from the endpoint's. So browsers see another site, not only another origin.
  async start() {
    await super.start('localhost')
  }

  /**
   * @param {string} path
   * @param {string | Buffer} html
   * @param {Record<string, string>} headers
   */
  page(path, html, headers = {}) {
    this.#pages.set(path, { html, headers })
    return this.origin + path
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  answer(request, response) {
    const { method, url, headers } = request
    if (method !== 'GET') this.taken.push({ method, url, headers })
    const page = this.#pages.get(new URL(url ?? '', this.origin).pathname)
    if (!page) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  }
}
