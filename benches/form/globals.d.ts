interface Window {
  /** What `probe.mjs` has found. */
  probe: { usableAt?: number }
}
