// The host of all forms: static files, compressed before they are asked for.
import { extname } from 'node:path'
import { Site } from '../../tests/browser/servers/site.mjs'
import { brotli } from '../brotli.mjs'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Form } from './types.js'
 */

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.rhai': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

export class FormSite extends Site {
  /** @type {Map<string, { type: string, bytes: Buffer }>} */
  #files = new Map()

  /**
   * Gives the address of a form's page.
   * @param {Form} form
   */
  add({ label, files }) {
    const folder = `/${label.replace(/\W+/g, '-')}/`
    for (const [name, content] of Object.entries(files)) {
      this.#files.set(folder + name, { type: TYPES[extname(name)], bytes: brotli(Buffer.from(content)) })
    }
    return `${this.origin}${folder}page.html`
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  answer(request, response) {
    const file = this.#files.get(request.url ?? '')
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, {
      'Cache-Control': 'no-cache',
      'Content-Encoding': 'br',
      'Content-Length': file.bytes.length,
      'Content-Type': file.type,
    })
    response.end(file.bytes)
  }
}
