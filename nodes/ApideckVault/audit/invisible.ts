/** Choose between two forms of the character before them, and take no room: nothing is missing without them. */
export const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * Whatever shows nothing of its own: control characters, line separators, and characters that hide, join or turn others (writing
 * direction, zero width, soft hyphen, tags, fillers).
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;
