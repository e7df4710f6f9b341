// Remembers the referral of a receipt's page in this browser, as the form does, so that `/partner` lists it.
const MOST = 200
const { list, referral, statusKey } = document.getElementById('follow').dataset

const kept = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(list) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return [] // something else was written there
  }
}

// The page may be shown again.
const others = kept().filter((sent) => sent?.referral !== referral)
const sent = { endpoint: location.origin, referral, status_key: statusKey, sent_at: new Date().toISOString() }
try {
  localStorage.setItem(list, JSON.stringify([...others, sent].slice(-MOST)))
} catch {
  // The browser keeps nothing. The page has a link.
}
