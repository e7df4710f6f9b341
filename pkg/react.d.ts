/**
 * `<referral-form>` in JSX, for React 19. Events are heard by their own names: `onreferral-submitted={…}`.
 *
 *     import type {} from 'referral-widget/react'
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Answers, ReferralFormElement, ReferralFormEventMap } from './index.js';

type Listeners = {
  [Name in keyof ReferralFormEventMap as `on${Name}`]?: (event: ReferralFormEventMap[Name]) => void;
};

interface ReferralFormAttributes
  extends DetailedHTMLProps<HTMLAttributes<ReferralFormElement>, ReferralFormElement>, Listeners {
  program: string;
  partner?: string;
  campaign?: string;
  /** The public keys that the program must be signed by, with white space between them. */
  'program-key'?: string;
  /** The id of the program that is meant, where the keys sign several. */
  'program-id'?: string;
  /** The lowest counter that its signature may have. */
  'program-counter'?: string | number;
  /** The origins where the program may choose method and headers, with white space between them. */
  'delivery-origins'?: string;
  /** The vendor's token of the partner who is signed in (JWT). */
  'partner-token'?: string;
  density?: 'compact';
  value?: Record<string, Answers[string] | undefined>;
  challengeToken?: string;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'referral-form': ReferralFormAttributes;
    }
  }
}
