const app = /** @type {HTMLElement} */ (document.getElementById('app'))
const text = document.createElement('p')
text.textContent = 'The page’s own text'
app.append(text)

window.show = (properties, isLast = false) => {
  const shown = app.querySelector('referral-form')
  if (!properties) return shown?.remove()
  /** @type {HTMLElement & Record<string, any>} */
  const form = shown ?? document.createElement('referral-form')
  for (const [name, value] of Object.entries(properties)) {
    if (name in form) form[name] = value
    else form.setAttribute(name, String(value))
  }
  app.insertBefore(form, isLast ? null : text)
}
