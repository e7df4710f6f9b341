// Jedison with its own theme, which has no stylesheet.
import Jedison from 'jedison'
import fields from '../fields.json'
import { jsonSchema } from './schema.mjs'

const FORMATS = {
  url: 'url',
  email: 'email',
  phone: 'tel',
  radio: 'radios',
  date: 'date',
  textarea: 'textarea',
  checkbox: 'checkbox',
}

const more = ({ type, options }) => ({
  ...(FORMATS[type] && { 'x-format': FORMATS[type] }),
  ...(options && { enum: options.map(({ value }) => value), 'x-enumTitles': options.map(({ label }) => label) }),
})

new Jedison.Create({
  container: document.getElementById('form'),
  theme: new Jedison.Theme(),
  schema: jsonSchema(fields, more),
})
