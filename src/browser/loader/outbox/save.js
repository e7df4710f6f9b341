// A receipt as a file: what the endpoint has signed.
export const signatureOf = (reply) => {
  const { signature } = reply?.answer?.receipt ?? reply?.answer ?? {};
  return typeof signature === "string" ? signature : undefined;
};

export const save = ({ answer }) => {
  const { referral, signature } = answer.receipt ?? answer;
  const href = URL.createObjectURL(new Blob([signature], { type: "application/jose" }));
  const download = `receipt-${String(referral).replace(/[^\w-]/g, "")}.jws`;
  Object.assign(document.createElement("a"), { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};
