/** Whether a track is to be mirrored: `"auto"` asks the track. */
export function wantsMirror(mirror: false | "auto" | true | undefined, track: MediaStreamTrack): boolean {
  return track.kind === "video" && (mirror === true || (!!mirror && track.getSettings?.().facingMode === "user"));
}
