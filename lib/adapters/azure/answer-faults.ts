// Names of what Azure's answers may be at fault with, beside Azure's own error codes.

/** An address on another origin than was configured. */
export const FOREIGN_ADDRESS = "ForeignAddress";
export const REPEATED_NEXT_LINK = "RepeatedNextLink";
export const TOO_MANY_PAGES = "TooManyPages";
/** A redirect that was not followed: it led to another host, or in a circle. */
export const REDIRECTED = "Redirected";
