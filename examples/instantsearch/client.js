// The only place that knows that the archive is not in Algolia's cloud: the client is given our host.

const { protocol, host, key } = window.vestnik;

export const searchClient = window['algoliasearch/lite'].liteClient('vestnik', key, {
  hosts: [{ url: host, protocol, accept: 'readWrite' }],
});

/** Where the events of the insights middleware go. */
export const eventsOrigin = `${protocol}://${host}`;
