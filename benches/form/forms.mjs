// The forms that are measured, and the files of their pages.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** @import { Field, Form } from './types.js' */

const here = fileURLToPath(new URL('.', import.meta.url))
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, import.meta.url))
const { dependencies } = JSON.parse(String(read('package.json')))
/** @type {Field[]} */
const FIELDS = JSON.parse(String(read('fields.json')))

/** All others are compared with this one: the script and the element, as many partners have pasted them. */
export const OURS = 'referral-widget'
/** The same form in two other ways: the page names what it loads, or the page's HTML contains the form. */
export const HINTED = 'referral-widget, hints'
export const SNIPPET = 'referral-widget, snippet'
/** The peer whose time to the first field must be beaten. */
export const AHEAD = `jedison ${dependencies.jedison}`

/**
 * @param {string} head
 * @param {string} body
 */
const page = (head, body) => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Refer a customer</title>
<link rel="icon" href="data:,">${head}${body}</html>`

const PROGRAM = 'cloud-migration'
const ELEMENT = '<referral-form program="program.json" partner="northgate-security"></referral-form>'
const SCRIPT = '<script type="module" src="referral-widget.js"></script>'
const HINTS = ['form.wasm', 'program.json'].map((file) => `<link rel="preload" as="fetch" href="${file}" crossorigin>`)

/**
 * Our form, as partners' pages embed it. The program is the demo's, with the questions of this bench.
 * @returns {Form[]}
 */
function ours() {
  const program = { ...JSON.parse(String(read(`../../rules/${PROGRAM}/program.json`))), fields: FIELDS }
  /** @type {Form['files']} */
  const files = { 'program.json': JSON.stringify(program), 'qualify.rhai': read('qualify.rhai') }
  for (const file of ['referral-widget.js', 'form.wasm', 'form.css', 'rules.js', 'rules.wasm']) {
    files[file] = read(`../../pkg/dist/${file}`)
  }
  const pages = {
    [OURS]: page(SCRIPT, ELEMENT),
    [HINTED]: page(SCRIPT + HINTS.join(''), ELEMENT),
    [SNIPPET]: page('', snippet(program)),
  }
  return Object.entries(pages).map(([label, html]) => ({ label, files: { ...files, 'page.html': html } }))
}

/**
 * The snippet as the command prints it, with its files beside the page.
 * @param {object} program
 */
function snippet(program) {
  const folder = mkdtempSync(join(tmpdir(), 'referral-form-'))
  try {
    mkdirSync(join(folder, PROGRAM))
    writeFileSync(join(folder, PROGRAM, 'program.json'), JSON.stringify(program))
    const given = ['snippet', join(folder, PROGRAM), '--at', '', '--partner', 'northgate-security']
    const printed = execFileSync(String(process.env.REFERRAL), given, { encoding: 'utf8' })
    return printed.replaceAll(/"\/(referral-widget|programs\/[^/]+)\//g, '"')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Bundles all that a peer needs into one script, and one stylesheet if it has any.
 * @param {string} library
 * @param {string} module
 * @returns {Promise<Form>}
 */
async function peer(library, module) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    bundle: true,
    // The settings that Vue's documentation recommends for production.
    define: {
      'process.env.NODE_ENV': '"production"',
      global: 'globalThis',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    entryPoints: { form: `peers/${module}` },
    format: 'esm',
    // Fonts and pictures are left out.
    loader: { '.eot': 'empty', '.svg': 'empty', '.ttf': 'empty', '.woff': 'empty', '.woff2': 'empty' },
    logLevel: 'error',
    minify: true,
    outdir: 'built',
    platform: 'browser',
    target: 'es2022',
    write: false,
  })
  /** @type {Form['files']} */
  const files = Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path), contents]))
  const styles = files['form.css'] ? '<link rel="stylesheet" href="form.css">' : ''
  files['page.html'] = page(`${styles}<script type="module" src="form.js"></script>`, '<div id="form"></div>')
  return { label: `${library} ${dependencies[library]}`, files }
}

/** All forms, built. */
export async function forms() {
  return [
    ...ours(),
    await peer('jedison', 'jedison.mjs'),
    await peer('@formkit/vue', 'formkit.mjs'),
    await peer('@jsonforms/react', 'json-forms.mjs'),
    await peer('@rjsf/core', 'rjsf.mjs'),
    await peer('survey-js-ui', 'surveyjs.mjs'),
    await peer('@formio/js', 'formio.mjs'),
  ]
}
