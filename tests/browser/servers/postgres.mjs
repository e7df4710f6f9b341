import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.mjs'

const GUARD = join(root, 'store/tests/server/guard.sh')

/** A PostgreSQL server, started as in the store's tests. It ends when this process ends, for whatever reason. */
export class Postgres {
  /** The address of an empty database. */
  address = ''
  /** @type {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null> | undefined} */
  #guard

  /** @param {string} settings further options of `postgres` */
  async start(settings = '') {
    const programs = process.env.POSTGRES_BIN
    if (!programs) throw new Error('POSTGRES_BIN must name the folder of initdb and pg_ctl; `cargo xtask` sets it.')
    const folder = await mkdtemp(join(tmpdir(), 'referral-postgres-'))
    // It has its own process group: a signal from a keyboard must not end it before its users.
    const stdio = /** @type {const} */ (['pipe', 'pipe', 'inherit'])
    this.#guard = spawn('sh', [GUARD, programs, folder, settings], { stdio: [...stdio], detached: true })
    const [said] = await Promise.race([once(this.#guard.stdout, 'data'), once(this.#guard, 'exit')])
    if (String(said) !== 'up\n') throw new Error(`PostgreSQL did not start; what it said is above`)
    this.address = `postgres:///postgres?user=tests&host=${folder}`
  }

  async stop() {
    if (!this.#guard) return
    this.#guard.stdin.end()
    await once(this.#guard, 'exit')
  }
}
