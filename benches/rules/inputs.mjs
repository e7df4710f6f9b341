// What an engine's `open` takes.
import { readFileSync } from 'node:fs'

const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')

export const inputs = (wasm) => ({
  wasm: wasm ? readFileSync(wasm) : undefined,
  program: text('task/program.json'),
  script: text('task/qualify.rhai'),
})
