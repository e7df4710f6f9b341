import { leads, csv } from '/work/main/benches/rules/leads.mjs'
import { inputs } from '/work/main/benches/rules/inputs.mjs'
import * as ours from '/work/main/benches/rules/ours.mjs'
const text = csv(leads(100000))
const o = await ours.open(inputs(process.argv[2] ?? '/work/main/target/xtask/leads/bound/leads_bg.wasm'))
for (let i = 0; i < 6; i++) { await o.fresh(); o.bulk(text) }
