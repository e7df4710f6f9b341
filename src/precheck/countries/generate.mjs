// Writes `names.txt`: for each country its codes, and what Unicode CLDR calls it in the languages of the form, and in Polish.
//
//     node src/precheck/countries/generate.mjs CODE_MAPPINGS > src/precheck/countries/names.txt
//
// CODE_MAPPINGS is `supplemental/codeMappings.json` of the npm package `cldr-core`, which has the alpha-3 codes.
import { readFileSync } from 'node:fs'

const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'ja', 'ar', 'pl']
const { codeMappings } = JSON.parse(readFileSync(process.argv[2], 'utf8')).supplemental
const source = readFileSync(new URL('../../program/countries.rs', import.meta.url), 'utf8')
const codes = source.match(/COUNTRIES: &str = "([^"]+)"/)?.[1].match(/[A-Z]{2}/g) ?? []

// Two styles: `Hong Kong SAR China` and `Hong Kong`.
const display = LANGUAGES.flatMap((language) =>
  /** @type {const} */ (['long', 'short']).map((style) => new Intl.DisplayNames(language, { type: 'region', style })),
)

console.log(`# Names of countries by Unicode CLDR ${process.versions.cldr}: alpha-2, alpha-3, names. By generate.mjs.`)
for (const code of codes) {
  const names = new Set(display.map((names) => names.of(code)))
  console.log([code, codeMappings[code]._alpha3, ...names].join('|'))
}
