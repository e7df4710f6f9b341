/** Stand-ins for vendors' systems. Each enforces what its maker documents, and keeps what it accepted. */
import { Site } from './site.mjs'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

/** @param {IncomingMessage} request */
const read = async (request) => {
  let text = ''
  for await (const piece of request) text += piece
  return text
}

const MONTH_MS = 31 * 86_400_000

/**
 * HubSpot's Forms API, version 3: "Submit data to a form (unauthenticated)",
 * https://developers.hubspot.com/docs/api-reference/legacy/forms-v3-legacy/post-submissions-v3-integration-submit-portalId-formGuid
 * It answers pages of all origins, accepts only the form's own fields, and accepts only a time in the last month.
 */
export class Hubspot extends Site {
  path = '/submissions/v3/integration/submit/1234567/0d6a1c3b-5e77-4e63-8f52-9b2f4d0e7c1a'
  fields = ['email', 'company', 'domain', 'country']
  /** @type {any[]} what it was sent, whatever that is */
  taken = []
  /** Refuses this many requests because of the limit of 50 in 10 seconds. */
  busy = 0

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Headers', 'Content-Type')
    response.setHeader('Content-Type', 'application/json')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    /**
     * @param {number} status
     * @param {string[]} errors
     */
    const refuse = (status, errors) =>
      response.writeHead(status).end(
        JSON.stringify({
          status: 'error',
          message: errors.join(' '),
          correlationId: 'c-1',
          errors: errors.map((message) => ({ message, errorType: 'INVALID' })),
        }),
      )
    if (request.url !== this.path) return refuse(404, ['The form does not exist.'])
    if (this.busy-- > 0) return refuse(429, ['You have reached your ten_secondly_rolling limit.'])
    if (!request.headers['content-type']?.startsWith('application/json')) return refuse(415, ['JSON only.'])
    const body = JSON.parse(await read(request))
    const errors = this.check(body)
    if (errors.length) return refuse(400, errors)
    this.taken.push(body)
    response.writeHead(200).end(JSON.stringify({ inlineMessage: 'Thanks.' }))
  }

  /** @param {Record<string, any>} body whatever it was sent */
  check({ submittedAt, fields, context, legalConsentOptions, skipValidation: _skipped, ...unknown }) {
    const errors = Object.keys(unknown).map((key) => `Unrecognized field "${key}".`)
    if (typeof submittedAt !== 'string' || !(Math.abs(Date.now() - Number(submittedAt)) < MONTH_MS))
      errors.push('submittedAt is out of range.')
    if (!Array.isArray(fields) || fields.length > 1000) return [...errors, 'fields must be a list of at most 1000.']
    for (const { objectTypeId, name, value, ...more } of fields) {
      if (Object.keys(more).length || ![objectTypeId, name, value].every((it) => typeof it === 'string'))
        errors.push(`The field ${name} is malformed.`)
      if (!this.fields.includes(name)) errors.push(`Error in 'fields.${name}'. It is not a field of the form.`)
      if (name === 'email' && !/^\S+@\S+\.\S+$/.test(value))
        errors.push("Error in 'fields.email'. Invalid email address")
    }
    for (const key of Object.keys(context ?? {})) {
      if (
        !['hutk', 'ipAddress', 'pageName', 'pageUri', 'pageId', 'sfdcCampaignId', 'goToWebinarWebinarKey'].includes(key)
      )
        errors.push(`Unrecognized field "context.${key}".`)
    }
    const consent = legalConsentOptions?.consent
    if (consent && (consent.consentToProcess !== true || typeof consent.text !== 'string'))
      errors.push('The consent is malformed.')
    return errors
  }
}

/**
 * Salesforce Web-to-Lead, https://help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm
 * It takes a form in UTF-8 with the organisation's id. No page can read its answer (no CORS), which is always 200. It
 * keeps a lead that has a last name and a company and whose values fit. It says nothing about a lead that it drops.
 */
export class Salesforce extends Site {
  path = '/servlet/servlet.WebToLead?encoding=UTF-8'
  oid = '00D000000000001'
  limits = { last_name: 80, company: 255, email: 80, country: 80, description: 32_000 }
  /** @type {any[]} what it was sent, whatever that is */
  taken = []
  /** @type {object[]} */
  dropped = []

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    if (request.method !== 'POST' || request.url !== this.path) return response.writeHead(405).end()
    /** @type {Record<string, string>} */
    const lead = Object.fromEntries(new URLSearchParams(await read(request)))
    const isForm = request.headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded')
    const fits = Object.entries(this.limits).every(([name, limit]) => [...(lead[name] ?? '')].length <= limit)
    const isGood = isForm && lead.oid === this.oid && lead.last_name && lead.company && fits
    ;(isGood ? this.taken : this.dropped).push(lead)
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>')
  }
}

/**
 * A hook like those of Zapier, Make and n8n. It takes a form or JSON, answers with JSON, and refuses a preflight
 * request.
 */
export class Hook extends Site {
  path = '/hooks/catch/1/abc/'
  /** @type {any[]} what it was sent, whatever that is */
  taken = []
  reply = { status: 200, body: '{"status":"success"}' }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    if (request.method === 'OPTIONS') return response.writeHead(405).end()
    response.setHeader('Access-Control-Allow-Origin', '*')
    const text = await read(request)
    const type = request.headers['content-type'] ?? ''
    this.taken.push(type.includes('json') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)))
    response.writeHead(this.reply.status, { 'Content-Type': 'application/json' }).end(this.reply.body)
  }
}

/** Takes events in the structured mode of the HTTP binding of CloudEvents 1.0, and nothing else. */
export class Events extends Site {
  path = '/events'
  /** @type {any[]} what it was sent, whatever that is */
  taken = []

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Headers', '*')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    const event = JSON.parse(await read(request))
    const isEvent =
      request.headers['content-type']?.startsWith('application/cloudevents+json') &&
      event.specversion === '1.0' &&
      ['id', 'source', 'type'].every((name) => typeof event[name] === 'string' && event[name]) &&
      Object.keys(event).every((name) => /^[a-z0-9]{1,20}$/.test(name))
    if (!isEvent) return response.writeHead(400).end()
    this.taken.push(event)
    response.writeHead(202).end()
  }
}

/**
 * Accepts anything from any page, with cookies, and publishes files. It belongs to the partner's site (`localhost`), so
 * browsers send it that site's cookies: all ports of a host share them.
 */
export class Open extends Site {
  path = '/leads'
  /** @type {any[]} what it was sent, whatever that is */
  taken = []
  /** @type {Map<string, string | Buffer>} */
  files = new Map()
  /**
   * The address to which it redirects those who send something.
   * @type {string | undefined}
   */
  elsewhere

  async start() {
    await super.start('localhost')
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async answer(request, response) {
    const { method, url, headers } = request
    response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
    response.setHeader('Access-Control-Allow-Credentials', 'true')
    response.setHeader('Access-Control-Allow-Headers', 'content-type, idempotency-key, x-team')
    response.setHeader('Access-Control-Allow-Methods', 'POST, PUT, PATCH')
    if (method === 'OPTIONS') return response.writeHead(204).end()
    if (method === 'GET')
      return response.writeHead(this.files.has(url ?? '') ? 200 : 404).end(this.files.get(url ?? ''))
    this.taken.push({ method, headers, body: await read(request) })
    if (this.elsewhere) return response.writeHead(307, { Location: this.elsewhere }).end()
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  }
}
