// Whether a disk can be made from a recovery point at all, whatever its type and size: for the chooser and the plan.
import { formatBytes } from "#lib/domain/format.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { MAX_STRIPE_BYTES, type Replica, type ReplicaPoint, stripesOf } from "./replica.ts";

type RestorableReplica = Pick<Replica, "place" | "stripes" | "problem"> & { region?: Replica["region"] };
type RestorablePoint = Pick<ReplicaPoint, "sizeBytes">;

export function pointProblems(replica: RestorableReplica, point: RestorablePoint): PlanProblem[] {
  const tell = (rule: string, message: string) => [{ field: "uniqueId", rule, message }];
  const { place, problem } = replica;
  if (!place.accountId.startsWith("/"))
    return tell("not-azure", `${place.name} is not in a storage account of Azure, and Azure makes disks of blobs in one only.`);
  if (problem && BREAKS_POINTS.has(problem.rule)) return tell(problem.rule, problem.message);
  if (replica.stripes > 1 || stripesOf(point.sizeBytes) > 1)
    return tell(
      "striped",
      `The disk has ${formatBytes(point.sizeBytes)}: a replica of more than ${formatBytes(MAX_STRIPE_BYTES)} lies in several blobs, and Azure makes a disk of one blob. It would have to be uploaded piece by piece, which Snapscope does not do.`,
    );
  if (replica.region === undefined)
    return tell("no-region", `Azure does not say in which region ${place.name} is, and a disk is made in the region of its blob.`);
  return [];
}

/** With the others the points are what they were: only nothing may be built on them. */
const BREAKS_POINTS: ReadonlySet<string> = new Set(["stripe-gone", "unreadable"]);
