import type { StateMessage } from "../protocol/client-messages";
import type { EmulatorBehaviour } from "./behaviour";
import { imageHash, type LookState } from "./look";

/** The state of a session before its client named one. */
export const PASSTHROUGH: LookState = { prompt: null, image: null, enhance: false };

/** What a state change leads to. */
export type SceneChange = { ok: true; state: LookState } | { ok: false; error: string };

/** Whether moderation refuses a prompt by one of its rules. */
export function isDenied(prompt: string, rule: string | RegExp): boolean {
  if (rule instanceof RegExp) return new RegExp(rule.source, rule.flags.replace(/[gy]/g, "")).test(prompt);
  const pattern = /^\/(.+)\/([a-z]*)$/s.exec(rule);
  if (pattern) return new RegExp(pattern[1] ?? "", pattern[2]).test(prompt);
  return prompt.toLowerCase().includes(rule.toLowerCase());
}

// Buffer skips what isn't base64 without a word; the service refuses it.
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The state that a message leads to, or why it is refused. The state is then as it was. */
export function changeScene(
  state: LookState,
  message: StateMessage,
  rules: Pick<EmulatorBehaviour, "denyPrompts" | "denyImages">,
): SceneChange {
  // `prompt` never touches the image; `set_image` without a prompt field never touches the prompt.
  const namesPrompt = message.type === "prompt" || message.prompt !== undefined;
  const prompt = namesPrompt ? message.prompt || null : state.prompt;
  let image = state.image;
  if (message.type === "set_image") {
    image = null;
    if (message.image_data !== null) {
      if (message.image_data === "" || message.image_data.length % 4 === 1 || !BASE64.test(message.image_data)) {
        return { ok: false, error: "Invalid image data" };
      }
      image = imageHash(Buffer.from(message.image_data, "base64"));
    }
  }
  if (namesPrompt && prompt !== null && rules.denyPrompts.some((rule) => isDenied(prompt, rule))) {
    return { ok: false, error: "The prompt was refused by moderation" };
  }
  if (message.type === "set_image" && image !== null && rules.denyImages.includes(image)) {
    return { ok: false, error: "The image was refused by moderation" };
  }
  const enhance = message.enhance_prompt ?? (namesPrompt ? true : state.enhance);
  return { ok: true, state: { prompt, image, enhance } };
}
