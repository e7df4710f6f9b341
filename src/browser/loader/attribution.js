// Who refers, and from where.
import { attribute } from "./answers.js";

/** @import { ReferralFormElement } from "./element.js" */

const UTM = [
  "source",
  "medium",
  "campaign",
  "term",
  "content",
  "id",
  "source_platform",
  "campaign_id",
  "creative_format",
  "marketing_tactic",
].map((name) => `utm_${name}`);

// How much of a parameter is kept, in characters.
const MOST = 200;

/**
 * An address without query and fragment, which may hold personal data.
 * @param {string | URL} address
 */
const bare = (address) => {
  if (!address) return null;
  const url = new URL(address);
  url.search = url.hash = "";
  return url.href;
};

/** @param {string} search */
const utmOf = (search) => {
  const parameters = new URLSearchParams(search);
  const given = UTM.filter((name) => parameters.has(name));
  return Object.fromEntries(
    given.map((name) => [name, [.../** @type {string} */ (parameters.get(name))].slice(0, MOST).join("")]),
  );
};

// The first page of the visit that had a form on it, kept in the tab: a campaign often leads to another page than the one
// on which the lead is sent.
const landing = () => {
  try {
    const url = new URL((sessionStorage["referral-landing"] ??= location.href));
    return { page: bare(url), utm: utmOf(url.search) };
  } catch {
    // The page may not use the storage, or the storage holds something that is not an address.
    return { page: bare(location.href), utm: {} };
  }
};

const first = landing();

/** @param {ReferralFormElement} host */
export const attribution = (host) => {
  const utm = utmOf(location.search);
  return {
    partner: host.partner || null,
    campaign: host.campaign || null,
    page: bare(location.href),
    referrer: bare(document.referrer),
    landing: first.page,
    utm: Object.keys(utm).length ? utm : first.utm,
    token: attribute(host, "partner-token"),
  };
};
