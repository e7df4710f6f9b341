// Runs in its own process: node cold.mjs BUNDLE WASM LEAD prints the milliseconds from its start to the first verdict.
import { pathToFileURL } from 'node:url'
import { inputs } from './inputs.mjs'

const [bundle, wasm, lead] = process.argv.slice(2)
const start = performance.now()
const engine = await (await import(pathToFileURL(bundle).href)).open(inputs(wasm))
await engine.whole(JSON.parse(lead))
console.log(performance.now() - start)
