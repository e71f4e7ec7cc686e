// Where Vestnik answers, and the key that its operator gave to this site (`vestnik keys create`).
// A key with the scope `search` is made to be public: it can stand in a page.
window.vestnik = {
  protocol: 'http',
  host: '127.0.0.1:7700',
  key: 'vk_put_your_key_here',
};
