// Compresses as a server would: Brotli at its highest level.
import { brotliCompressSync, constants } from 'node:zlib'

/** @param {Uint8Array} bytes */
export function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return brotliCompressSync(bytes, { params })
}
