// Test aid: amounts of either sign, many of them below a cent, some with nothing to round.
import fc from "fast-check";
import { unitsToText } from "#lib/domain/costs/fine-units.ts";

export const amount = fc.oneof(
  fc.bigInt({ min: -20_000n, max: 20_000n }).map((units) => unitsToText(units, 4)),
  fc.bigInt({ min: -(10n ** 22n), max: 10n ** 23n }).map((units) => unitsToText(units, 18)),
  fc.bigInt({ min: -300n, max: 300n }).map((units) => unitsToText(units, 2)),
);
export const amounts = fc.array(amount, { maxLength: 40 });
