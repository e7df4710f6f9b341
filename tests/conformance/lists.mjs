// The module `leads.js` must read the lists of `tests/lists/` as recorded there, like the command
// (`cli/tests/command/lists.rs`).
//
//     node tests/conformance/lists.mjs DIST
//
// DIST holds leads.js and leads.wasm.
import { deepStrictEqual as same, throws } from 'node:assert'
import { readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** @import { Row } from '../../pkg/leads.js' */

const [dist] = process.argv.slice(2)
/** @type {typeof import('../../pkg/leads.js')} */
const { open } = await import(pathToFileURL(resolve(dist, 'leads.js')).href)
const folder = fileURLToPath(new URL('../lists/', import.meta.url))
const [program, script] = await Promise.all(
  ['program.json', 'qualify.rhai'].map((file) => readFile(join(folder, file), 'utf8')),
)
const leads = await open(program, script, { today: '2026-11-23', wasm: await readFile(join(dist, 'leads.wasm')) })

/**
 * A row in the form of the expected ones.
 * @param {Row} row
 */
const read = (row) =>
  row.status === 'unreadable' ? { line: row.line, errors: row.notes } : { line: row.line, route: row.route }

/**
 * Returns the rows of a list that comes in pieces of this size, or the reason why it is refused.
 * @param {(string | Uint8Array | ArrayBuffer)[]} pieces
 * @param {object} options which may be none that there are
 */
const rows = (pieces, options) => {
  try {
    const list = leads.list(options)
    return [...pieces.flatMap((piece) => list.feed(piece)), ...list.end()].map(read)
  } catch (error) {
    return /** @type {Error} */ (error).message
  }
}

const lists = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
for (const { name } of lists) {
  const bytes = new Uint8Array(await readFile(join(folder, name, 'sheet.csv')))
  const { options, refused, rows: expected } = JSON.parse(await readFile(join(folder, name, 'expected.json'), 'utf8'))
  // Cut the text everywhere, even within letters. Pass it as an ArrayBuffer, too, and as text if it is UTF-8.
  /** @type {(string | Uint8Array | ArrayBuffer)[][]} */
  const ways = [1, 7, bytes.length].map((length) =>
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length)),
  )
  ways.push([bytes.slice().buffer])
  try {
    if (!refused?.includes('workbook'))
      ways.push([new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)])
  } catch {
    // in another encoding
  }
  for (const pieces of ways) {
    const found = rows(pieces, options)
    if (refused) same(String(found).includes(refused), true, `${name}: ${JSON.stringify(found)}`)
    else same(found, expected, name)
  }
}

// Test what is known of the columns, and options that do not exist.
const list = leads.list()
list.feed('Firma,Notes\nA,x\n')
list.end()
same(list.sheet.columns, [
  { column: 'Firma', field: 'company' },
  { column: 'Notes', field: null },
])
same(list.sheet.notes[0], 'header: 1 column fits no field and is left out: `Notes`')
for (const again of [() => list.feed('B,y\n'), () => list.end()]) throws(again, /This list has ended/)
// The messages are in the chosen language, or else in the program's.
/** @param {import('../../pkg/leads.js').Leads} from @param {import('../../pkg/leads.js').ListOptions} [options] */
const told = (from, options) => {
  const list = from.list(options)
  const [row] = [...list.feed('Firma,Budget,Notes\nA,viel,x\n'), ...list.end()]
  return [list.sheet.notes[0], row.status === 'unreadable' && row.why]
}
const japanese = [
  '見出し行: 1 列はどの項目にも当てはまらないため、読みません：`Notes`',
  'Budget：数値を入力してください（例：1,500.50）',
]
same(told(leads, { language: 'ja' }), japanese)
const own = await open(program.replace('"language": "en"', '"language": "de"'), script, {
  wasm: await readFile(join(dist, 'leads.wasm')),
})
same(told(own)[0], 'Kopfzeile: 1 Spalte passt zu keiner Frage und bleibt weg: `Notes`')
own.free()
/** @type {[options: object, says: string][]} */
const wrong = [
  [{ decimals: 'comma' }, 'There is no option `decimals`'],
  [{ decimal: 'dot' }, 'decimal: it is point'],
  [{ dates: 'dmy' }, 'dates: use day-first'],
  [{ delimiter: ';;' }, 'delimiter: it is one ASCII character'],
  [{ encoding: 'utf-9' }, 'There is no encoding `utf-9`'],
]
for (const [options, says] of wrong) {
  same(String(rows([''], options)).includes(says), true, JSON.stringify(rows([''], options)))
}

console.log(`leads.js reads ${lists.length} lists as the command does.`)
