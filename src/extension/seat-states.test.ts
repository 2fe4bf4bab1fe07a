import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLocalCard } from '../../test/fakes/fake-world.ts';
import { worksNow } from './seat-states.ts';

const TINY = fakeLocalCard('tiny', { serves: ['edit'], floor: '135M parameters' });

test('what works now is said of what is set up, not of the product', () => {
  assert.equal(worksNow({ cards: [fakeLocalCard('llama')], failures: [] }), 'Change This… and Analyse work now.');
  assert.match(
    worksNow({ cards: [TINY], failures: [] }),
    /^Change This… works now\. Analyse does not yet: tiny is too small for analysis\./,
  );
  assert.match(worksNow({ cards: [], failures: [] }), /do not work yet either: No model is set up yet\./);
});
