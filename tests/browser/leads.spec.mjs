import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './servers.mjs'
import { root } from './servers/root.mjs'

const folder = join(root, 'rules/cloud-migration')

test('a page of another origin judges a file of leads with leads.js, under a strict policy', async ({
  page,
  servers,
}) => {
  const script = servers.package.script.replace('referral-widget.js', 'leads.js')
  const { origin } = new URL(script)
  const vendor = servers.endpoint.origin
  const address = servers.partner.page(
    '/list',
    `<!doctype html><title>Pre-check</title><link rel="icon" href="data:,">
      <input type="file" aria-label="Leads"><script type="module" src="/list.js"></script>`,
    {
      'content-security-policy': `default-src 'none'; img-src data:; script-src 'self' ${origin} 'wasm-unsafe-eval'; connect-src ${origin} ${vendor}`,
    },
  )
  await page.route('**/list.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `
        import { open } from '${script}'
        const text = async (address) => (await fetch(address)).text()
        const program = '${servers.endpoint.program('cloud-migration')}'
        const leads = await open(await text(program), await text(new URL('qualify.rhai', program)), { today: '2026-11-23' })
        document.querySelector('input').onchange = async ({ target }) => {
          const list = leads.list()
          const rows = []
          for await (const piece of target.files[0].stream()) rows.push(...list.feed(piece))
          window.rows = [...rows, ...list.end()]
        }
        window.ready = true`,
    }),
  )
  await page.goto(address)
  await page.waitForFunction(() => window.ready)
  const leads = await readFile(join(folder, 'leads.csv'), 'utf8')
  const [header, ...rows] = leads.trimEnd().split('\n')
  await page.getByLabel('Leads').setInputFiles({
    name: 'leads.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([header, ...Array(1_000).fill(rows).flat()].join('\n')),
  })
  await page.waitForFunction(() => window.rows)
  const judged = await page.evaluate(() => window.rows)
  expect(judged).toHaveLength(1_000 * rows.length)
  expect(judged[0]).toEqual({
    line: 2,
    status: 'qualified',
    score: 90,
    plan: 'new-customer',
    fee: 1200000,
    currency: 'EUR',
    route: 'sales-frankfurt',
    findings: [{ code: 'consent', outcome: 'pending' }].slice(1),
  })
  expect(judged[8]).toMatchObject({ line: 10, status: 'unreadable' })
})
