// Exchanges answers and verdicts with the module without a call for each. Both sides know where they are in the
// module's memory (`LeadJudge::places` and `LeadJudge::judge`).

/** @import { LeadJudge } from "leads-glue" */

// The indexes of a verdict's numbers. The outcomes of the rules begin at the last one.
export const [STATUS, PLAN, ROUTE, SCORE, FEE, OUTCOMES] = [0, 1, 2, 3, 4, 5];

// Each answer has a head of this many bytes: the index of its field and its length.
const HEAD = 6;

const encoder = new TextEncoder();

export class ModuleMemory {
  #judge;
  #memory;
  #places; // the address of the answers, the room for them in bytes, the address and length of the verdict
  #answers = new Uint8Array(0);
  #verdict = new Float64Array(0);
  #length = 0; // how many bytes of answers are written

  /**
   * @param {LeadJudge} judge
   * @param {WebAssembly.Memory} memory
   */
  constructor(judge, memory) {
    this.#judge = judge;
    this.#memory = memory;
    this.#places = judge.places();
  }

  /**
   * Writes an answer into the memory. Returns false if there is no room for it.
   * @param {number} place the index of its field
   * @param {string} answer
   */
  put(place, answer) {
    this.#look();
    const there = this.#answers;
    const start = this.#length + HEAD;
    // UTF-8 needs at most three bytes for a UTF-16 unit.
    if (start + 3 * answer.length > there.length) return false;
    let length = 0;
    for (let code; length < answer.length && (code = answer.charCodeAt(length)) < 0x80; length++)
      there[start + length] = code;
    if (length < answer.length) length = encoder.encodeInto(answer, there.subarray(start)).written;
    there[start - 6] = place;
    there[start - 5] = place >> 8;
    there[start - 4] = length;
    there[start - 3] = length >> 8;
    there[start - 2] = there[start - 1] = 0; // the higher bytes of the length; no answer is so long
    this.#length = start + length;
    return true;
  }

  /** Judges the answers that were written, and returns the verdict. */
  judge() {
    this.#judge.judge(this.#length);
    this.#length = 0;
    this.#look();
    return this.#verdict;
  }

  // When the memory grows, the old views of it become empty and must be made again.
  #look() {
    if (this.#answers.length) return;
    const { buffer } = this.#memory;
    const [answers, room, verdict, figures] = this.#places;
    this.#answers = new Uint8Array(buffer, answers, room);
    this.#verdict = new Float64Array(buffer, verdict, figures);
  }
}
