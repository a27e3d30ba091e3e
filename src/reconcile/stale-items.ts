/** Items that somebody else's edit overtook: planned again at once, a few times. */

/** How often a run is followed by another because somebody changed what it was about to change. */
export const REPLANS = 2;

/** What the directory answers when an entry, or who is in a group, is no longer as the plan saw it. */
export const STALE: ReadonlySet<string> = new Set([
  "assertionFailed",
  "noSuchObject",
  "entryAlreadyExists",
  "attributeOrValueExists",
  "noSuchAttribute",
]);
