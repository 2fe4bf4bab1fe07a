/** The page around the bundle. Nothing is loaded from anywhere but the extension's own `dist/webview`. */
export interface PanelHtmlOptions {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The webview's own origin, for the style sheet and the icon font. */
  readonly cspSource: string;
  /** Fresh for each page. */
  readonly nonce: string;
  /** The person's display language, for screen readers: `en`. */
  readonly language: string;
}

export function panelHtml(options: PanelHtmlOptions): string {
  const { scriptUri, styleUri, cspSource, nonce, language } = options;
  const policy = ["default-src 'none'", `style-src ${cspSource}`, `font-src ${cspSource}`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(styleUri)}">
<title>Centuria</title>
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
