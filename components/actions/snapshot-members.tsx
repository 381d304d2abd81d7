// The snapshots an operation is about, oldest first: the first ones and the last, what lies between is counted.
import { List, Text } from "@mantine/core";
import { formatCount } from "#lib/domain/format.ts";

interface SnapshotMembersProps {
  members: readonly { id: string; name: string }[];
  error: string | undefined;
}

const SHOWN = 6;

export function SnapshotMembers({ members, error }: SnapshotMembersProps) {
  const [head, tail] = members.length <= SHOWN ? [members, []] : [members.slice(0, SHOWN - 2), members.slice(-1)];
  return (
    <div>
      <Text size="sm" fw={500}>
        {formatCount(members.length)} {members.length === 1 ? "snapshot" : "snapshots"}, oldest first
      </Text>
      <List size="xs" type="ordered" c="dimmed" pl={26}>
        {head.map(({ id, name }) => (
          <List.Item key={id}>{name}</List.Item>
        ))}
        {tail.map(({ id, name }) => (
          <List.Item key={id} value={members.length}>
            {name}, after {formatCount(members.length - head.length - 1)} more
          </List.Item>
        ))}
      </List>
      {error && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
