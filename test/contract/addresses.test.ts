import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf, listen } from './listen.ts';
import { VENDORS, vendorProvider, vendorRequest } from './vendor-providers.ts';

test('an address with a user in it is asked nothing, and no text shows more of it than the origin', async () => {
  for (const vendor of VENDORS) {
    const provider = vendorProvider(vendor, { baseUrl: 'http://me:hunter2@127.0.0.1:1/v1?key=hunter2', key: async () => 'sk-1' });
    assert.equal(provider.origin, 'http://127.0.0.1:1');
    const heard = await listen({ provider, request: vendorRequest(vendor), dispose: async () => undefined });
    const list = await provider.models(new AbortController().signal);
    const end = endOf(heard);
    assert.ok(end.type === 'failure' && !list.ok, vendor);
    assert.deepEqual([end.failure.kind, end.sent, list.failure.kind], ['unreachable', false, 'unreachable'], vendor);
    assert.doesNotMatch(JSON.stringify([heard, list]), /hunter2/);
  }
});
