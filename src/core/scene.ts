import type { StateMessage } from "../protocol/client-messages";

/** What the service makes of the video: the state of a session that a new one has to be given again. */
export interface Scene {
  readonly prompt: { readonly text: string; readonly enhance: boolean } | null;
  /** Base64, without a prefix. */
  readonly image: string | null;
}

/** No prompt and no image: the video comes back as it went. */
export const PASSTHROUGH: Scene = { prompt: null, image: null };

/**
 * The one message that gives a new session its state: `prompt` alone where that says everything, else `set_image`
 * with the whole of it.
 */
export function sceneMessage({ prompt, image }: Scene): StateMessage {
  if (prompt && image === null) return { type: "prompt", prompt: prompt.text, enhance_prompt: prompt.enhance };
  return {
    type: "set_image",
    image_data: image,
    prompt: prompt?.text ?? null,
    ...(prompt && { enhance_prompt: prompt.enhance }),
  };
}

/** The scene after the service has accepted a message. */
export function applyToScene(scene: Scene, message: StateMessage): Scene {
  const enhance = message.enhance_prompt ?? true;
  if (message.type === "prompt") return { ...scene, prompt: { text: message.prompt, enhance } };
  const image = message.image_data;
  if (message.prompt === undefined) return { ...scene, image };
  return { image, prompt: message.prompt === null ? null : { text: message.prompt, enhance } };
}
