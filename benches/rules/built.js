// The built module, which is not there before a build: `built.d.ts` says what it exports.
export { open } from '../../pkg/dist/leads.js'
