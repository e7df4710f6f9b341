// The built module. It does not exist before a build; `built.d.ts` says what it exports.
export { open } from '../../pkg/dist/leads.js'
