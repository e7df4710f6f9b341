// Turns the bytes of a sheet, whatever program wrote it, into text or UTF-8. It does the same as
// `cli/src/precheck/decode.rs`.
import { encoding_name, encoding_of, workbook } from "leads-glue";

// This many bytes are enough to recognize the encoding, if any of them is not ASCII.
const ENOUGH = 1 << 16;

// The characters of Windows-1252 from 0x80 on. Some versions of Node.js do not decode these bytes.
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

export class SheetBytes {
  #language; // of the messages
  /** @type {string | undefined} */ #named;
  /** @type {TextDecoder | undefined} */ #decoder; // undefined until the encoding is known, and for UTF-8
  #isUtf8 = false;
  #isStart = true;
  /** @type {Uint8Array[]} */ #waiting = []; // pieces whose encoding is not known yet
  #length = 0; // of all these pieces together

  /**
   * @param {string | null | undefined} encoding
   * @param {string} language
   */
  constructor(encoding, language) {
    this.#language = language;
    if (encoding === undefined || encoding === null) return;
    try {
      this.#named = new TextDecoder(encoding_name(String(encoding))).encoding;
    } catch {
      throw new Error(`There is no encoding \`${encoding}\`: known are utf-8, utf-16le, windows-1252, shift_jis, euc-jp and \
the other names of encoding.spec.whatwg.org.`);
    }
  }

  /**
   * Returns what can be read so far: text, or bytes in UTF-8. A few bytes at the start wait for more.
   * @param {Uint8Array} bytes
   * @param {boolean} isAll
   */
  take(bytes, isAll) {
    if (this.#isUtf8) return bytes;
    if (!this.#decoder) {
      this.#waiting.push(bytes.slice()); // copied, because the caller may use its buffer again
      this.#length += bytes.length;
      if (this.#isStart && this.#length < ENOUGH && !isAll) return "";
      const known = joined(this.#waiting, this.#length);
      const refused = this.#isStart && workbook(known, this.#language);
      if (refused) throw new Error(refused);
      const encoding = this.#named ?? encoding_of(known, this.#isStart, isAll);
      if (!encoding && Number(known.at(-1)) > 0x7f) return ""; // the last letter may be incomplete
      this.#waiting = [];
      this.#length = 0;
      this.#isStart = false;
      this.#isUtf8 = encoding === "utf-8";
      if (!encoding || this.#isUtf8) return known;
      this.#decoder = new TextDecoder(encoding);
      bytes = known;
    }
    const text = this.#decoder.decode(bytes, { stream: !isAll });
    if (this.#decoder.encoding !== "windows-1252") return text;
    return text.replace(/[\x80-\x9f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80]);
  }
}

/**
 * @param {Uint8Array[]} pieces
 * @param {number} length
 */
const joined = (pieces, length) => {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
};
