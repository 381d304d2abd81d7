// What a new disk costs and may be, whatever it is made from.
import { type DiskPrice, diskMeter } from "#lib/domain/costs/disk-price.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { findRegion, normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { DISK_SKUS, type DiskSku, diskSkuLabel, findDiskSku, ZONES } from "#lib/domain/inventory/disk-sku.ts";
import { nameProblem } from "#lib/domain/inventory/resource-name.ts";
import { type AskedPrice, whyNoPrice } from "#lib/domain/plans/missing-price.ts";
import type { Choice, PlanCost, PlanProblem } from "#lib/domain/plans/plan.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiskPriceList } from "#lib/services/ports/prices.ts";

export interface NewDisk {
  region: string;
  sku: string;
  sizeGib: number;
  zone?: string;
}

/** Months of the price list have 730 hours. */
const HOURS_PER_MONTH = 730;

export function diskCost({ region, sku, sizeGib }: NewDisk, diskPrice: AskedPrice<DiskPrice>): PlanCost {
  const rule = "A disk is billed by its provisioned size, whatever is stored on it.";
  const cost = { title: `${diskSkuLabel(sku)}, ${sizeGib} GiB`, per: "month" as const };
  if ("missing" in diskPrice) {
    const what = `${diskMeter(sku, sizeGib)?.meterName ?? cost.title} in ${regionLabel(region)}`;
    return { ...cost, usd: null, formula: `${whyNoPrice(diskPrice.missing, what)} ${rule}` };
  }
  const { meter, usd, effectiveDate } = diskPrice.price;
  const source = `public price list, valid from ${effectiveDate.slice(0, 10)}`;
  if (meter.per === "month") return { ...cost, usd, formula: `${meter.meterName}, ${source}. ${rule}` };
  const perMonth = new ExactDecimal(usd).times(sizeGib).times(HOURS_PER_MONTH).toString();
  return { ...cost, usd: perMonth, formula: `${sizeGib} GiB × ${HOURS_PER_MONTH} hours × $${usd}, ${meter.meterName}, ${source}. ${rule}` };
}

export async function diskPriceOf(
  diskPrices: DiskPriceList,
  { sku, sizeGib, region }: NewDisk,
  context: CallContext,
): Promise<AskedPrice<DiskPrice>> {
  const meter = diskMeter(sku, sizeGib);
  return meter ? askedPrice(diskPrices.read(meter, normaliseRegion(region), context)) : { missing: "no-meter" };
}

/** Of its type and zone: unfit says why the type cannot be made from what there is. */
export function typeProblems({ region, sku, zone }: NewDisk, unfit: (type: DiskSku) => string | undefined): PlanProblem[] {
  const type = findDiskSku(sku);
  if (!type)
    return [
      { field: "sku", rule: "sku", message: `"${sku}" is no disk type. Choose one of ${DISK_SKUS.map((known) => known.sku).join(", ")}.` },
    ];
  const reason = unfit(type);
  return [...(reason ? [{ field: "sku", rule: "sku", message: reason }] : []), ...zoneProblems(region, type, zone)];
}

function zoneProblems(region: string, type: DiskSku, zone: string | undefined): PlanProblem[] {
  const hasZones = findRegion(region)?.hasZones;
  const problems: PlanProblem[] = [];
  if (type.isZonal && !zone && hasZones !== false)
    problems.push({
      field: "zone",
      rule: "zone-needed",
      message: `${type.label} disks live in one availability zone: choose the zone of the machine that will use it.`,
    });
  if (zone && type.redundancy === "ZRS")
    problems.push({ field: "zone", rule: "zone-with-zrs", message: `${type.label} disks span all zones: choose no zone.` });
  if (zone && hasZones === false)
    problems.push({ field: "zone", rule: "no-zones", message: `${regionLabel(region)} has no availability zones.` });
  if (zone && !ZONES.some((known) => known === zone))
    problems.push({ field: "zone", rule: "zone", message: `"${zone}" is no zone. Choose ${ZONES.join(", ")} or none.` });
  return problems;
}

export function zoneChoices(region: string): Choice[] {
  const hasZones = findRegion(region)?.hasZones !== false;
  const reason = hasZones ? undefined : `${regionLabel(region)} has no availability zones.`;
  return ZONES.map((zone) => ({ value: zone, label: `Zone ${zone}`, possible: hasZones, reason }));
}

export function noZrsReason(region: string, { redundancy }: DiskSku): string | undefined {
  if (redundancy !== "ZRS" || findRegion(region)?.hasZones !== false) return undefined;
  return `${regionLabel(region)} has no availability zones, so there are no ZRS disks.`;
}

export function diskNameProblems(diskName: string, resourceGroup: string, nameTaken: boolean | undefined): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const badName = nameProblem(diskName);
  if (badName) problems.push({ field: "diskName", rule: "name", message: badName });
  if (nameTaken)
    problems.push({
      field: "diskName",
      rule: "name-taken",
      message: `${resourceGroup} has a disk named ${diskName} already. Choose another name.`,
    });
  return problems;
}

/** min and what is asked for in GiB; source: the name of what it is made from. */
export function diskSizeProblems({ sku, sizeGib }: NewDisk, min: number, source: string): PlanProblem[] {
  const max = findDiskSku(sku)?.maxGib ?? Number.POSITIVE_INFINITY;
  const wrong = (message: string) => [{ field: "sizeGib", rule: "size", message }];
  if (!Number.isInteger(sizeGib) || sizeGib < min) return wrong(`A disk from ${source} has at least ${min} GiB; ${sizeGib} was given.`);
  if (sizeGib > max && min <= max) return wrong(`${diskSkuLabel(sku)} disks end at ${max} GiB; ${sizeGib} was given.`);
  return [];
}
