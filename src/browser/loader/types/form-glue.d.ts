import type { Answers, Verdict } from "../../../../pkg/index.js";
import type { Reply } from "./outbox.js";

/** What `src/bin/form.rs` exports: wasm-bindgen writes the script while the package is built. */
export default function init(given: { module_or_path: Promise<Response> }): Promise<unknown>;

export class ReferralForm {
  constructor(page: object);
  offer(program: object, text: string): boolean;
  unusable(why: string, is_mistake: boolean): void;
  refused(why?: string): void;
  no_rules(why: string): void;
  reply(reply: object): void;
  engine_failed(why: string): void;
  stop(): void;
  resume(): void;
  changed(): void;
  accept(accepted: boolean): void;
  consent(at?: string): void;
  leave(name: string): void;
  check(fields: Record<string, true>): boolean | undefined;
  new_key(): string;
  submit(): boolean;
  send(key: string, challenge?: string): void;
  hold(key: string, why?: string): void;
  answered(key: string, reply?: Reply, kept?: boolean): boolean;
  withdrawn(key: string): void;
  /** The time of the next attempt, or the final state. */
  static after(
    key: string,
    reply: Reply,
    attempts: number,
    until: number,
    now: number,
    random: number,
  ): number | "sent" | "refused" | "expired";
  static wait(sent: number, due: number, now: number): number;
  reset(): void;
  /** The answers themselves, not a copy. */
  value(): Answers;
  set_value(answers: Answers): void;
  restore(when: string, key?: string): void;
  /** The verdict, the reason why there is none, or `undefined` while it is on its way. */
  settled(): Verdict | string | undefined;
  verdict(): Verdict | undefined;
}
