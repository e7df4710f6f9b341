/**
 * `<referral-form>` and `<referral-status>` in JSX, for React 19. Events are heard by their own names: `onreferral-submitted={…}`.
 *
 *     import type {} from 'referral-widget/react'
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Answers, ReferralFormElement, ReferralFormEventMap } from './index.js';
import type { ReferralStatusElement, ReferralStatusEventMap } from './status.js';

type Listeners<EventMap> = {
  [Name in keyof EventMap as `on${string & Name}`]?: (event: EventMap[Name]) => void;
};

interface ReferralFormAttributes
  extends DetailedHTMLProps<HTMLAttributes<ReferralFormElement>, ReferralFormElement>, Listeners<ReferralFormEventMap> {
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

interface ReferralStatusAttributes
  extends
    DetailedHTMLProps<HTMLAttributes<ReferralStatusElement>, ReferralStatusElement>,
    Listeners<ReferralStatusEventMap> {
  endpoint: string;
  /** The vendor's token of the partner who is signed in (JWT). */
  token?: string;
  /** The id of the program that the token is for. */
  program?: string;
  density?: 'compact';
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'referral-form': ReferralFormAttributes;
      'referral-status': ReferralStatusAttributes;
    }
  }
}
