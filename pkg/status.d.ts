/** Where a referral stands at the vendor. */
export type LifecycleStatus = 'in-review' | 'accepted' | 'declined' | 'won' | 'lost' | 'withdrawn' | 'expired';

/**
 * `<referral-status endpoint="https://vendor.example">`: how the referrals stand that this browser has sent from this
 * website, and what the partner can do with them. With `token` and `program` it shows the referrals of the partner who is
 * signed in: `token` has the vendor's token that says who that is. Each attribute may be written as `data-…`.
 */
export class ReferralStatusElement extends HTMLElement {}

export interface ReferralStatusEventMap {
  /** A referral that was shown has another status or stage. Bubbles and is composed. */
  'referral-status-changed': CustomEvent<{
    /** The referral's id. */
    referral: string;
    /** `null` for a status that this version does not know. */
    status: LifecycleStatus | null;
    /** The id of the stage, which the program names. */
    stage: string | null;
  }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'referral-status': ReferralStatusElement;
  }
  interface GlobalEventHandlersEventMap extends ReferralStatusEventMap {}
}
