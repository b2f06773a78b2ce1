/** The page on which people read the description of the API and try it out. It has no script of its own in line. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Activity register: the partner API</title>
<link rel="icon" type="image/png" sizes="32x32" href="/v1/docs/favicon-32x32.png">
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
<script defer src="/v1/docs/swagger-ui-bundle.js"></script>
<script defer src="/v1/docs/start.js"></script>
</head>
<body>
<div id="viewer"></div>
<noscript>This page needs JavaScript. The same description for machines: <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
</body>
</html>
`;

/** The script that starts the viewer. It keeps no key, and sends the description to no validator. */
export const start = `SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#viewer',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
});
`;
