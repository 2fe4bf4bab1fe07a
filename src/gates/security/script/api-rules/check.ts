import type ts from 'typescript';
import type { Assignment, Call, Engine } from '../engine/engine.ts';
import type { Value } from '../engine/values.ts';

export function checkApiCall(_call: Call, _engine: Engine): void {}
export function checkApiAssignment(_assignment: Assignment, _engine: Engine): void {}
export function checkApiNode(_node: ts.Node, _value: Value, _engine: Engine): void {}
