import type { ReferralFormElement, ReferralFormEventMap as EventMap } from '../../pkg/index.js'

declare global {
  /** What tests leave in a page, to look at it later. */
  interface Window {
    announced: (string | null | undefined)[]
    cancelled?: boolean
    failures: { reason: string; message: string }[]
    hacked?: unknown
    heard?: unknown[]
    isRestored?: boolean
    kept: Element
    lastStop?: Element
    loaded?: string[]
    ready?: boolean
    remembered?: Element | null
    removed?: WeakRef<Element>[]
    rows: { line: number; status: string }[]
    sent?: boolean
    shifts: unknown[]
    show(properties: Record<string, unknown> | null, isLast?: boolean): unknown
    solve(value?: unknown): void
    solved?: boolean
    timers: Set<number | undefined>
    told: Told[]
    violations: string[]
  }

  type ReferralFormEventMap = EventMap

  /** The element, once it has a form. */
  type FormElement = ReferralFormElement & { shadowRoot: ShadowRoot }

  /** What browsers tell of parts that move (Layout Instability API). */
  interface LayoutShift extends PerformanceEntry {
    value: number
    sources: { node?: Element }[]
  }

  /** An event that a page was told. */
  interface Told {
    name: string
    detail: any
    bubbles: boolean
    composed: boolean
    cancelable: boolean
    from: string
  }
}
