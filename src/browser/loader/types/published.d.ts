import type { ReferralFormElement as Published } from "../../../../pkg/index.js";
import type { ReferralFormElement } from "../element.js";

/** The element is what the package's types promise. */
type Promised<Made extends Omit<Published, "challengeToken">> = Made;
export type Kept = Promised<ReferralFormElement>;
