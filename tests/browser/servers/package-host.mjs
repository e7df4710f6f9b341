import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { root } from './root.mjs'
import { Site } from './site.mjs'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
}

/** The host of `pkg/dist/`, which can be told to misbehave. */
export class PackageHost extends Site {
  /** @type {string[]} */
  requests = []
  /** @type {Map<string, { released: Promise<void>, release: () => void }>} */
  #held = new Map()
  /** @type {Map<string, (response: ServerResponse) => unknown>} */
  #broken = new Map()

  get script() {
    return `${this.origin}/referral-widget/referral-widget.js`
  }

  get statusScript() {
    return `${this.origin}/referral-widget/status.js`
  }

  /**
   * @param {string} file
   * @param {{ seconds?: number }} options
   */
  hold(file, { seconds } = {}) {
    let release = () => {}
    /** @type {Promise<void>} */
    const released = new Promise((done) => (release = done))
    this.#held.set(file, { released, release })
    if (seconds !== undefined) setTimeout(release, seconds * 1000).unref()
    return () => {
      this.#held.delete(file)
      release()
    }
  }

  /**
   * @param {string} file
   * @param {number} status
   */
  fail(file, status = 503) {
    this.#broken.set(file, (response) => response.writeHead(status).end())
  }

  /**
   * @param {string} file
   * @param {string | Uint8Array} bytes
   */
  replace(file, bytes) {
    const type = TYPES[file.slice(file.lastIndexOf('.'))]
    this.#broken.set(file, (response) => response.writeHead(200, { 'Content-Type': type }).end(bytes))
  }

  /** @param {string} file */
  cut(file) {
    this.#broken.set(file, (response) => response.destroy())
  }

  restore() {
    this.#broken.clear()
    for (const { release } of this.#held.values()) release()
    this.#held.clear()
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    const file = basename(new URL(request.url ?? '', this.origin).pathname)
    this.requests.push(file)
    // Errors need this header, too: a page must be able to read the status.
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Cache-Control', 'no-cache')
    await this.#held.get(file)?.released
    const broken = this.#broken.get(file)
    if (broken) return broken(response)
    try {
      const bytes = await readFile(join(root, 'pkg/dist', file))
      const type = TYPES[file.slice(file.lastIndexOf('.'))] ?? 'application/octet-stream'
      response.writeHead(200, { 'Content-Type': type }).end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  }
}
