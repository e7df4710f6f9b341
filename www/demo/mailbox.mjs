// The mailbox of the demo: a mail server that delivers nothing, and a page that shows what was sent.
//
//     node www/demo/mailbox.mjs 8789 8790 .demo/mails.jsonl
//
// The first port is that of the page, the second that of the mail server. What was sent is kept in the file.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** @typedef {{ at: string, to: string, subject: string, text: string }} Kept */

const [pagePort, mailPort, file] = process.argv.slice(2)
const MOST = 200
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
/** @type {Record<string, [file: string, type: string]>} */
const FILES = {
  '/': ['mailbox.html', 'text/html'],
  '/mailbox.js': ['mailbox.js', 'text/javascript'],
  '/mailbox.css': ['mailbox.css', 'text/css'],
}

/** @type {Kept[]} */
const mails = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .slice(-MOST)
  : []
/** @type {Set<import('node:http').ServerResponse>} */
const open = new Set()

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, { envelope }, done) => {
    buffer(stream)
      .then((raw) => PostalMime.parse(raw))
      .then(({ subject, text }) => {
        const to = envelope.rcptTo.map(({ address }) => address).join(', ')
        const kept = { at: new Date().toISOString(), to, subject: subject ?? '', text: text ?? '' }
        mails.push(kept)
        appendFileSync(file, JSON.stringify(kept) + '\n')
        for (const page of open) page.write('data: mail\n\n')
      })
      .then(() => done(), done)
  },
})
server.on('error', (error) => console.error(`The mailbox: ${error.message}`))
server.listen(Number(mailPort), '127.0.0.1')

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
  }
  if (pathname === '/mails.json') {
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' })
    response.end(JSON.stringify(mails.slice(-MOST).reverse()))
  } else if (pathname === '/news') {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' })
    response.write(': open\n\n')
    open.add(response)
    request.on('close', () => open.delete(response))
  } else if (FILES[pathname]) {
    const [name, type] = FILES[pathname]
    response.writeHead(200, { ...headers, 'Content-Type': `${type}; charset=utf-8` })
    response.end(readFileSync(new URL(`mailbox/${name}`, import.meta.url)))
  } else {
    response.writeHead(404, headers).end()
  }
}).listen(Number(pagePort), '127.0.0.1')
