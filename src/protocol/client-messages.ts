/** A candidate as it travels; the DOM's `RTCIceCandidateInit` fits it. */
export interface IceCandidateInit {
  candidate?: string | undefined;
  sdpMid?: string | null | undefined;
  sdpMLineIndex?: number | null | undefined;
  usernameFragment?: string | null | undefined;
}

/** A session description on its way to the service. */
export interface DescriptionMessage {
  type: "offer" | "answer";
  sdp: string;
}

/** One local candidate; null ends the gathering. */
export interface CandidateMessage {
  type: "ice-candidate";
  candidate: IceCandidateInit | null;
}

/** Changes the prompt and keeps the image. */
export interface PromptMessage {
  type: "prompt";
  prompt: string;
  enhance_prompt: boolean;
}

/**
 * Changes the image. `image_data` is base64 without a `data:` prefix; null clears the image.
 * Without a `prompt` field the prompt is kept, with one (null too) the message names the whole state.
 */
export interface SetImageMessage {
  type: "set_image";
  image_data: string | null;
  prompt?: string | null;
  enhance_prompt?: boolean;
}

/** Messages that negotiate media. */
export type SignalMessage = DescriptionMessage | CandidateMessage;

/** Messages that change what the service makes of the video; each is acknowledged. */
export type StateMessage = PromptMessage | SetImageMessage;

/** Everything that a client sends. */
export type ClientMessage = SignalMessage | StateMessage;
