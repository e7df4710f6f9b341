export { open } from '../../pkg/leads.js'
