// The task's fee in whole cents: what a host writes around an engine that has no exact decimals.

/**
 * The fee under a plan of `program.json`, or null while the budget is missing.
 * @param {string} plan
 * @param {number | null} budget
 */
export function fee(plan, budget) {
  if (budget === null) return null
  const cents = Math.round(budget * 100)
  if (plan === 'new-customer') {
    const percent = cents <= 50_000_00 ? 8 : cents <= 250_000_00 ? 10 : 12
    return halfEven(cents * percent)
  }
  const low = Math.min(cents, 100_000_00)
  return Math.min(halfEven(low * 5 + (cents - low) * 3), 10_000_00)
}

/**
 * A hundredth, rounded half-even.
 * @param {number} hundredfold
 */
function halfEven(hundredfold) {
  const whole = Math.floor(hundredfold / 100)
  const rest = hundredfold - whole * 100
  return rest > 50 || (rest === 50 && whole % 2 === 1) ? whole + 1 : whole
}
