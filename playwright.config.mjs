import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/browser',
  fullyParallel: true,
  // A second run that passes would hide what the first one found.
  retries: 0,
  workers: 2,
  reporter: [['list'], ['./tests/browser/summary.mjs']],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      // `cargo xtask test` names the browser it found; without it, Playwright takes its own.
      executablePath: process.env.CHROME || undefined,
      // No calls home, so that the tests run the same without a network.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
})
