/**
 * Playwright sets the colour scheme of each new context, and a Firefox whose WebDriver BiDi does not know that command
 * would open none. Emulation that a test asks for still fails there.
 */
/** @param {any} browser its parts that no types tell of */
export function withoutMediaEmulation(browser) {
  const Session = browser._connection.toImpl(browser)._browserSession.constructor
  const { send } = Session.prototype
  Session.prototype.send = async function (
    /** @type {string} */ method,
    /** @type {{ userContexts?: unknown }} */ parameters,
  ) {
    const isOfContext = method === 'emulation.setMediaFeaturesOverride' && parameters.userContexts
    return isOfContext ? {} : send.call(this, method, parameters)
  }
}
