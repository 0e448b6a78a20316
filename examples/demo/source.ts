import { startTestPattern } from "./test-pattern";

export type SourceKind = "camera" | "pattern";

/** Size and rate that a model works at; a definition of the SDK's registry fits. */
export interface Format {
  width: number;
  height: number;
  fps: number;
}

export interface Source {
  kind: SourceKind;
  stream: MediaStream;
  stop(): void;
}

/** Opens the camera, or the test pattern, at a model's size and rate. */
export async function openSource(kind: SourceKind, format: Format): Promise<Source> {
  if (kind === "pattern") return { kind, ...startTestPattern(format) };
  if (!navigator.mediaDevices) {
    throw new DOMException("Cameras need https, or localhost.", "SecurityError");
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: format.width, height: format.height, frameRate: format.fps },
    // An app that wants sound asks for it here. The emulator sends sound back as it came, which howls over speakers.
    audio: false,
  });
  return {
    kind,
    stream,
    stop: () =>
      stream.getTracks().forEach((track) => {
        track.stop();
      }),
  };
}

/** Whether there seems to be a camera. Asks for no permission, so it says nothing about whether it may be used. */
export async function hasCamera(): Promise<boolean> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some((device) => device.kind === "videoinput");
  } catch {
    return false;
  }
}
