// A receipt as a file: what the endpoint has signed, in the first line. The lead's salt in the second, without which nobody
// can tell from the signature whether it is of a lead.

/** @import { Answered, Reply } from "../types/outbox.js" */

/** @param {Reply} [reply] */
export const signatureOf = (reply) => {
  const { signature } = reply?.answer?.receipt ?? reply?.answer ?? {};
  return typeof signature === "string" ? signature : undefined;
};

/** @param {NonNullable<Answered["receipt"]>} receipt */
const textOf = ({ signature, lead_salt: salt }) =>
  typeof salt === "string" && /^[\w-]+$/.test(salt) ? `${signature}\nlead-salt: ${salt}\n` : String(signature);

/** @param {Reply} reply */
export const save = ({ answer }) => {
  const receipt = answer?.receipt ?? answer ?? {};
  const href = URL.createObjectURL(new Blob([textOf(receipt)], { type: "application/jose" }));
  const download = `receipt-${String(receipt.referral).replace(/[^\w-]/g, "")}.jws`;
  Object.assign(document.createElement("a"), { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};
