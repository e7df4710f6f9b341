import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './root.mjs'

const sample = (file) => readFile(join(root, 'rules/cloud-migration', file), 'utf8')

/**
 * Publishes a program on the partner's website as a plain web server does: as it is, without any check. Leads go
 * to the endpoint. Gives the program's address.
 */
export async function publish(servers, { change = () => {}, script, document, headers, path = '/program.json' } = {}) {
  const program = JSON.parse(await sample('program.json'))
  program.delivery.endpoint = `${servers.endpoint.origin}/api/referrals`
  change(program)
  await publishRules(servers, script)
  const plain = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' }
  return servers.partner.page(path, document ?? JSON.stringify(program), { ...plain, ...headers })
}

/** Publishes its rules: a script, or a change to the good one. */
export async function publishRules(servers, script = (good) => good) {
  const text = typeof script === 'function' ? script(await sample('qualify.rhai')) : script
  servers.partner.page('/qualify.rhai', text, { 'Content-Type': 'text/plain' })
}
