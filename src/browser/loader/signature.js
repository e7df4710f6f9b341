// What a vendor has signed: only forms with `program-key` load it.

// The counters that were seen last, where the page may keep nothing.
const seen = new Map();

const bytes = (text) => {
  if (!/^[\w-]+$/.test(text)) throw new Error("it is not whole");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
};

const json = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

const sha256 = async (text) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

// Whether one of the keys (public, Ed25519, base64url) has signed these bytes.
const isSigned = async (signed, signature, keys) => {
  for (const key of keys) {
    const imported = await crypto.subtle.importKey("raw", bytes(key), "Ed25519", false, ["verify"]);
    if (await crypto.subtle.verify("Ed25519", imported, signature, new TextEncoder().encode(signed))) return true;
  }
  return false;
};

const counterOf = (name) => {
  try {
    return Number(localStorage.getItem(name)) || seen.get(name) || 0;
  } catch {
    return seen.get(name) ?? 0;
  }
};

const keep = (name, counter) => {
  seen.set(name, counter);
  try {
    localStorage.setItem(name, counter);
  } catch {
    // Then only this page knows.
  }
};

// Throws unless `signature`, a compact JWS (RFC 7515), is of this program and script, by one of the keys, and no older than
// one that was seen before. `program` is the JSON text, `id` what it says it is.
export const verify = async ({ source, keys, signature, id, program, script }) => {
  if (!globalThis.crypto?.subtle) throw new Error("this page cannot check signatures: it did not come by https");
  const [header, claims, proof, ...more] = signature.trim().split(".");
  if (!proof || more.length) throw new Error("it is not whole");
  const { alg, typ } = json(header);
  if (alg !== "EdDSA" || typ !== "referral-program+jws") throw new Error("it is not the signature of a program");
  if (!(await isSigned(`${header}.${claims}`, bytes(proof), keys))) {
    throw new Error("it was altered, or signed by somebody else");
  }
  const signed = json(claims);
  const isOfThis =
    signed.program === id && signed.program_sha256 === (await sha256(program)) && signed.rules_sha256 === (await sha256(script));
  if (!isOfThis) throw new Error("program or script have changed since");
  const name = `referral-signed ${source}`;
  if (!Number.isSafeInteger(signed.counter) || signed.counter < counterOf(name)) {
    throw new Error("it is older than one that was seen before");
  }
  keep(name, signed.counter);
};
