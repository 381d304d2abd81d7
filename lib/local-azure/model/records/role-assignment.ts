export interface RoleAssignment {
  scope: string;
  /** A guid. */
  name: string;
  /** The guid of a built-in role. */
  roleId: string;
  /** Object id of a sign-in. */
  principalId: string;
  principalType: string;
  createdOn: string;
  deletedAtMs?: number;
}
