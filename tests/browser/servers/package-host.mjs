import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { root } from './root.mjs'
import { Site } from './site.mjs'

const TYPES = { '.css': 'text/css', '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm', '.json': 'application/json' }

/** The host of `pkg/dist/`, which can be told to misbehave. */
export class PackageHost extends Site {
  requests = []
  #held = new Map()
  #broken = new Map()

  get script() {
    return `${this.origin}/referral-widget/referral-widget.js`
  }

  hold(file, { seconds } = {}) {
    let release
    const released = new Promise((done) => (release = done))
    this.#held.set(file, { released, release })
    if (seconds !== undefined) setTimeout(release, seconds * 1000).unref()
    return () => {
      this.#held.delete(file)
      release()
    }
  }

  fail(file, status = 503) {
    this.#broken.set(file, (response) => response.writeHead(status).end())
  }

  replace(file, bytes) {
    const type = TYPES[file.slice(file.lastIndexOf('.'))]
    this.#broken.set(file, (response) => response.writeHead(200, { 'Content-Type': type }).end(bytes))
  }

  cut(file) {
    this.#broken.set(file, (response) => response.destroy())
  }

  restore() {
    this.#broken.clear()
    for (const { release } of this.#held.values()) release()
    this.#held.clear()
  }

  async answer(request, response) {
    const file = basename(new URL(request.url, this.origin).pathname)
    this.requests.push(file)
    // Errors too: a page must be able to read that it was one.
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
