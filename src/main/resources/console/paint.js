// One paint an animation frame, however many messages came in between.

let paint = () => {};
let due = false;

export function paintWith(painter) {
  paint = painter;
}

/** Something on screen may have changed. */
export function changed() {
  if (!due) {
    due = true;
    requestAnimationFrame(() => {
      due = false;
      paint();
    });
  }
}
