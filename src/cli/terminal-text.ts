/**
 * Text of a model for a terminal: without control characters, except the line end and the tab. With them an answer could
 * move the cursor, rename the window, write to the clipboard, or hide what stands above it.
 */
export function terminalText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
