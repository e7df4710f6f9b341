// The arguments of an engine's `open`.
import { readFileSync } from 'node:fs'

/** @import { Inputs } from './types.js' */

/** @param {string} path */
const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')

/**
 * @param {string} [wasm]
 * @returns {Inputs}
 */
export const inputs = (wasm) => ({
  wasm: wasm ? new Uint8Array(readFileSync(wasm)) : undefined,
  program: text('task/program.json'),
  script: text('task/qualify.rhai'),
})
