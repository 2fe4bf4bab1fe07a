import ts from 'typescript';
import { decoratorOutOfPlace, isOfDecoratorCall } from './codes.ts';

/** Whether an error is one of the new decorators or of the old ones only: there are both, and a setting of the project says which are meant. */
export function isOfMeantDecorators({ code, file, start = 0 }: ts.Diagnostic): boolean {
  return isOfDecoratorCall(code) || (code === decoratorOutOfPlace && file !== undefined && isAtParameter(file, start));
}

function isAtParameter(file: ts.Node, start: number): boolean {
  return (
    ts.forEachChild(file, (child): true | undefined => {
      if (start < child.pos || start >= child.end) return undefined;
      return (
        (ts.isParameter(child) && ts.getDecorators(child)?.some((one) => one.getStart() === start)) ||
        isAtParameter(child, start) ||
        undefined
      );
    }) ?? false
  );
}
