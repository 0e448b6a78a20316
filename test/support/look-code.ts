import { lookOf } from "../../src/emulator/index";

/** The code that the emulator burns into a picture with this prompt and image: what a test reads from the pixels. */
export const lookCode = (prompt: string | null, image: string | null = null, enhance = true): number =>
  lookOf({ prompt, image, enhance }).code;
