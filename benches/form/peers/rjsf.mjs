// RJSF with React, its validator, and Bootstrap 3, which its core theme asks for.
import Form from '@rjsf/core'
import validator from '@rjsf/validator-ajv8'
import 'bootstrap3/dist/css/bootstrap.min.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import json from '../fields.json'
import { jsonSchema, oneOf } from './schema.mjs'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, object>} */
const WIDGETS = {
  phone: { 'ui:options': { inputType: 'tel' } },
  radio: { 'ui:widget': 'radio' },
  textarea: { 'ui:widget': 'textarea' },
}

const uiSchema = Object.fromEntries(fields.map(({ name, type }) => [name, WIDGETS[type] ?? {}]))

createRoot(/** @type {HTMLElement} */ (document.getElementById('form'))).render(
  createElement(Form, { schema: jsonSchema(fields, oneOf), uiSchema, validator }),
)
