import { models } from "../models";
import { cameraError, noCameras } from "./camera-errors";
import {
  type CameraChoice,
  type CameraOptions,
  type CameraVideoTrack,
  checkCamera,
  checkChoice,
  stoppedError,
} from "./camera-options";
import { type Mirror, startMirror } from "./mirror";
import { passOn } from "./pass-on";
import { succeed } from "./successors";
import { wantsMirror } from "./wants-mirror";

/** Opens a camera at a model's size and rate, mirrored or not. */
export async function createCameraVideoTrack(options: CameraOptions = {}): Promise<CameraVideoTrack> {
  checkCamera(options);
  // Where there are none, there is no MediaStream either.
  cameras();
  let wish: CameraOptions = options;
  let camera: MediaStreamTrack | undefined;
  let mirror: Mirror | undefined;
  let stopPassing = () => {};
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  const stream = new MediaStream();
  const track = () => stream.getVideoTracks()[0] as MediaStreamTrack;

  function show(next: MediaStreamTrack): void {
    const before = track();
    if (next === before) return;
    if (before) stream.removeTrack(before);
    stream.addTrack(next);
    if (before) succeed(before, next);
  }

  /** What is to be sent of a camera. */
  async function prepared(next: MediaStreamTrack): Promise<MediaStreamTrack> {
    if (!wantsMirror(wish.mirror ?? "auto", next)) {
      mirror?.stop();
      mirror = undefined;
      return next;
    }
    if (mirror) return mirror.replace(next);
    mirror = await startMirror(next, { workerUrl: wish.workerUrl, onTrack: show });
    return mirror.output;
  }

  async function use(wanted: CameraOptions): Promise<MediaStreamTrack> {
    const before = camera;
    const next = await openCamera(wanted, before);
    wish = wanted;
    camera = next;
    stopPassing();
    const sent = await prepared(next);
    if (stopped) stop();
    show(sent);
    stopPassing = sent === next ? () => {} : passOn(next, sent, stop);
    before?.stop();
    return sent;
  }

  function stop(): void {
    stopped = true;
    stopPassing();
    mirror?.stop();
    camera?.stop();
  }

  await use(options);
  return {
    get track() {
      return track();
    },
    stream,
    get mirrored() {
      return track() !== camera;
    },
    async switchCamera(given: CameraChoice) {
      checkChoice(given);
      const switched = turn.then(() => {
        if (stopped) throw stoppedError();
        // The one names a camera as well as the other.
        const { deviceId, facing, ...rest } = wish;
        return use({ ...rest, ...(given.facing || given.deviceId ? {} : { deviceId, facing }), ...given });
      });
      turn = switched.catch(() => {});
      return switched;
    },
    stop,
  };
}

function constraintsOf({ model, facing = "user", deviceId, ...own }: CameraOptions): MediaTrackConstraints {
  const format = typeof model === "string" ? models.realtime(model) : model;
  const wanted = {
    width: own.width ?? format?.width,
    height: own.height ?? format?.height,
    frameRate: own.frameRate ?? format?.fps,
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: facing }),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

function cameras(): MediaDevices {
  const devices = globalThis.navigator?.mediaDevices;
  if (!devices?.getUserMedia) throw noCameras();
  return devices;
}

/** @param held The camera that is open: phones can't always open a second one. */
async function openCamera(options: CameraOptions, held?: MediaStreamTrack): Promise<MediaStreamTrack> {
  const devices = cameras();
  const video = constraintsOf(options);
  const open = async () => (await devices.getUserMedia({ video })).getVideoTracks()[0] as MediaStreamTrack;
  try {
    return await open().catch((cause) => {
      if (!held || cause?.name !== "NotReadableError") throw cause;
      held.stop();
      return open();
    });
  } catch (cause) {
    throw cameraError(cause);
  }
}
