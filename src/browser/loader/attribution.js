// Who refers, and from where.

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

// An address without query and fragment, which may hold personal data.
const bare = (address) => {
  if (!address) return null;
  const url = new URL(address);
  url.search = url.hash = "";
  return url.href;
};

export const attribution = (host) => {
  const parameters = new URLSearchParams(location.search);
  const given = UTM.filter((name) => parameters.has(name));
  return {
    partner: host.partner || null,
    campaign: host.campaign || null,
    page: bare(location.href),
    referrer: bare(document.referrer),
    utm: Object.fromEntries(given.map((name) => [name, [...parameters.get(name)].slice(0, MOST).join("")])),
  };
};
