// What a page would load: bundled and minified by esbuild, compressed with Brotli 11.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { brotli } from '../brotli.mjs'

/** @import { Measured } from './types.js' */

const here = fileURLToPath(new URL('.', import.meta.url))
/** @type {import('esbuild').BuildOptions} */
const OPTIONS = {
  absWorkingDir: here,
  bundle: true,
  format: 'esm',
  logLevel: 'error',
  minify: true,
  platform: 'browser',
  target: 'es2022',
}

/**
 * Bytes of an engine's library, script and Wasm, without the task's rules.
 * @param {Measured} engine
 */
export async function bytes(engine) {
  // Our engine and plain JavaScript have no package: ours is built as a page loads it, and plain JavaScript is the
  // rules themselves.
  const contents = engine.loads ?? `export * from ${JSON.stringify(engine.built ?? engine.module)}`
  const { outputFiles: [script] } = await build({ ...OPTIONS, stdin: { contents, resolveDir: here }, write: false })
  return brotli(script.contents).length + (engine.wasm ? brotli(readFileSync(engine.wasm)).length : 0)
}

/**
 * Writes engine and rules into one file, as a page would have them. Returns its path.
 * @param {Measured} engine
 * @param {string} folder
 */
export async function bundle(engine, folder) {
  const outfile = join(folder, `${engine.label.replace(/\W+/g, '-')}.mjs`)
  await build({ ...OPTIONS, entryPoints: [engine.module], outfile })
  return outfile
}
