// The widget's texts. Every language has all of them, and the English ones are the same as in the modules.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './servers.mjs'
import { root } from './servers/root.mjs'

const LANGUAGES = ['ar', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pt']
const FOLDER = join(root, 'src/browser/loader/texts')

/** @type {(language: string) => Record<string, string | Record<string, string>>} */
const read = (language) => JSON.parse(readFileSync(join(FOLDER, `${language}.json`), 'utf8'))
const english = read('en')

/** @type {(text: string | Record<string, string>) => Record<string, string>} */
const forms = (text) => (typeof text === 'string' ? { all: text } : text)
/** @param {string} text */
const places = (text) => [...new Set(text.match(/\{\w+\}/g))].sort()

/** Plural categories for a single number. Their texts need not contain the number. */
/** @type {Record<string, string[]>} */
const SINGLE = { ar: ['zero', 'one', 'two'] }

test('the catalogs are those of the languages', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...LANGUAGES, 'en'].map((language) => `${language}.json`).sort())
})

for (const language of LANGUAGES) {
  test(`${language} has every text, with every value and every plural`, () => {
    const texts = read(language)
    expect(Object.keys(texts)).toEqual(Object.keys(english))
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort()
    for (const [key, text] of Object.entries(texts)) {
      const wanted = places(forms(english[key]).other ?? forms(english[key]).all)
      if (typeof english[key] === 'object') expect(Object.keys(text).sort(), key).toEqual(categories)
      for (const [category, form] of Object.entries(forms(text))) {
        const found = places(form)
        if (SINGLE[language]?.includes(category) && !found.includes('{count}')) found.push('{count}')
        expect(found.sort(), `${key}, ${category}`).toEqual(wanted)
      }
    }
  })
}

/**
 * Reads all sources of a folder as one text.
 * @param {string} folder
 */
const sources = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(rs|js)$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .join('\n')

test('every text of the catalogs is written somewhere, and every marked one is in them', () => {
  const text = sources('src') + sources('language/src') + sources('endpoint/src')
  const idle = Object.keys(english).filter((key) => !text.includes(`"${key}"`))
  expect(idle).toEqual([])
  const marked = [...text.matchAll(/(?:data-text=|dataset\.text = )"([a-z-]+)"/g)].map(([, key]) => key)
  // These texts are only on pages without script. The endpoint's own tests check their translations.
  const pages = JSON.parse(readFileSync(join(root, 'language/src/texts/en.json'), 'utf8'))
  expect(marked.filter((key) => !(key in english || key in pages))).toEqual([])
  // A key may be put together: `format!("event-{…}")`, of a name that stands somewhere too.
  const isPutTogether = (/** @type {string} */ key) => {
    const parts = key.split('-')
    return parts.some((_, i) => {
      const [begin, name] = [parts.slice(0, i).join('-'), parts.slice(i).join('-')]
      return i > 0 && text.includes(`"${begin}-{`) && text.includes(`"${name}"`)
    })
  }
  expect(Object.keys(pages).filter((key) => !text.includes(`"${key}"`) && !isPutTogether(key))).toEqual([])
})
