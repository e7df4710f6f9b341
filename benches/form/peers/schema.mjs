// The questions as JSON Schema, in the form that three of the peers share.

/** @import { Field } from '../types.js' */

/** @type {Record<string, object>} */
const STRINGS = { url: { format: 'uri' }, email: { format: 'email' }, date: { format: 'date' } }
/** @type {Record<string, object>} */
const OTHERS = { number: { type: 'integer' }, money: { type: 'number' }, checkbox: { type: 'boolean' } }

/**
 * `more` adds to a field what only one peer understands.
 * @param {Field[]} fields
 * @param {(field: Field) => object | undefined} more
 */
export const jsonSchema = (fields, more) => ({
  type: 'object',
  properties: Object.fromEntries(
    fields.map((field) => {
      const kind = OTHERS[field.type] ?? { type: 'string', ...STRINGS[field.type] }
      return [field.name, { title: field.label, ...kind, ...more(field) }]
    }),
  ),
  additionalProperties: false,
  required: fields.filter(({ required }) => required).map(({ name }) => name),
})

/**
 * Options with their labels, as JSON Schema defines them.
 * @param {Field} field
 */
export const oneOf = ({ options }) =>
  options && { oneOf: options.map(({ value, label }) => ({ const: value, title: label })) }
