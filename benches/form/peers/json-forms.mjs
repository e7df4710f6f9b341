// JSON Forms with React and its plainest renderers, which have no stylesheet.
import { JsonForms } from '@jsonforms/react'
import { vanillaCells, vanillaRenderers } from '@jsonforms/vanilla-renderers'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import json from '../fields.json'
import { jsonSchema, oneOf } from './schema.mjs'

/** @import { Field } from '../types.js' */

/** @type {Field[]} */
const fields = json

/** @type {Record<string, object>} */
const OPTIONS = { radio: { format: 'radio' }, textarea: { multi: true } }

const uischema = {
  type: 'VerticalLayout',
  elements: fields.map(({ name, type }) => ({
    type: 'Control',
    scope: `#/properties/${name}`,
    options: OPTIONS[type],
  })),
}

createRoot(/** @type {HTMLElement} */ (document.getElementById('form'))).render(
  createElement(JsonForms, {
    schema: jsonSchema(fields, oneOf),
    uischema,
    data: {},
    renderers: vanillaRenderers,
    cells: vanillaCells,
  }),
)
