import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './root.mjs'

/**
 * @import { Servers } from '../servers.mjs'
 *
 * @typedef {object} Published
 * @property {(program: any) => unknown} [change] a test may make anything of a program
 * @property {string | ((good: string) => string | Buffer)} [script]
 * @property {string | Buffer} [document]
 * @property {Record<string, string>} [headers]
 * @property {string} [path]
 */

/** @param {string} file */
const sample = (file) => readFile(join(root, 'rules/cloud-migration', file), 'utf8')

/**
 * Publishes a program on the partner's website as a plain web server does: as it is, without any check. Leads go
 * to the endpoint. Gives the program's address.
 */
/**
 * @param {Servers} servers
 * @param {Published} options
 */
export async function publish(servers, { change = () => {}, script, document, headers, path = '/program.json' } = {}) {
  const program = JSON.parse(await sample('program.json'))
  program.delivery.endpoint = `${servers.endpoint.origin}/api/referrals`
  change(program)
  await publishRules(servers, script)
  const plain = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' }
  return servers.partner.page(path, document ?? JSON.stringify(program), { ...plain, ...headers })
}

/** Publishes the rules: a script, or a change to the good one. */
/**
 * @param {Servers} servers
 * @param {string | ((good: string) => string | Buffer)} script
 */
export async function publishRules(servers, script = (good) => good) {
  const text = typeof script === 'function' ? script(await sample('qualify.rhai')) : script
  servers.partner.page('/qualify.rhai', text, { 'Content-Type': 'text/plain' })
}
