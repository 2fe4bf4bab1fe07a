/** Characters of what was asked, so that what became of it can still be seen in a narrow view. */
const LONGEST = 32;

/** A task's title for a row: its file without the folder, and the beginning of what was asked. */
export function rowLabel(title: string, uri: string): string {
  const prefix = `${fileName(uri)}: `;
  const at = title.indexOf(prefix);
  const isFile = at === 0 || (at > 0 && title[at - 1] === '/');
  const [file, asked] = isFile ? [prefix, title.slice(at + prefix.length)] : ['', title];
  return `${file}${asked.length <= LONGEST ? asked : `${asked.slice(0, LONGEST - 1).trimEnd()}…`}`;
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
