interface Window {
  roots: { ours: ShadowRoot; byHand: ShadowRoot }
  said(root: ShadowRoot): string
}
