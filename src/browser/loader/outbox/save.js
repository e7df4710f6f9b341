// A receipt as a file. The first line is what the endpoint has signed. The second line is the salt of the lead's hash:
// without it, nobody can check whether the signature belongs to a lead.

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
