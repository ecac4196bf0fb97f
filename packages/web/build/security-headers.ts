/** Which origins the app has to do with beside its own. */
export interface StageOrigins {
  /** What it calls: Function URLs, REST API, Cognito. */
  readonly connectTo: readonly string[];
  /** Where it puts images, and shows them from: the image bucket. */
  readonly images: readonly string[];
}

/**
 * The security headers of every answer that carries the app, wherever it is served: `npm start` and the hosting of
 * `infra` both send these.
 *
 * @returns values by header name
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function securityHeaders(stage: StageOrigins) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(stage),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  } as const;
}

/**
 * What the page may load: its own scripts and styles, none of them inline; the pictures that a person has picked
 * (`blob:`) or sent (the image bucket), and the icon (`data:`); calls to its stage.
 */
function contentSecurityPolicy({ connectTo, images }: StageOrigins): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self' data: blob:", ...images].join(' '),
    "font-src 'self'",
    ["connect-src 'self'", ...new Set([...connectTo, ...images])].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
