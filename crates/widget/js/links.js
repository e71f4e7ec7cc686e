// Addresses of the server and of hits.

/** @typedef {import('./settings.js').Settings} Settings */

/**
 * An address that a page may link to.
 * @param {unknown} address
 * @param {string} [base]
 * @returns {string} empty unless it is http or https
 */
export function safeUrl(address, base) {
  try {
    const { protocol, href } = new URL(String(address), base);
    return /^https?:$/.test(protocol) ? href : '';
  } catch {
    return '';
  }
}

/**
 * Where a hit leads: to the article on its site, else to its page of the archive.
 * @param {{ id?: unknown, url?: unknown }} hit
 * @param {Pick<Settings, 'endpoint' | 'key'>} settings
 */
export function hitUrl({ id, url }, { endpoint, key }) {
  const path = String(id).split('/').map(encodeURIComponent).join('/');
  return safeUrl(url) || `${endpoint}/article/${path}${key && `?key=${encodeURIComponent(key)}`}`;
}

/**
 * The base of the server's addresses, without a slash at its end.
 * @param {string | null} address
 * @param {string} base of relative addresses
 * @param {string} script address of this script, whose origin is used for want of an address
 */
export function endpointOf(address, base, script) {
  return safeUrl(address || '/', address ? base : script).replace(/\/*([?#].*)?$/, '');
}
