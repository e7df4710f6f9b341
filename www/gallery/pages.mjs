// Writes the gallery as files: one page for each entry of `situations.json`, and one that lists them.
// Run `node pages.mjs FOLDER ORIGIN`. ORIGIN is the vendor's, for the package and the programs.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hosts } from './hosts.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * A page of the gallery, as `situations.json` describes it.
 * @typedef {object} Situation
 * @property {string} id
 * @property {string} title
 * @property {string} group
 * @property {string} [program]
 * @property {object} [with] other answers than the program's lead has
 * @property {string[]} [without] answers that are left out
 * @property {object} [change] other keys than the program has
 * @property {string} [then] what is done with the form
 * @property {string} [theme]
 * @property {string} [density]
 * @property {string} [lang]
 * @property {string} [width]
 * @property {string} [host] one of `hosts.mjs`
 */

/** @type {{ leads: Record<string, object>, situations: Situation[] }} */
const { leads, situations } = JSON.parse(readFileSync(join(here, 'situations.json'), 'utf8'))

export { situations }

/** The lead that a page fills in, if any: the program's lead with changes. */
/** @param {Situation} situation */
function lead({ program = 'solar-roofs', with: changes, without = [] }) {
  if (!changes && !without.length) return undefined
  const all = { ...leads[program], ...changes }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)))
}

/** The vendor's program with other values, as a file of the page. */
/**
 * @param {Situation} situation
 * @param {string} origin
 */
function changed({ program = 'solar-roofs', change }, origin) {
  const json = JSON.parse(readFileSync(join(here, '../../rules', program, 'program.json'), 'utf8'))
  const delivery = { ...json.delivery, endpoint: new URL(json.delivery.endpoint, origin) }
  return JSON.stringify({ ...json, rules: `${origin}/programs/${program}/qualify.rhai`, delivery, ...change })
}

const HEAD = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">`

/**
 * @param {Situation} situation
 * @param {string} origin
 */
function page(situation, origin) {
  const { id, title, program = 'solar-roofs', theme, density, lang, width, host, change, then } = situation
  const { head = () => '', before = '', after = '', isBare } = hosts[host ?? ''] ?? {}
  const address = change ? `${id}.program.json` : `${origin}/programs/${program}/program.json`
  const data = JSON.stringify({ lead: lead(situation), then }).replaceAll('<', '\\u003c')
  // Our tags come before the host's: a base address there must not change their addresses.
  const own = `<link rel="stylesheet" href="gallery.css">
<script type="application/json" id="situation">${data}</script>
<script type="module" src="state.js"></script>${theme ? `\n<link rel="stylesheet" href="themes/${theme}.css">` : ''}`
  return `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>${title}</title>
${isBare ? '' : own}
${head({ origin })}
<script type="module" src="${origin}/referral-widget/referral-widget.js"></script>
</head>
<body>
<nav aria-label="Gallery"><a href="/gallery/index.html">Gallery</a></nav>
<main>
<h1>${title}</h1>
${before}
<div${width ? ` class="width-${width}"` : ''}>
<referral-form program="${address}" partner="gallery-${id}"${density ? ` density="${density}"` : ''}${lang ? ` lang="${lang}"` : ''}>
<a href="https://vendor.example/refer">Refer a customer</a>
</referral-form>
</div>
${after}
</main>
</body>
</html>
`
}

function index() {
  const groups = [...new Set(situations.map(({ group }) => group))]
  /** @param {string} group */
  const items = (group) =>
    situations.filter((one) => one.group === group).map(({ id, title }) => `<li><a href="${id}.html">${title}</a></li>`)
  return `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>Gallery of the referral form</title>
<link rel="stylesheet" href="gallery.css">
</head>
<body class="index">
<main>
<h1>Gallery of the referral form</h1>
<p>Every state, question, language, look and host page, with the real form, the real rules and the real endpoint.</p>
${groups.map((group) => `<h2>${group}</h2>\n<ul>\n${items(group).join('\n')}\n</ul>`).join('\n')}
</main>
</body>
</html>
`
}

/** All files, by name. */
/**
 * @param {string} origin
 * @returns {Record<string, string>}
 */
export function gallery(origin) {
  /** @param {string[]} path */
  const text = (...path) => readFileSync(join(here, ...path), 'utf8')
  const themes = readdirSync(join(here, '../themes')).filter((name) => name.endsWith('.css'))
  return {
    'index.html': index(),
    ...Object.fromEntries(situations.map((situation) => [`${situation.id}.html`, page(situation, origin)])),
    ...Object.fromEntries(
      situations
        .filter(({ change }) => change)
        .map((situation) => [`${situation.id}.program.json`, changed(situation, origin)]),
    ),
    'gallery.css': text('gallery.css'),
    'state.js': text('state.js'),
    ...Object.fromEntries(themes.map((name) => [`themes/${name}`, text('../themes', name)])),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, origin] = process.argv.slice(2)
  for (const [name, text] of Object.entries(gallery(origin))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
