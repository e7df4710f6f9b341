// Calculates with the measured figures and prints them.

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * Rounds to three significant digits.
 * @param {number} number
 */
export const digits = (number) =>
  number >= 100 ? String(Math.round(number)) : number >= 10 ? number.toFixed(1) : number.toFixed(2)

/**
 * Prints lines of cells in columns: the first column is aligned left, figures are aligned right.
 * @param {string[][]} lines
 */
export function printTable(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  console.log()
  for (const line of lines) {
    console.log(
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
  }
}

/**
 * Prints a limit, and whether it is kept.
 * @param {string} what
 * @param {number} measured
 * @param {'≤' | '≥'} relation
 * @param {number} limit
 */
export function promise(what, measured, relation, limit) {
  const reached = relation === '≤' ? measured <= limit : measured >= limit
  console.log(
    `  ${what.padEnd(46)}${digits(measured).padStart(8)}  ${relation} ${String(limit).padEnd(4)} ${reached ? 'reached' : 'missed'}`,
  )
}
