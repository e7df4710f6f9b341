// The day that it is now in a program's time zone (IANA), as the endpoint reckons it. A browser that does not know the zone
// takes UTC.

/** @param {string} timeZone */
const day = (timeZone) => new Date().toLocaleDateString("sv", { timeZone }); // as RFC 3339 has it

/** @param {string} [timeZone] */
export const today = (timeZone) => {
  try {
    return day(timeZone ?? "UTC");
  } catch {
    return day("UTC");
  }
};
