// One sentence for every word of the trade that stands on a page. The longer list is docs/glossary.md.

export const TERMS = {
  snapshot: "A read-only image of a disk at one moment; it lives on when the disk is deleted.",
  incremental: "Stores only what changed since the snapshot before it, always on Standard HDD, and still restores to the complete disk.",
  full: "Stores all data of the disk by itself; it may use Premium SSD storage.",
  type: "Incremental snapshots store changes only; full ones store all data of the disk.",
  chain: "The incremental snapshots of one disk in one region, oldest first; the full snapshots of a disk form a chain of their own.",
  family: "The incremental snapshots that Azure can compare with each other.",
  provisioned: "The size a restored disk would have. It is the only size Azure shows, and not what is stored or billed.",
  delta:
    'The bytes this snapshot stores itself: written since the one before it, or all data (marked "all") for the oldest of a chain and for full ones. Measured by asking Azure which parts of it hold data. Sorting puts changes before those that hold all data.',
  frees:
    "What deleting this snapshot alone would free: the part of what it stores that the next one wrote or cleared. The rest moves into the next one. The newest frees all of it, until another snapshot is taken.",
  reclaim: "What deleting these together frees. Azure merges the rest of their data into the snapshots that come after them.",
  stored: "The sum of the measured deltas of a chain: what Azure bills as used size.",
  allocated: "The pages with data in the whole image.",
  measured:
    "Measuring asks Azure once which parts of a snapshot hold data; it reads no data and changes nothing. It needs read access (a SAS) for a moment. What is not measured is unknown, never zero.",
  redundancy: "LRS keeps three copies in one data centre, ZRS one in each of three zones at the same price.",
  LRS: "Locally redundant storage: three copies in one data centre.",
  ZRS: "Zone-redundant storage: copies in three zones, the default for snapshots where a region has zones, at the same price.",
  state: "Ready: all of its data is there. A copy counts as ready at 100 %, not when Azure accepts it.",
  age: "How long ago Azure took the snapshot.",
  sas: "A signed address that lets whoever has it read the snapshot's data for a limited time; at most five snapshots of a family can have one.",
  "network-policy": "From where a SAS works: anywhere, private networks only, or nowhere.",
  "sector-size": "The smallest unit the disk addresses. Snapshots with 4096-byte sectors restore only to Premium SSD v2 and Ultra disks.",
  encryption: "Whether Azure's key or a key of your own encrypts the data at rest.",
  "unique-id": "The id Azure gives each snapshot for life; it tells a recreated one from its predecessor of the same name.",
  origin: "Who made it: a person or script, Azure Backup, or a copy from another region.",
  copystart: "Azure's own copy of an incremental snapshot to another region, in the order of creation and one at a time per disk.",
  lane: "The same chain in another region: how many of its snapshots were copied there and how many are missing.",
  replica:
    "A disk's data in page blobs of a storage account, with a blob snapshot for each replicated snapshot. It is found again by what its blobs say of themselves.",
  break: "A place in a chain across which Azure can tell no difference: the disk grew across 4 TiB, or a snapshot is not ready.",
  orphaned: "The disk of this chain was deleted, or another disk has its name now.",
  settled: "Ended at least three days ago: its rows of the bill have come.",
  overdue: "The last snapshot is more than twice the disk's usual interval ago, and more than two hours.",
  forecast: "The estimate for the whole month if nothing but time changes.",
  estimate: "Computed from measured sizes and list prices, for the part of the month that has passed.",
  tombstone: "A snapshot that is gone, at its place in the chain: read once, and not there at a later reading.",
  span: "From the oldest to the newest snapshot of the chain.",
  attention: "What needs a person, most pressing first.",
  ledger: "Every SAS Snapscope asked Azure for, and when it was revoked. The SAS itself is never stored.",
  quantity: "GiB-months: used GiB divided by the days of the month, summed over the days.",
  meter: "The line of Azure's price list that a quantity is billed by.",
  operation: "Durable work such as a copy, restore or measurement. It runs on the server and survives a restart.",
  scope: "The subscriptions and regions the pages show. It stays while you move from page to page.",
} as const;

export type TermName = keyof typeof TERMS;
