// The samples of the demo's desk.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from './servers.mjs'
import { root } from './servers/root.mjs'

test('the samples of the demo are in all states, marked, and there once', async ({ servers: { endpoint } }) => {
  const fill = () =>
    promisify(execFile)('node', [join(root, 'www/demo/samples.mjs'), endpoint.origin], {
      env: { ...process.env, TOKEN: endpoint.token },
    })
  await fill()
  await fill()
  const referrals = await endpoint.referrals()
  expect(referrals).toHaveLength(11)
  const statuses = referrals.map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set(['in-review', 'accepted', 'declined', 'won', 'lost']))
  for (const { attribution } of referrals) expect(attribution.campaign).toBe('sample of the demo')
})
