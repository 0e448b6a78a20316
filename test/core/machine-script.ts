import { PASSTHROUGH, type Scene } from "../../src/core/scene";
import type { SessionInput } from "../../src/core/session-state";
import { WebRTCError } from "../../src/errors";
import type { ServerMessage } from "../../src/protocol/server-messages";
import type { Machine } from "./machine";

export const SESSION_ID: ServerMessage = {
  type: "session_id",
  session_id: "s1",
  server_ip: "10.0.0.1",
  server_port: 9000,
};
export const IMAGE_ACK: ServerMessage = { type: "set_image_ack", success: true, error: null };

/** The service says something in the attempt of the moment. */
export const say = (machine: Machine, message: ServerMessage) =>
  machine.dispatch({ type: "message", attempt: machine.attempt, message });

/** The acknowledgement of what was sent last. */
export function ackOf(machine: Machine, success = true): ServerMessage {
  const message = [...machine.effects]
    .reverse()
    .find(
      (effect) => effect.type === "send" && (effect.message.type === "prompt" || effect.message.type === "set_image"),
    );
  const error = success ? null : "No.";
  if (message?.type === "send" && message.message.type === "prompt") {
    return { type: "prompt_ack", prompt: message.message.prompt, success, error };
  }
  return { type: "set_image_ack", success, error };
}

/** An attempt up to a live session. */
export function goLive(machine: Machine) {
  const { attempt } = machine;
  machine.dispatch({ type: "socketOpen", attempt });
  machine.dispatch({ type: "signal", attempt, message: { type: "offer", sdp: "v=0" } });
  say(machine, SESSION_ID);
  say(machine, ackOf(machine));
  say(machine, { type: "answer", sdp: "v=0" });
  machine.dispatch({ type: "mediaConnected", attempt });
  // A new connection takes over with its first frame.
  machine.dispatch({ type: "vitals", attempt, vitals: { bytes: 1000, frames: 1, sent: 1 } });
}

/** A connect whose scene is known, up to a live session. */
export function connectLive(machine: Machine, scene: Scene = PASSTHROUGH) {
  machine.dispatch({ type: "connect" });
  machine.dispatch({ type: "sceneReady", scene });
  goLive(machine);
}

/** One input of each type, in the attempt given. */
export const inputs = (attempt: number): SessionInput[] => [
  { type: "connect" },
  { type: "end", error: null },
  { type: "sceneReady", scene: PASSTHROUGH },
  { type: "callReady", id: 1, message: { type: "set_image", image_data: "AAAA" } },
  { type: "timer", timer: "connect" },
  { type: "timer", timer: "attempt" },
  { type: "timer", timer: "retry" },
  { type: "timer", timer: "call:1" },
  { type: "offline" },
  { type: "online" },
  { type: "away" },
  { type: "back" },
  { type: "visible" },
  { type: "reconnectNow" },
  ...attemptInputs(attempt),
];

/** One input of each type that carries an attempt. */
export const attemptInputs = (attempt: number): SessionInput[] => [
  { type: "socketOpen", attempt },
  { type: "socketClosed", attempt, code: 1006, reason: "" },
  { type: "socketClosed", attempt, code: 1008, reason: "" },
  { type: "message", attempt, message: SESSION_ID },
  { type: "message", attempt, message: IMAGE_ACK },
  { type: "message", attempt, message: { type: "generation_tick", seconds: 1 } },
  { type: "message", attempt, message: { type: "generation_ended", seconds: 1, reason: "time_limit" } },
  { type: "message", attempt, message: { type: "error", error: "Invalid API key" } },
  { type: "message", attempt, message: { type: "queue_position", position: 1, queue_size: 1 } },
  { type: "signal", attempt, message: { type: "offer", sdp: "v=0" } },
  { type: "mediaConnected", attempt },
  { type: "mediaInterrupted", attempt },
  { type: "mediaFailed", attempt, error: new WebRTCError("WEBRTC_ICE_ERROR", "no path") },
  { type: "vitals", attempt, vitals: { bytes: 2000, frames: 2, sent: 2 } },
  { type: "track", attempt, track: { kind: "video" } },
  { type: "diagnostic", attempt, event: { name: "signalingDropped", data: { problem: "not JSON" } } },
];
