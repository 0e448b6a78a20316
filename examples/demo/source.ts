import type { CameraVideoTrack, DecartClient } from "@decartai/sdk";
import { startTestPattern } from "./test-pattern";

export type SourceKind = "camera" | "screen" | "pattern";

/** Size and rate that a model works at; a definition of the SDK's registry fits. */
export interface Format {
  width: number;
  height: number;
  fps: number;
}

export interface Source {
  kind: SourceKind;
  stream: MediaStream;
  /** The SDK's handle of a camera: switches it, mirrored or not, also in the middle of a session. */
  camera?: CameraVideoTrack;
  stop(): void;
}

/** What the user wants of a camera. */
export interface CameraWish {
  mirror: boolean;
  deviceId: string;
}

/** Opens the camera, a screen, or the test pattern, at a model's size and rate. */
export async function openSource(
  kind: SourceKind,
  { width, height, fps: frameRate }: Format,
  realtime: DecartClient["realtime"],
  wish: CameraWish,
): Promise<Source> {
  if (kind === "pattern") return openPattern({ width, height, fps: frameRate });
  if (kind === "screen") {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate } });
    return { kind, stream, stop: () => stopAll(stream) };
  }
  const camera = await realtime.createCameraVideoTrack({ width, height, frameRate, ...wish });
  return { kind, stream: camera.stream, camera, stop: camera.stop };
}

/** The test pattern needs nobody's leave. */
export const openPattern = (format: Format): Source => ({ kind: "pattern", ...startTestPattern(format) });

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The cameras there are. Without the user's leave, browsers name none of them, or only one without a name. */
export async function listCameras(): Promise<MediaDeviceInfo[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  } catch {
    return [];
  }
}
