// The element in JSX. Compiled, not run.
import { useRef } from 'react'
import type { ReferralFormElement } from 'referral-widget'
import type {} from 'referral-widget/react'

export function Referral({ partner }: { partner: string }) {
  const form = useRef<ReferralFormElement>(null)
  return (
    <>
      <referral-form
        ref={form}
        id="form"
        className="wide"
        program="/programs/cloud-migration/program.json"
        partner={partner}
        campaign="autumn"
        program-key="W_YktNNX_MQGBQ07Z9YzQlQ5Lr5Yv9YkVv1cBFoZ1Xo"
        program-id="cloud-migration"
        program-counter={7}
        delivery-origins="https://crm.example https://api.crm.example"
        density="compact"
        value={{ company: 'Kessel AG' }}
        value-country="DE"
        data-value-need="migration"
        challengeToken="token"
        onreferral-ready={({ detail }) => detail satisfies null}
        onreferral-change={() => form.current?.precheck()}
        onreferral-verdict={({ detail }) => detail.status}
        onreferral-before-submit={({ detail }) => detail.waitUntil(Promise.resolve())}
        onreferral-submitted={({ detail }) => detail.referral}
        onreferral-failed={({ detail }) => detail.message}
      >
        <a href="/refer">Refer a customer</a>
        <div slot="challenge" />
      </referral-form>
      {/* @ts-expect-error: a program is needed */}
      <referral-form partner={partner} />
      {/* @ts-expect-error: there is no such density */}
      <referral-form program="/program.json" density="tiny" />
      <referral-status
        endpoint="https://vendor.example"
        token="token"
        program="cloud-migration"
        lang="de"
        onreferral-status-changed={({ detail }) => `${detail.referral} ${detail.status} ${detail.stage}`}
      />
      {/* @ts-expect-error: an endpoint is needed */}
      <referral-status />
    </>
  )
}
