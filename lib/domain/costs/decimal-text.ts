/** A decimal number as text, as money and quantities go over the wire. */
export const DECIMAL_PATTERN = /^-?\d+(\.\d+)?$/;
