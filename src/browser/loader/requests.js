// Requests, with a bound on time and on the size of the answer.

const TIME_LIMIT_MS = 20_000;
// The largest program or script that is read, as in the engine, and the largest answer to a submission.
const LARGEST_FILE = 256 * 1024;
const LARGEST_ANSWER = 1024 * 1024;

// Why a text could not be had, in a sentence.
export class Failure extends Error {
  // `forGood`: it came, but cannot be used, so that waiting does not help.
  constructor(message, forGood) {
    super(message);
    this.forGood = forGood;
  }
}

// An address relative to another. One that is none is left as it is: nothing can be fetched from it.
export const resolve = (address, base) => {
  try {
    return new URL(address, base).href;
  } catch {
    return address;
  }
};

const request = (url, options) =>
  fetch(url, {
    cache: "no-cache", // asks the server whether its file is still the one that is kept
    credentials: "omit",
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
    ...options,
  });

const body = async (response, largest) => {
  const pieces = [];
  const reader = response.body?.getReader();
  for (let left = largest; reader; ) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure("broke off while it was read");
    });
    if (done) break;
    left -= value.length;
    if (left < 0) {
      reader.cancel(); // nobody waits for the rest
      throw new Failure(`is larger than ${largest} bytes`, true);
    }
    pieces.push(value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await new Blob(pieces).arrayBuffer());
  } catch {
    throw new Failure("is not UTF-8 text", true);
  }
};

// JSON, or undefined.
const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// What a file says, and why its newest version is not served, if so (`Referral-Refused`).
export const file = async (url) => {
  const response = await request(url).catch(() => {
    throw new Failure(
      `${url} could not be reached. Check the address, the network, and that the server allows this page (CORS).`,
    );
  });
  const text = await body(response, LARGEST_FILE).catch(({ message, forGood }) => {
    throw new Failure(`${url} ${message}.`, forGood);
  });
  if (!response.ok) {
    const { detail } = json(text) ?? {};
    throw new Failure(`${url} answered ${response.status}. ${typeof detail === "string" ? detail : ""}`.trimEnd());
  }
  return { text, refused: response.headers.get("referral-refused") };
};

// `Retry-After` in seconds: a number of them, or a date (RFC 9110, section 10.2.3).
const secondsOf = (header) => {
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const seconds = (Date.parse(header) - Date.now()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : undefined;
};

// What came of posting a submission; status 0 where no answer came.
export const post = async (url, key, submission) => {
  try {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const response = await request(url, { method: "POST", headers, body: JSON.stringify(submission) });
    const { status, redirected } = response;
    const retryAfter = secondsOf(response.headers.get("retry-after") ?? "");
    return { status, redirected, retryAfter, answer: json(await body(response, LARGEST_ANSWER)) };
  } catch {
    return { status: 0 };
  }
};
