import { test } from 'node:test';
import { checkSchedules } from './schedules.ts';

test('no schedule of three processes passes a cap without an overrun, or unbalances the books', (t) => checkSchedules(t, 300));
