/** Random numbers from a seed: the same seed gives the same plan of faults. */

/**
 * A generator of numbers from 0 to 1 (mulberry32). Its seed follows from the parts.
 * @param {(string | number)[]} parts
 */
export function random(...parts) {
  let state = 2_166_136_261
  for (const char of parts.join(' ')) state = Math.imul(state ^ Number(char.codePointAt(0)), 16_777_619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * One of several, by their weights.
 * @param {() => number} next
 * @param {Record<string, number>} weights
 */
export function choose(next, weights) {
  const all = Object.entries(weights)
  let at = next() * all.reduce((sum, [, weight]) => sum + weight, 0)
  const chosen = all.find(([, weight]) => (at -= weight) < 0)
  if (!chosen) throw new Error('There is nothing to choose from')
  return chosen[0]
}
