/** How far a picture can be zoomed and moved. Pure: sizes in, numbers out. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One notch of a wheel. */
const notch = 1.15;

/**
 * The logarithm (base 2) of the zoom that one event of the wheel asks for. A notch of a mouse is 100 px or more, or some
 * lines, and makes 1.15 of the scale; a touchpad sends many small steps, which add up to the same.
 */
export function zoomOf({ deltaY, deltaMode }: { readonly deltaY: number; readonly deltaMode: number }): number {
  const pixels = deltaMode === 0 ? Math.abs(deltaY) : Number.POSITIVE_INFINITY;
  return -Math.sign(deltaY) * Math.min(pixels * 0.01, Math.log2(notch));
}

/** The least and the largest scale of a picture: a little less than the whole of it, and letters of four times their size. */
export function scalesOf(picture: Size, view: Size): [number, number] {
  const whole = Math.min(view.width / picture.width, view.height / picture.height);
  return [Math.min(1, whole * 0.8), 4];
}

/** A place of one axis moved so that the picture fills half of the view, or is in it with all that it has. */
export function kept(at: number, length: number, room: number): number {
  const least = Math.min(length, room / 2);
  return Math.min(room - least, Math.max(least - length, at));
}
