// Defines <referral-form>. Safe to load twice.
import { ReferralFormElement } from "./element.js";

if (!customElements.get("referral-form")) {
  customElements.define("referral-form", ReferralFormElement);
}
