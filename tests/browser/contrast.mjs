/** @import { Locator } from '@playwright/test' */

/** Returns the lowest contrast between a text in the form and its background (WCAG 2.2). */
/** @param {Locator} form */
export const lowestContrast = (form) =>
  form.evaluate((/** @type {FormElement} */ { shadowRoot }) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('Nothing can be drawn')
    /** @param {string} color */
    const rgba = (color) => {
      context.clearRect(0, 0, 1, 1)
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      return [...context.getImageData(0, 0, 1, 1).data]
    }
    /** @param {number} part */
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    /** @param {number[]} color */
    const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
    /**
     * @param {Element} element
     * @returns {number[]}
     */
    const behind = (element) => {
      const color = rgba(getComputedStyle(element).backgroundColor)
      return color[3] === 255 || !element.parentElement ? color : behind(element.parentElement)
    }
    /** @type {NodeListOf<HTMLElement>} */
    const all = shadowRoot.querySelectorAll('h2, h3, p, label, legend, button, strong, .mark, .state')
    const shown = [...all].filter((text) => text.innerText && text.checkVisibility())
    return Math.min(
      ...shown.map((text) => {
        const two = [luminance(rgba(getComputedStyle(text).color)), luminance(behind(text))].sort()
        return (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05)
      }),
    )
  })
