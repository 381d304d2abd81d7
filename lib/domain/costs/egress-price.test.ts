import { expect, test } from "vitest";
import { egressUsdPerGib } from "./egress-price.ts";

test.each([
  ["westeurope", "North Europe", "0.02"],
  ["francecentral", "swedencentral", "0.02"],
  ["eastus2", "canadacentral", "0.02"],
  ["westeurope", "eastus", null],
  ["australiaeast", "australiasoutheast", null],
  ["northeurope", "brazilsouth", null],
])("a GiB from %s to %s costs %s", (from, to, usd) => expect(egressUsdPerGib(from, to)).toBe(usd));
