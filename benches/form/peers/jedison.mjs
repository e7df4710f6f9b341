// Jedison with its own theme, which has no stylesheet.
import Jedison from 'jedison'
import json from '../fields.json'
import { jsonSchema } from './schema.mjs'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, string>} */
const FORMATS = {
  url: 'url',
  email: 'email',
  phone: 'tel',
  radio: 'radios',
  date: 'date',
  textarea: 'textarea',
  checkbox: 'checkbox',
}

/** @param {Field} field */
const more = ({ type, options }) => ({
  ...(FORMATS[type] && { 'x-format': FORMATS[type] }),
  ...(options && { enum: options.map(({ value }) => value), 'x-enumTitles': options.map(({ label }) => label) }),
})

new Jedison.Create({
  container: /** @type {HTMLElement} */ (document.getElementById('form')),
  theme: new Jedison.Theme(),
  schema: jsonSchema(fields, more),
})
