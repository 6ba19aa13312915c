import { saveName } from './format.js';

/** Saves a Blob as a file of the person's. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = saveName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
