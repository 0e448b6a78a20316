/** Blocks that nothing checks, by name (`docs/x.md:12`), each with the reason. The test's output counts them. */
export const EXCUSED: Record<string, string> = {};
