// Returns today's date in a program's time zone (IANA), as the endpoint does. A browser that does not know the zone
// uses UTC.

/** @param {string} timeZone */
const day = (timeZone) => new Date().toLocaleDateString("sv", { timeZone }); // the Swedish format is that of RFC 3339

/** @param {string} [timeZone] */
export const today = (timeZone) => {
  try {
    return day(timeZone ?? "UTC");
  } catch {
    return day("UTC");
  }
};
