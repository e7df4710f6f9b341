import binaryen from 'binaryen'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './root.mjs'

/** @import { PackageHost } from './package-host.mjs' */

/** A request that contains this word overflows the stack of the rules module. */
export const OVERFLOW = 'OVERFLOW'
/** A request that contains this word is never answered. */
export const HANG = 'HANG'

/** @param {string} file */
const dist = (file) => readFile(join(root, 'pkg/dist', file))

/** @param {Uint8Array} bytes */
const integrity = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`

/**
 * Serves a rules module that traps as one does whose stack is full, and hangs, at the words above. No script is known
 * to bring either about (tests/hostile/), so this is the built module with a function before its own.
 */
/** @param {PackageHost} packageHost */
export async function serveSpoiltRules(packageHost) {
  const good = await dist('rules.wasm')
  const spoilt = spoil(good)
  packageHost.replace('rules.wasm', spoilt)
  // Each script contains the hashes of what it loads.
  const ports = await vouching('ports.js', good, spoilt)
  const loader = await vouching('referral-widget.js', await dist('ports.js'), ports)
  packageHost.replace('ports.js', ports)
  packageHost.replace('referral-widget.js', loader)
}

/** Returns a built script with the hash of other bytes in it. */
/**
 * @param {string} script
 * @param {Uint8Array} good
 * @param {Uint8Array} other
 */
async function vouching(script, good, other) {
  const built = (await dist(script)).toString()
  const adapted = built.replace(integrity(good), integrity(other))
  if (adapted === built) throw new Error(`${script} does not name the hash`)
  return Buffer.from(adapted)
}

/** @param {Uint8Array} bytes */
function spoil(bytes) {
  const { Features, i32, none } = binaryen
  const m = binaryen.readBinary(bytes)
  // What the build names for wasm-opt: with all of them, binaryen writes what browsers do not read.
  const { BulkMemory, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt } = Features
  m.setFeatures(BulkMemory | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SignExt)

  const name = 'rulesengine_answer'
  const original = binaryen.getExportInfo(m.getExport(name)).value
  const { params, results } = binaryen.getFunctionInfo(m.getFunction(original))
  const types = binaryen.expandType(params)
  const parameters = types.map((type, i) => m.local.get(i, type))
  // The last two parameters are the address and the length of the request.
  const [address, length] = [types.length - 2, types.length - 1].map((i) => () => m.local.get(i, i32))
  const at = () => m.local.get(types.length, i32)
  /** @param {string} letters */
  const four = (letters) => m.i32.const(Buffer.from(letters).readInt32LE())
  const here = () => m.i32.load(0, 1, m.i32.add(address(), at()))

  m.addFunction('overflow', none, i32, [], m.i32.add(m.call('overflow', [], i32), m.i32.const(1)))
  m.addFunction('hang', none, none, [], m.loop('again', m.br('again')))
  const search = m.block('done', [
    m.loop(
      'next',
      m.block(null, [
        m.br('done', m.i32.ge_s(m.i32.add(at(), m.i32.const(4)), length())),
        m.if(m.i32.eq(here(), four('OVER')), m.drop(m.call('overflow', [], i32))),
        m.if(m.i32.eq(here(), four('HANG')), m.call('hang', [], none)),
        m.local.set(types.length, m.i32.add(at(), m.i32.const(1))),
        m.br('next'),
      ]),
    ),
  ])
  const answer = m.block(null, [search, m.call(original, parameters, results)], results)
  m.addFunction('spoilt_answer', params, results, [i32], answer)
  m.removeExport(name)
  m.addFunctionExport('spoilt_answer', name)
  const emitted = m.emitBinary()
  m.dispose()
  return Buffer.from(emitted)
}
