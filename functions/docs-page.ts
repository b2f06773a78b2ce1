/**
 * The page on which people read the description of the API and try it out. It has no script of its own in line. The
 * viewer is an element, which keeps no key and asks nobody but this origin.
 */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Activity register: the partner API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/v1/docs/page.css">
<script type="module" src="/v1/docs/openapi-explorer.min.js"></script>
<script type="module" src="/v1/docs/start.js"></script>
</head>
<body>
<openapi-explorer hide-server-selection fill-defaults="true"></openapi-explorer>
<noscript>This page needs JavaScript. The same description for machines: <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
</body>
</html>
`;

/** The script that shows the description, with the examples in the addresses filled in, so that a call can be tried as it is. */
export const start = `const [description] = await Promise.all([
  fetch('/v1/openapi.json').then((answer) => answer.json()),
  customElements.whenDefined('openapi-explorer'),
]);
for (const { parameters = [] } of Object.values(description.paths))
  for (const { example, schema } of parameters) schema.default = example;
document.querySelector('openapi-explorer').loadSpec(description);
`;

/** The fonts are those of the reader's machine. */
export const style = `body { margin: 0 }
openapi-explorer { --font-regular: system-ui, sans-serif; --font-mono: ui-monospace, monospace }
`;
