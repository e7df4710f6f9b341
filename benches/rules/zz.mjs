import { leads, csv } from '/work/main/benches/rules/leads.mjs'
import { inputs } from '/work/main/benches/rules/inputs.mjs'
import { rows } from '/work/main/benches/rules/rows.mjs'
import * as cel from '/work/main/benches/rules/engines/cel-js.mjs'
import * as ours from '/work/main/benches/rules/ours.mjs'
const n = Number(process.argv[2] ?? 100000), rounds = Number(process.argv[3] ?? 3)
const text = csv(leads(n))
const c = await cel.open({ ...inputs(), rows })
const o = await ours.open(inputs('/work/main/pkg/dist/leads.wasm'))
const t = (f) => { globalThis.gc?.(); const s = process.cpuUsage(); const w=performance.now(); f(); const { user, system } = process.cpuUsage(s); return [(user + system) / n, (performance.now()-w)*1000/n] }
for (let i = 0; i < rounds; i++) {
  await o.fresh()
  const a = t(() => o.bulk(text)), b = t(() => rows(text, c.whole))
  console.log('ours', a.map(x=>x.toFixed(2)).join(' wall '), 'cel', b.map(x=>x.toFixed(2)).join(' wall '), 'ratio', (b[0] / a[0]).toFixed(2))
}
