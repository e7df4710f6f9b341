/**
 * Runs in the page, from its first moment on. At every frame it looks at the first text field, shadow roots included,
 * that can be seen and filled in. If the field does not hold the letter, the letter is typed into it. So what
 * `probe.usableAt` says in the end is when the letter was typed that stayed.
 */
export function startProbe() {
  const LETTER = 'Q'
  window.probe = {}

  const isUsable = (/** @type {HTMLInputElement} */ field) =>
    field.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    field.getClientRects().length > 0 &&
    !field.disabled &&
    !field.readOnly

  /**
   * @param {Document | ShadowRoot} root
   * @returns {HTMLInputElement | undefined}
   */
  const firstTextField = (root) => {
    /** @type {NodeListOf<HTMLInputElement>} */
    const all = root.querySelectorAll('*')
    for (const element of all) {
      const field = element.shadowRoot
        ? firstTextField(element.shadowRoot)
        : element.matches('input:not([type]), input[type=text]') && isUsable(element) && element
      if (field) return field
    }
  }

  const look = () => {
    const field = firstTextField(document)
    if (!field?.value.includes(LETTER)) {
      field?.focus()
      // Insert it like a key press: the page gets its `beforeinput` and `input` events.
      const isTyped = field && document.execCommand('insertText', false, LETTER) && field.value.includes(LETTER)
      window.probe.usableAt = isTyped ? performance.now() : undefined
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
