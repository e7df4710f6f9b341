/** @import { Suite } from '@playwright/test/reporter' */

/** Ends the run with one line that a script can read. */
export default class Summary {
  /** @type {Suite} */
  suite

  /**
   * @param {unknown} _config
   * @param {Suite} suite
   */
  onBegin(_config, suite) {
    this.suite = suite
  }

  onEnd() {
    const tests = this.suite.allTests()
    const passed = tests.filter((test) => test.outcome() === 'expected').length
    const skipped = tests.filter((test) => test.outcome() === 'skipped').length
    console.log(`\n${passed} passed, ${tests.length - passed - skipped} failed`)
  }

  printsToStdio() {
    return false
  }
}
