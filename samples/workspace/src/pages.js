/** How many pages it takes to show `items` things, `size` on a page. */
export function pageCount(items, size) {
  const full = Math.floor(items / size);
  return items % size === 0 ? full : full + 1;
}
