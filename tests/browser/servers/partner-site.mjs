import { Site } from './site.mjs'

/** A partner's website. */
export class PartnerSite extends Site {
  #pages = new Map()
  /** What it was asked to do, and not just to show. */
  taken = []

  // Another host name than the endpoint's, so that browsers see another site and not just another origin.
  async start() {
    await super.start('localhost')
  }

  page(path, html, headers = {}) {
    this.#pages.set(path, { html, headers })
    return this.origin + path
  }

  answer(request, response) {
    const { method, url, headers } = request
    if (method !== 'GET') this.taken.push({ method, url, headers })
    const page = this.#pages.get(new URL(request.url, this.origin).pathname)
    if (!page) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  }
}
