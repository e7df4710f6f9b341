// Remembers the referrals that were sent from this website, for `<referral-status>`: each with its key.
import { SENT_LIST } from "../shared.js";

/**
 * @import { Entry, Reply } from "../types/outbox.js"
 *
 * @typedef {{ endpoint: string, referral: string, status_key: string, sent_at: string }} SentReferral
 */

const MOST = 200;
// Where the reference endpoint takes submissions.
const INTAKE = /\/api\/referrals$/;

/** @returns {unknown[]} */
const kept = () => {
  try {
    const list = JSON.parse(localStorage.getItem(SENT_LIST) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // another script of this website has written something else
  }
};

/**
 * Where a referral can be followed: its endpoint, its id and its key. Only the reference endpoint tells a key.
 * @param {Pick<Entry, "source" | "to">} entry
 * @param {Reply} [reply]
 * @returns {SentReferral | undefined}
 */
export const followed = ({ source, to }, { statusKey, answer } = { status: 0 }) => {
  const { origin, pathname } = new URL(to.endpoint, source);
  const { referral } = answer?.receipt ?? answer ?? {};
  if (!statusKey || !INTAKE.test(pathname) || typeof referral !== "string") return undefined;
  const endpoint = origin + pathname.replace(INTAKE, "");
  return { endpoint, referral, status_key: statusKey, sent_at: new Date().toISOString() };
};

/**
 * Remembers a referral that has arrived.
 * @param {Pick<Entry, "source" | "to">} entry
 * @param {Reply} reply
 */
export const remember = (entry, reply) => {
  const sent = followed(entry, reply);
  if (!sent) return;
  try {
    localStorage.setItem(SENT_LIST, JSON.stringify([...kept(), sent].slice(-MOST)));
  } catch {
    // The browser keeps nothing. The receipt has a link.
  }
};
