import { defineConfig } from '@playwright/test'

/** @import { PlaywrightTestConfig } from '@playwright/test' */

const { CHROME, FIREFOX } = process.env

/** @type {PlaywrightTestConfig['use']} */
const chromium = {
  browserName: 'chromium',
  // Each frame of a movement is drawn by the processor, which takes a fifth of the time. A test that looks at movements
  // asks for them.
  contextOptions: { reducedMotion: 'reduce' },
  launchOptions: {
    // `cargo xtask test` names the browser it found; without it, Playwright takes its own.
    executablePath: CHROME || undefined,
    // No calls home, so that the tests run the same without a network.
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  },
}

// A Firefox as it is installed, by WebDriver BiDi. What BiDi cannot do yet is tagged `@chromium`.
/** @type {PlaywrightTestConfig['use']} */
const firefox = {
  browserName: 'firefox',
  channel: 'moz-firefox',
  launchOptions: { executablePath: FIREFOX },
}
// Tests wait for what happens. These limits end what never does, also on a slow machine that has other things to do.
const LONGEST_TEST = 120_000
const LONGEST_WAIT = 20_000
// By BiDi a test takes three times as long.
const timeout = 3 * LONGEST_TEST
const inFirefox = [
  { name: 'firefox', use: firefox, grep: /@firefox/, timeout },
  { name: 'firefox-whole', use: firefox, grepInvert: /@chromium/, timeout },
]

export default defineConfig({
  testDir: 'tests/browser',
  fullyParallel: true,
  // A second run that passes would hide what the first one found.
  retries: 0,
  // Tests often wait for what a page does after a time, so two cores have time for three.
  workers: 3,
  timeout: LONGEST_TEST,
  expect: { timeout: LONGEST_WAIT },
  reporter: [['list'], ['./tests/browser/summary.mjs']],
  use: { screenshot: 'only-on-failure' },
  projects: [{ name: 'chromium', use: chromium }, ...(FIREFOX ? inFirefox : [])],
})
