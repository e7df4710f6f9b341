// What goes to the module and comes from it without a call for each: both sides know where it stands in the module's memory
// (`LeadJudge::places` and `LeadJudge::judge`).

/** @import { LeadJudge } from "leads-glue" */

// The figures of a verdict, by their places, and where what came out of the rules begins.
export const [STATUS, PLAN, ROUTE, SCORE, FEE, OUTCOMES] = [0, 1, 2, 3, 4, 5];

// Before an answer stand the place of its field and its length.
const HEAD = 6;

const encoder = new TextEncoder();

export class ModuleMemory {
  #judge;
  #memory;
  #places; // of the answers, how many bytes there are for them, and of the verdict
  #answers = new Uint8Array(0);
  #verdict = new Float64Array(0);
  #length = 0; // of the answers that stand there

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
   * Puts an answer there. False where there is no room for it.
   * @param {number} place of its field
   * @param {string} answer
   */
  put(place, answer) {
    this.#look();
    const there = this.#answers;
    const start = this.#length + HEAD;
    // A UTF-16 unit is three bytes at most.
    if (start + 3 * answer.length > there.length) return false;
    let length = 0;
    for (let code; length < answer.length && (code = answer.charCodeAt(length)) < 0x80; length++)
      there[start + length] = code;
    if (length < answer.length) length = encoder.encodeInto(answer, there.subarray(start)).written;
    there[start - 6] = place;
    there[start - 5] = place >> 8;
    there[start - 4] = length;
    there[start - 3] = length >> 8;
    there[start - 2] = there[start - 1] = 0; // there is no room for more
    this.#length = start + length;
    return true;
  }

  /** Has the answers judged that were put there, and gives the verdict. */
  judge() {
    this.#judge.judge(this.#length);
    this.#length = 0;
    this.#look();
    return this.#verdict;
  }

  // Once the memory has grown, what looked at it is empty.
  #look() {
    if (this.#answers.length) return;
    const { buffer } = this.#memory;
    const [answers, room, verdict, figures] = this.#places;
    this.#answers = new Uint8Array(buffer, answers, room);
    this.#verdict = new Float64Array(buffer, verdict, figures);
  }
}
