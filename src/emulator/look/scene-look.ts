/** What the service was told to make of the video: the state in force. */
export interface LookState {
  /** The prompt; null or empty for none. */
  prompt: string | null;
  /** The image's identity, as {@link imageHash} gives it; null for none. */
  image: string | null;
  /** Whether the prompt is to be enhanced. Means nothing without a prompt. */
  enhance: boolean;
}

/** The ways in which a prompt can restyle a picture. */
export const LOOK_EFFECTS = ["posterize", "contrast", "invert", "solarize", "pixelate", "sketch", "scanlines"] as const;

/** One of {@link LOOK_EFFECTS}. */
export type LookEffect = (typeof LOOK_EFFECTS)[number];

/** How the emulator paints a {@link LookState}. Equal states have equal looks, on every machine. */
export interface Look {
  /** 16 bits that name the state, burned into the picture's bottom edge. 0 is the passthrough, and only that. */
  code: number;
  /** The colour of the gradient that the picture is mapped to, 0 to 359 degrees; null without a prompt. */
  hue: number | null;
  /** What is done to the tones; null without a prompt. */
  effect: LookEffect | null;
  /** Full colours (the prompt is enhanced) or muted ones. */
  vivid: boolean;
  /** The colour of the frame around the picture, 0 to 359 degrees; null without an image. */
  frameHue: number | null;
}

// Words that people try first should do what they say; all others go by their hash.
const EFFECT_WORDS: [RegExp, LookEffect][] = [
  [/pixel|8.?bit|lego|voxel|minecraft|mosaic/i, "pixelate"],
  [/sketch|pencil|drawing|line art|ink|manga/i, "sketch"],
  [/cartoon|comic|anime|pop art|poster|clay/i, "posterize"],
  [/neon|cyber|x-?ray|negative|night/i, "invert"],
  [/retro|vhs|crt|hologram|matrix|television/i, "scanlines"],
  [/dream|surreal|psychedelic|acid/i, "solarize"],
  [/noir|dramatic|oil|paint|film/i, "contrast"],
];
const HUE_WORDS: [RegExp, number][] = [
  [/\bred\b|fire|lava|mars/i, 5],
  [/orange|autumn|desert/i, 28],
  [/gold|yellow|sunset|honey/i, 45],
  [/green|forest|jungle|matrix/i, 125],
  [/cyan|teal|\bice\b|winter|frozen/i, 185],
  [/blue|ocean|\bsea\b|\bsky\b|night/i, 220],
  [/purple|violet|galaxy|cyber/i, 275],
  [/pink|neon|candy|rose/i, 322],
];

function matched<T>(table: [RegExp, T][], text: string): T | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME);
    hash = Math.imul(hash ^ (unit >> 8), FNV_PRIME);
  }
  // FNV's low bits are its worst ones, and modulo and folding use just those.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/**
 * The identity of an image: FNV-1a of its bytes (decoded, not the base64 text), as 8 hexadecimal digits. Gives the
 * same result in a page and in Node.
 */
export function imageHash(bytes: Uint8Array): string {
  let hash = FNV_OFFSET;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), FNV_PRIME);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/**
 * The look of a state. An empty prompt is no prompt, and `enhance` counts only together with a prompt, so that states
 * that mean the same look the same.
 */
export function lookOf(state: LookState): Look {
  const prompt = state.prompt || null;
  const image = state.image || null;
  const vivid = prompt !== null && state.enhance;
  if (prompt === null && image === null) return { code: 0, hue: null, effect: null, vivid, frameHue: null };
  const whole = hashText(JSON.stringify([prompt, image, vivid]));
  const look: Look = { code: ((whole >>> 16) ^ whole) & 0xffff || 1, hue: null, effect: null, vivid, frameHue: null };
  if (prompt !== null) {
    const hash = hashText(prompt);
    look.hue = matched(HUE_WORDS, prompt) ?? hash % 360;
    look.effect = matched(EFFECT_WORDS, prompt) ?? LOOK_EFFECTS[(hash >>> 9) % LOOK_EFFECTS.length] ?? "posterize";
  }
  if (image !== null) look.frameHue = hashText(image) % 360;
  return look;
}
