import { execFileSync, spawn } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './root.mjs'

/**
 * @import { ChildProcess } from 'node:child_process'
 * @import { AddressInfo } from 'node:net'
 */

const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target')
const command = process.env.REFERRAL ?? join(target, 'debug/referral')

/** The command `referral serve` with its data in `folder`, or in PostgreSQL if `environment` has a DATABASE_URL. */
export class Endpoint {
  token = 'the-token-of-the-tests'
  log = ''
  /** Further settings of the command, for the next start. */
  /** @type {Record<string, string>} */
  environment = {}
  folder
  /** @type {string} */
  origin = ''
  /** @type {(ChildProcess & { ended?: Promise<void> }) | undefined} */
  #child

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder
  }

  /** Starts it and waits until it answers. A later start uses the same port and database. */
  async start() {
    if (!this.origin) {
      await cp(join(root, 'rules'), join(this.folder, 'rules'), { recursive: true })
      this.origin = `http://127.0.0.1:${await freePort()}`
    }
    /** @type {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable> & { ended?: Promise<void> }} */
    const child = spawn(
      command,
      [
        'serve',
        '--programs',
        join(this.folder, 'rules'),
        '--package',
        join(root, 'pkg/dist'),
        '--address',
        new URL(this.origin).host,
        ...(this.environment.DATABASE_URL ? [] : ['--database', join(this.folder, 'referrals.db')]),
      ],
      {
        env: {
          ...process.env,
          REFERRAL_TOKEN: this.token,
          REFERRAL_PER_ADDRESS: '0',
          REFERRAL_PER_PARTNER: '0',
          REFERRAL_LEAST_SECONDS: '0',
          REFERRAL_PRIVATE_PAGES: 'true',
          ...this.environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#child = child
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    /** @type {string | undefined} */
    let ended
    child.ended = new Promise((done) => {
      /** @param {string} why */
      const end = (why) => {
        process.off('exit', kill)
        ended = why
        done()
      }
      child.once('error', (error) =>
        end(`${error.message}. Run \`cargo build -p referral-cli\`, or \`cargo xtask test\`.`),
      )
      child.once('exit', (code, signal) => end(`exit ${code ?? signal}`))
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.log += text))

    while (!(await this.#answers())) {
      if (ended) throw new Error(`The endpoint did not start: ${ended}\n${this.log}`)
      await pause(20)
    }
  }

  /** Ends it at once, as a crash does. */
  async stop() {
    this.#child?.kill('SIGKILL')
    await this.#child?.ended
  }

  /** @param {string} id */
  program(id) {
    return `${this.origin}/programs/${id}/program.json`
  }

  /** The snippet that a partner pastes, with the form in it. */
  /**
   * @param {string} id
   * @param {string} partner
   * @param {string} [language]
   */
  snippet(id, partner, language) {
    const folder = join(this.folder, 'rules', id)
    const chosen = language ? ['--language', language] : []
    return execFileSync(command, ['snippet', folder, '--at', this.origin, '--partner', partner, ...chosen], {
      encoding: 'utf8',
    })
  }

  /**
   * @param {string} id
   * @param {string} file
   * @param {(text: string) => string} change
   */
  async edit(id, file, change) {
    const path = join(this.folder, 'rules', id, file)
    const before = await readFile(path, 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`The edit of ${file} changes nothing`)
    await writeFile(path, after)
  }

  /**
   * Adds an admin, as an operator does.
   * @param {string} name
   * @param {string} email
   * @returns {string} the link that sets a password
   */
  admin(name, email) {
    const database = ['--database', join(this.folder, 'referrals.db')]
    const desk = ['--desk', this.origin]
    const said = execFileSync(command, ['admin', 'add', '--name', name, '--email', email, ...database, ...desk], {
      encoding: 'utf8',
    })
    const link = said.match(/http\S+/)
    if (!link) throw new Error(said)
    return link[0]
  }

  /** @returns {Promise<any[]>} what the endpoint answers, which tests look at */
  async referrals() {
    const answer = await fetch(`${this.origin}/api/referrals`, { headers: { Authorization: `Bearer ${this.token}` } })
    if (!answer.ok) throw new Error(`GET /api/referrals: ${answer.status} ${await answer.text()}`)
    return (await answer.json()).referrals
  }

  async #answers() {
    try {
      return (await fetch(`${this.origin}/health`)).ok
    } catch {
      return false
    }
  }
}

/**
 * A port that was free a moment ago. Port 0 would not do: after a crash the endpoint must come back at the same port.
 */
export async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {AddressInfo} */ (server.address())
  await new Promise((done) => server.close(done))
  return port
}
