let known: number | undefined;

/** Pixels of a usual letter of a bold name of 12 px, in the font of the page. Measured once. */
export function letterWidth(): number {
  known ??= measured();
  return known;
}

function measured(): number {
  const sample = 'abcdefghijklmnopqrstuvwxyz-0123456789';
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return 7.5;
  pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  return (pen.measureText(sample).width / sample.length) * 1.06;
}
