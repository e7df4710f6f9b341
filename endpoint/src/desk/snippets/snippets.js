// Copies snippets, and opens a partner's page to hear from its form whether it works.

// A button to copy needs the clipboard, which browsers give to encrypted pages only.
const copying = document.querySelector('[data-copy]')
if (copying && navigator.clipboard)
  for (const area of copying.querySelectorAll('textarea')) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      textContent: copying.dataset.copy,
    })
    button.setAttribute('aria-describedby', area.closest('section').getAttribute('aria-labelledby'))
    const said = document.createElement('span')
    said.setAttribute('role', 'status')
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(area.value)
      said.textContent = ` ${copying.dataset.copied}`
    })
    const line = document.createElement('p')
    line.append(button, said)
    area.after(line)
  }

const LOOK_EVERY_MS = 300
// How long a text from a form may be that is shown.
const LONGEST = 200

const opening = document.querySelector('[data-page]')
if (opening) {
  const { page, program, partner, waiting, works, other, nothing, blocked } = opening.dataset
  const said = opening.querySelector('[role=status]')
  opening.hidden = false
  let listening // ends the wait for the page that was opened before

  opening.querySelector('button').addEventListener('click', () => {
    listening?.abort()
    listening = new AbortController()
    const { signal } = listening
    // A page with a policy for openers gets another window, and then this one seems to be closed.
    const opened = window.open(page)
    said.textContent = opened ? waiting : blocked
    if (!opened) return
    const timer = setInterval(() => {
      if (!opened.closed) return
      said.textContent = nothing
      listening.abort()
    }, LOOK_EVERY_MS)
    signal.addEventListener('abort', () => clearInterval(timer))
    // Only the page that was opened is heard, and only as long as its window has not gone to another website.
    const hear = ({ source, origin, data }) => {
      if (source !== opened || origin !== new URL(page).origin || data?.works !== true) return
      const heard = Object.fromEntries(
        ['program', 'partner', 'version'].map((name) => [name, String(data[name]).slice(0, LONGEST)]),
      )
      const told = works.replace(/\{(program|partner|version)\}/g, (_, name) => heard[name])
      const isWanted = heard.program === program && heard.partner === partner
      said.textContent = isWanted ? told : `${told} ${other}`
      listening.abort()
    }
    window.addEventListener('message', hear, { signal })
  })
}
