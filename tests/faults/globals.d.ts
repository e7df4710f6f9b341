/** What `tab.js` gives a page of the laboratory. */
interface Window {
  Date: DateConstructor
  isKept(): boolean
  jump(ms: number): void
  key?: string
  note(what: string, key: string, more?: string | null): void
  refer(lead: import('../../pkg/index.js').Answers, isLeft: boolean): Promise<void>
  stage: string
}
