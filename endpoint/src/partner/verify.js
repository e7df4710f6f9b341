// Verifies a receipt: a compact JWS (RFC 7515) with Ed25519.
const at = (id) => document.getElementById(id);
const said = at("said");

const NAMES = {
  iss: "Vendor",
  referral: "Reference",
  status: "Status then",
  received_at: "Arrived",
  partner: "Referred by",
  partner_known_by: "Known by",
  protected_until: "Protected until",
  not_yet_protected: "Not yet protected",
  decision_due: "Decision by",
  decision_due_at: "Decision by the hour",
  fee: "Fee",
  program: "Program",
  program_version: "Its version",
  agreement_version: "Agreement",
  key: "Idempotency key",
  lead_sha256: "SHA-256 of the lead",
  program_sha256: "SHA-256 of the program",
  rules_sha256: "SHA-256 of the rules",
  agreement_sha256: "SHA-256 of the agreement",
};

// How it is known who referred. Receipts of before do not say.
const KNOWN_BY = {
  token: "a token that the vendor has signed",
  origin: "the partner’s own website",
  claim: "the page’s word only",
};

const shownAs = {
  partner_known_by: (known) => KNOWN_BY[known] ?? known,
  not_yet_protected: () => "A person looks at this referral first",
  fee: ({ amount, currency, payment }) => `${currency} ${amount}, ${payment?.days} days after ${payment?.after}`,
};

const bytes = (text) => {
  if (!/^[\w-]+$/.test(text)) throw new Error("It is not whole.");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
};
const json = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

const verify = async (text, keys) => {
  // What was saved has the salt of the lead’s hash below.
  const parts = text.trim().split(/\s/, 1)[0].split(".");
  if (parts.length !== 3) throw new Error("This is not a receipt: a receipt has three parts with points between them.");
  const { alg, typ, kid, ...more } = json(parts[0]);
  if (alg !== "EdDSA") throw new Error("It is not signed by Ed25519.");
  if ("crit" in more || "b64" in more) throw new Error("It asks for an extension that is not known here.");
  if (typ !== "referral-receipt+jws") throw new Error("It was signed as something else than a receipt.");
  const key = keys.find((key) => key?.kid === kid && key.kty === "OKP" && key.crv === "Ed25519");
  if (!key) throw new Error("It is signed by a key that is not this vendor’s.");
  const imported = await crypto.subtle.importKey("raw", bytes(key.x), "Ed25519", false, ["verify"]);
  const isGood = await crypto.subtle.verify(
    "Ed25519",
    imported,
    bytes(parts[2]),
    new TextEncoder().encode(`${parts[0]}.${parts[1]}`),
  );
  if (!isGood) throw new Error("Its signature is not valid: it was altered, or signed by somebody else.");
  return json(parts[1]);
};

const paragraph = (text, className) => Object.assign(document.createElement("p"), { textContent: text, className });

const look = async () => {
  const text = at("receipt").value;
  if (!text.trim()) return said.replaceChildren();
  try {
    const own = at("own-keys").value.trim();
    const { keys } = JSON.parse(own || at("keys").textContent);
    if (!Array.isArray(keys)) throw new Error("The keys are no JWKS.");
    if (!crypto.subtle) throw new Error("This browser verifies on pages that came by https only.");
    const claims = await verify(text, keys);
    if (text !== at("receipt").value) return;
    const list = document.createElement("dl");
    for (const [name, shown] of Object.entries(NAMES)) {
      if (claims[name] === undefined || claims[name] === null) continue;
      const [term, value] = ["dt", "dd"].map((tag) => document.createElement(tag));
      term.textContent = shown;
      value.textContent = String(Object.hasOwn(shownAs, name) ? shownAs[name](claims[name]) : claims[name]);
      list.append(term, value);
    }
    said.replaceChildren(paragraph("The receipt is genuine: all of this was signed by the vendor.", "good"), list);
  } catch (error) {
    if (text === at("receipt").value) said.replaceChildren(paragraph(`This proves nothing. ${error.message}`, "bad"));
  }
};

at("receipt").addEventListener("input", look);
at("own-keys").addEventListener("input", look);
at("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (file && file.size < 65_536) at("receipt").value = await file.text();
  look();
});
